"""The table of every address: who may open it, and what everybody else is told.

An address that names a dossier, a parcel or the like is tried twice: with the caller's own, and
with somebody else's of the same kind. A role that gets in at its own finds nothing at the other's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from applications.steps import STEPS
from tests.security.world import ANONYMOUS, APPLICANT, EVERYBODY, ROLES

IN, LOGIN, ABSENT, REFUSED, UNKNOWN = "in", "login", 404, 403, 401
ALL = frozenset(EVERYBODY)
NOBODY: frozenset[str] = frozenset()
DEPARTMENT = frozenset({"receiver", "verifier", "drafter", "approver", "signer", "head"})
READERS = DEPARTMENT | {"auditor"}
DESK = READERS | {"administrator"}
OUTSIDE = frozenset({"post_clerk", "agency_officer"})
LOOKUP = frozenset({"verifier", "head", "auditor"})
PROBERS = frozenset({"verifier", "administrator"})
CITIZENS_PAGE = frozenset({APPLICANT, "receiver", "post_clerk"})
SEE_A_CASE = READERS | {APPLICANT, "post_clerk"}


@dataclass(frozen=True)
class Door:
    """`own`: who gets in; `other`: who gets in at somebody else's; the rest are told `shut`."""

    own: frozenset[str]
    other: frozenset[str] | None = NOBODY  # None: the address names nobody's object
    shut: int = ABSENT
    stranger: int | str = LOGIN
    post: bool = False
    parts: dict[str, str] = field(default_factory=dict)  # of the address, by names of the world
    fixed: dict[str, Any] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)
    may_see: frozenset[str] = NOBODY  # who knows of the object, and is told 403 rather than 404

    def expected(self, who: str, *, own: bool) -> int | str:
        in_here = self.own if own or self.other is None else self.other
        if who in in_here:
            return IN
        if who == ANONYMOUS or (who == APPLICANT and self.stranger == LOGIN):
            return self.stranger  # an applicant's session is no login
        sees = self.may_see if own else self.may_see & {"auditor"}
        if who in sees:
            return REFUSED
        return ABSENT if who in self.own else self.shut


def _doors(*names: str, **how: Any) -> dict[str, Door]:
    return dict.fromkeys(names, Door(**how))


def _public(*names: str, **how: Any) -> dict[str, Door]:
    return _doors(*names, own=ALL, other=ALL, **how)


def _dossier(*names: str, **how: Any) -> dict[str, Door]:
    """The citizen's pages: for the owner, and for those who fill in with them at a counter."""
    return _doors(*names, own=CITIZENS_PAGE, stranger=ABSENT, **{"parts": {"code": "code"}, **how})


def _desk_of(role: str, *names: str, **how: Any) -> dict[str, Door]:
    objects = NOBODY if "parts" in how else None
    return _doors(*names, own=frozenset({role}), other=objects, shut=REFUSED, **how)


PUBLIC = {
    **_public("portal:home", "portal:livez", "portal:readyz", "accounts:login", "api:schema"),
    **_public("api:docs", "applications:start", "applications:find", "certificates:check"),
    **_public("certificates:revoked", "certificates:data-schema", "portal:quote"),
    **_public("certificates:offline", "certificates:offline-worker", "certificates:offline-file"),
    # Samples are there in a demonstration alone, such as this one, whose files are not made yet.
    **_public("certificates:samples"),
    **_doors(
        *("certificates:sample-checked", "certificates:sample-file"),
        own=NOBODY,
        other=None,
        stranger=ABSENT,
        fixed={"slug": "that"},
    ),
    **_public("applications:follow", parts={"token": "token"}),
    **_public(
        "certificates:checked", "certificates:check-token", parts={"token": "certificate_token"}
    ),
    **_public("verification:link", parts={"token": "link_token"}),
    **_public("certificates:log", "certificates:log-roots", "certificates:log-root"),
    **_public("certificates:log-inclusion", "certificates:log-consistency"),
    **_public("certificates:log-leaves", "verification:link_done"),
    # Open to the browser that opened the link, and to nobody for being somebody.
    **_doors("verification:link_question", own=NOBODY, stranger=ABSENT, parts={"pk": "link"}),
    **_public("accounts:logout", "set_language", "applications:leave", post=True),
    **_public("api:quotes", "certificates:check-file", post=True),
}
CITIZEN = {
    **_dossier("applications:application", "applications:saved", "applications:papers"),
    **_dossier("applications:review", "applications:payment", "applications:payment_state"),
    **_dossier("applications:receipt", "applications:withdraw"),
    **_dossier("applications:step", fixed={"slug": "loai-phieu"}),
    **_dossier("applications:file", parts={"code": "code", "number": "paper"}),
    **_doors(
        "certificates:download",
        own=READERS | {APPLICANT},
        other=frozenset({"auditor"}),
        stranger=ABSENT,
        parts={"code": "code"},
    ),
}
STAFF = {
    **_doors("portal:desk", "portal:styleguide", own=frozenset(ROLES), other=None),
    **_doors("portal:figures", "portal:figures_xlsx", own=DESK, other=None, shut=REFUSED),
    **_desk_of("agency_officer", "verification:desk", "verification:history"),
    **_desk_of("agency_officer", "verification:answer", parts={"pk": "request"}),
    **_desk_of("agency_officer", "verification:paper", parts={"pk": "reply_paper"}),
    **_desk_of("post_clerk", "postal:desk", "postal:search", "postal:manifests", "postal:parcels"),
    **_desk_of("post_clerk", "postal:new_declaration", post=True),
    **_desk_of("post_clerk", "postal:dossier", parts={"code": "code"}),
    **_desk_of("post_clerk", "postal:take_in", parts={"code": "code"}, post=True),
    **_desk_of("post_clerk", "postal:slip", parts={"number": "slip"}),
    **_desk_of("post_clerk", "postal:manifest", parts={"pk": "manifest"}),
    **_desk_of("post_clerk", "postal:close_manifest", parts={"pk": "manifest"}, post=True),
    **_desk_of("post_clerk", "postal:parcel", parts={"item": "item"}),
    **_desk_of("receiver", "postal:arriving", "postal:ready"),
    **_desk_of("receiver", "postal:count", parts={"pk": "manifest"}),
    **_desk_of("receiver", "postal:sent", fixed={"day": "2024-06-03"}),
    **_desk_of("receiver", "postal:announce_again", parts={"item": "item"}, post=True),
}

REASON = {"reason": "Sai nơi sinh"}
BODIES: dict[str, dict[str, Any]] = {
    "pay": {"amount": 200_000, "method": "cash", "reference": "R-1"},
    "return_for_supplement": {"items": ["Giấy khai sinh"]},
    "supplement": {"changes": {}},
    "refuse": {"ground": "not_competent", **REASON},
    "withdraw": REASON,
    "reclassify": {"route": "police", **REASON},
    "conclude": {"finding": "none"},
    "send_back": REASON,
    "revoke": {"ground": "Sai nơi sinh"},
    "cancel": {"ground": "Sai nơi sinh", "copies_destroyed": 1, "destroyed_by": "Lê Thị Kho"},
    "correct": {"changes": {}, "document_no": "Giấy khai sinh", **REASON},
    "reissue": REASON,
    "deliver": {"identity": "092090001234"},
    "return_mail": REASON,
    "lose": REASON,
    "resend": {"address": {"province": "92", "line": "1 Lê Lợi"}},
}
MACHINE = {"classify", "complete_verification", "make_ready"}
API = {
    **_doors("api:applications", own=ALL - {ANONYMOUS}, other=None, stranger=UNKNOWN),
    **_doors(
        *("api:application",),
        own=SEE_A_CASE,
        other=frozenset({"auditor"}),
        stranger=UNKNOWN,
        parts={"code": "code"},
    ),
    **_doors(
        *("records:violations",),
        own=frozenset({"agency_officer", "verifier", "head"}),
        other=None,
        shut=REFUSED,
        stranger=UNKNOWN,
    ),
    **_doors(
        *("certificates:file",),
        own=READERS | {APPLICANT},
        other=frozenset({"auditor"}),
        stranger=UNKNOWN,
        parts={"code": "code"},
    ),
    **{
        f"api:{name}": Door(
            own=frozenset(step.roles) & SEE_A_CASE,
            may_see=SEE_A_CASE,
            stranger=UNKNOWN,
            post=True,
            parts={"code": "code"},
            body=BODIES.get(name, {}),
        )
        for name, step in STEPS.items()
        if name not in MACHINE
    },
    **_doors(
        *("api:payment_events", "postal:carrier_events", "verification:agency_replies"),
        "verification:gateway_replies",
        own=NOBODY,  # a signature opens them, and no login
        other=None,
        shut=UNKNOWN,
        stranger=UNKNOWN,
        post=True,
    ),
}


def _in_the_admin(*names: str, own: Iterable[str] = DESK, **how: Any) -> dict[str, Door]:
    objects = NOBODY if "parts" in how else None
    return _doors(
        *(f"admin:{name}" for name in names),
        **{"own": frozenset(own), "other": objects, "shut": REFUSED, **how},
    )


_CASE = {"parts": {"pk": "application"}, "shut": ABSENT}
_IMPORT = {"fixed": {"pk": "records_importrun"}}
AUDITOR = frozenset({"auditor"})
CLERK = frozenset({"verifier"})
ADMIN = {
    **_in_the_admin("index", "search", "password_change", "password_change_done", "jsi18n"),
    **_in_the_admin("login"),
    **_in_the_admin("logout", "desk_open", post=True),
    **_in_the_admin("stopped_work", own=READERS),
    **_in_the_admin("agency_lines", own=LOOKUP | {"administrator"}),
    **_in_the_admin("agency_probe", own=PROBERS, other=PROBERS, parts={"pk": "agency"}),
    **_in_the_admin("overrides", own=LOOKUP),
    **_in_the_admin("agency_chasing", own=LOOKUP),
    **_in_the_admin("agency_chasing_one", own=LOOKUP, other=LOOKUP, parts={"pk": "agency"}),
    **_in_the_admin("agency_request", own=LOOKUP, other=AUDITOR, parts={"pk": "request"}),
    **_in_the_admin("agency_paper", own=LOOKUP, other=AUDITOR, parts={"pk": "reply_paper"}),
    **_in_the_admin("agency_act", own=["verifier", "head"], post=True, parts={"pk": "request"}),
    **_in_the_admin("agency_told", own=["verifier", "head"], post=True, parts={"pk": "reminder"}),
    **_in_the_admin("paper_desk", own=LOOKUP),
    **_in_the_admin("paper_open", "paper_print", own=CLERK, post=True),
    **_in_the_admin("paper_run", "paper_sheets", own=CLERK, parts={"pk": "print_run"}),
    **_in_the_admin("paper_print_again", own=CLERK, parts={"pk": "letter"}),
    **_in_the_admin("paper_letter", own=READERS, other=AUDITOR, parts={"pk": "letter"}),
    **_in_the_admin("paper_post", own=CLERK, other=CLERK, parts={"pk": "agency"}),
    **_in_the_admin("paper_envelope", own=LOOKUP, other=AUDITOR, parts={"pk": "envelope"}),
    **_in_the_admin("paper_take_in", own=CLERK, parts={"pk": "asked_on_paper"}),
    **_in_the_admin("paper_answer", own=LOOKUP, other=AUDITOR, parts={"pk": "paper_answer"}),
    **_in_the_admin("paper_confirm", "paper_discard", own=CLERK, parts={"pk": "paper_answer"}),
    **_in_the_admin("paper_scan", own=READERS, other=AUDITOR, parts={"pk": "paper_answer"}),
    **_in_the_admin("app_list", own=READERS, shut=ABSENT, fixed={"app_label": "applications"}),
    **_in_the_admin("desk_batch", "desk_progress", own=READERS, fixed={"step": "sign"}),
    **_in_the_admin("desk_signings", "print_desk", "issue_book", own=READERS),
    **_in_the_admin("desk_signing", own=READERS, other=AUDITOR, parts={"pk": "signing_batch"}),
    **_in_the_admin("desk_signing_stop", own=["signer"], post=True, parts={"pk": "signing_batch"}),
    **_in_the_admin("issue_book_take", own=["head", "auditor"], post=True),
    **_in_the_admin("print_chosen", own=["receiver"], post=True),
    **_in_the_admin("print_run", "print_sheets", own=["receiver"], parts={"pk": "certificate_run"}),
    **_in_the_admin("print_again", own=["receiver"], parts={"pk": "certificate_paper"}),
    **_in_the_admin("desk_step", own=READERS, other=AUDITOR, fixed={"step": "sign"}, **_CASE),
    **_in_the_admin("desk_sources", own=READERS, other=AUDITOR, **_CASE),
    **_in_the_admin("desk_preview", own=READERS, other=AUDITOR, **_CASE),
    **_in_the_admin(
        "desk_paper",
        own=READERS,
        other=AUDITOR,
        **{**_CASE, "parts": {"pk": "application", "paper": "paper"}},
    ),
    **_in_the_admin("desk_compare", own=LOOKUP, other=AUDITOR, **_CASE),
    **_in_the_admin(
        *("desk_compare_one",), own=LOOKUP, other=AUDITOR, fixed={"person": "person"}, **_CASE
    ),
    **_in_the_admin("records_person_access", own=LOOKUP, fixed={"pk": "person"}),
    **_in_the_admin("records_person_watch", own=["head"], post=True, fixed={"pk": "person"}),
    **_in_the_admin("desk_record", own=LOOKUP, other=AUDITOR, fixed={"person": "person"}, **_CASE),
    **_in_the_admin("records_expungementproposal_batch", own=["verifier"]),
    **_in_the_admin("records_importrun_progress", own=LOOKUP, **_IMPORT),
    **_in_the_admin("records_importrun_rejected", own=["verifier", "head"], **_IMPORT),
    **_in_the_admin(
        *("records_importrun_take", "records_importrun_stop"),
        own=["verifier", "head"],
        post=True,
        **_IMPORT,
    ),
    **_in_the_admin("records_sourcedocument_missing", own=LOOKUP),
    **_in_the_admin(
        *("records_sourcedocument_book", "records_suppliedentry_book", "records_violation_hand_on"),
        own=["verifier", "head"],
    ),
    **_in_the_admin(
        "accounts_signaturepicture_picture",
        own=["administrator"],
        fixed={"pk": "accounts_signaturepicture"},
    ),
    **_in_the_admin("auth_user_password_change", own=["administrator"], fixed={"id": "user"}),
}


@dataclass(frozen=True)
class Model:
    """The admin's pages of one model; `bound`: each office sees its own."""

    readers: frozenset[str]
    writers: frozenset[str] = NOBODY
    deleters: frozenset[str] = NOBODY
    bound: bool = False
    history: bool = True


ADMINISTRATOR = frozenset({"administrator"})
_SET_UP = Model(ADMINISTRATOR, ADMINISTRATOR)
MODELS = {
    "applications_application": Model(READERS, bound=True, history=False),
    "applications_unmatchedtransfer": Model(READERS, bound=True),
    "certificates_certificate": Model(READERS, bound=True),
    "certificates_revocation": Model(READERS, bound=True),
    "verification_verificationrequest": Model(LOOKUP, bound=True),
    "verification_reply": Model(LOOKUP, bound=True),
    "verification_refusedmessage": Model(frozenset({"head", "auditor", "administrator"})),
    "records_person": Model(LOOKUP, history=False),
    "records_earliercertificate": Model(LOOKUP, history=False),
    "records_expungementproposal": Model(LOOKUP, history=False),
    "records_importrun": Model(
        LOOKUP, writers=frozenset({"verifier", "head"}), bound=True, history=False
    ),
    "records_violation": Model(LOOKUP, writers=frozenset({"verifier", "head"}), history=False),
    "records_sourcedocument": Model(
        LOOKUP, writers=frozenset({"verifier", "head"}), bound=True, history=False
    ),
    "records_suppliedentry": Model(
        LOOKUP, writers=frozenset({"verifier", "head"}), bound=True, history=False
    ),
    "verification_supply": Model(LOOKUP, bound=True, history=False),
    "records_accesslog": Model(frozenset({"head", "auditor"})),
    "accounts_user": _SET_UP,
    "accounts_office": _SET_UP,
    "accounts_signaturepicture": _SET_UP,
    "verification_agency": _SET_UP,
    "postal_postoffice": _SET_UP,
    "postal_itemrange": _SET_UP,
    "regulations_calendarexception": Model(ADMINISTRATOR, ADMINISTRATOR, ADMINISTRATOR),
}
TABLE = {**PUBLIC, **CITIZEN, **STAFF, **API, **ADMIN}
API_NAMES = frozenset({*API, "api:quotes", "api:schema", "api:docs", "certificates:revoked"}) | {
    "certificates:check-file",
    "certificates:check-token",
    *(f"certificates:log-{name}" for name in ("root", "roots", "inclusion", "consistency")),
    "certificates:log-leaves",
}

assert set(ROLES) == DESK | OUTSIDE
