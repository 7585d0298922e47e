"""What was heard of the person of a case, read from the rows into the values that the rule weighs.

The own register is one source among the others; what it says of somebody whom a clerk has not
compared yet counts as far as the classification counted it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from applications.models import Application
from common.dates import PartialDate, today
from records.cells import BadCell, Cells
from records.comparisons import Compared
from records.expungement.decision import decide
from records.expungement.facts import COLUMNS as FACTS
from records.expungement.facts import JudgmentFacts, OffenceFacts, partial_date
from records.expungement.outcome import Decision, State
from records.judgment_columns import COLUMNS, judgment_row
from records.models import Ban
from records.person_columns import PERSON_COLUMNS
from verification import hits, register, replies
from verification.models import Classification, Reply, VerificationRequest
from verification.sources import REGISTER, Aligned, Source, align
from verification.stating import Heard, Weighed

_JUDGED = tuple(column for column in COLUMNS if column not in {*PERSON_COLUMNS, "record_code"})


def of(application: Application, *, found: Sequence[Compared] | None = None) -> Heard:
    """Everything the rule looks at; `found` where the register was just looked up."""
    candidates = register.look_up(application) if found is None else found
    sources = (own_register(application), *asked(application))
    return Heard(
        needed=needed(application),
        sources=sources[1:],
        judgments=tuple(weighed(align(sources), subject=application.subject)),
        bans=tuple(_bans(application, sources)),
        declared=bool(application.declared_convictions.strip()),
        set_aside=replies.doubts(application).exists(),
        candidates_wait=any(one.waits for one in candidates),
        own_record=any(one.is_same for one in candidates),
        hit_waits=hits.waiting(application),
    )


def needed(application: Application) -> tuple[str, ...]:
    """The kinds of agency whose answer the case rests on."""
    classification = Classification.objects.filter(application=application).last()
    asks = classification.asks if classification else [{"agency_kind": "unclassified"}]
    return tuple(ask["agency_kind"] for ask in asks)


def own_register(application: Application) -> Source:
    """The judgments of the records that the case was last classified by."""
    rows = tuple(register.judgments_of(application))
    return Source(key=REGISTER, kind=REGISTER, name=_("Cơ sở dữ liệu của Sở"), judgments=rows)


def asked(application: Application) -> list[Source]:
    """Each question that is open or answered, with the answer that counts or the word so far."""
    answers = replies_of(application)
    rows = application.verification_requests.select_related("agency").order_by("pk")
    return [_source(one, answers.get(one.pk)) for one in rows if one.is_open or one.pk in answers]


def key_of(request: VerificationRequest) -> str:
    """Names the question's source on a page."""
    return f"q{request.pk}"


def replies_of(application: Application) -> dict[int, Reply]:
    """By question: the answer that counts; without one, while it is open, the newest word."""
    rows = Reply.objects.filter(request__application=application).order_by("pk")
    counting = rows.filter(disposition=Reply.Disposition.APPLIED)
    waiting = application.verification_requests.open()
    words = rows.filter(disposition__in=Reply.UNDER_WAY, request__in=waiting)
    return {reply.request_id: reply for reply in (*words, *counting) if reply.request_id}


def weighed(judgments: Sequence[Aligned], *, subject: Mapping[str, Any]) -> list[Weighed]:
    """Each judgment with what the rule of expungement makes of it (Penal Code 2015 art 69 to 73).

    The register's own result where the register holds them all; otherwise one over what all
    sources say together, because another judgment may restart a period (art 73.1).
    """
    own = [_own_decision(one) for one in judgments]
    if all(own):
        return [Weighed(one, decision) for one, decision in zip(judgments, own, strict=True)]
    facts = [_facts(one.merged(), subject) for one in judgments]
    unreadable = next((one for one in facts if isinstance(one, Decision)), None)
    if unreadable is not None:
        return [
            Weighed(one, fact if isinstance(fact, Decision) else unreadable)
            for one, fact in zip(judgments, facts, strict=True)
        ]
    return [
        Weighed(one, _decided(at, facts, subject))  # type: ignore[arg-type]
        for at, one in enumerate(judgments)
    ]


def _source(request: VerificationRequest, reply: Reply | None) -> Source:
    source = Source(
        key=key_of(request),
        kind=request.agency.agency_kind,
        name=request.agency.name,
        question=request.question,
    )
    if reply is None:
        return source
    named = tuple(
        {**row, "source_agency": row.get("source_agency") or request.agency.name}
        for row in reply.judgments
    )
    final = reply.disposition not in Reply.UNDER_WAY
    return replace(source, answer=reply.answer, final=final, judgments=named)


def _own_decision(judgment: Aligned) -> Decision | None:
    """What the register computed of it; none where other sources say otherwise, or it lacks it."""
    said = judgment.rows.get(REGISTER, {}).get("expungement")
    if not said or judgment.near or judgment.conflicts:
        return None
    return Decision(
        state=State(said["state"]),
        date=date.fromisoformat(said["date"]) if said["date"] else None,
        ground=said["ground"],
        article=said["article"],
        steps=(),
        unconfirmed=said.get("unconfirmed", False),
    )


def _facts(row: Mapping[str, Any], subject: Mapping[str, Any]) -> JudgmentFacts | Decision:
    """The row as the rule of expungement takes it; undecidable where it cannot be read."""
    said = {column: str(row[column]) for column in _JUDGED if row.get(column) is not None}
    try:
        read = judgment_row(Cells({**said, "full_name": str(subject.get("full_name") or "?")}))
    except BadCell as problem:
        words = _("Chưa quyết định được, vì có mục không đọc được: %(problem)s")
        return Decision(State.UNDECIDABLE, None, words % {"problem": problem}, "", ())
    offences = tuple(_offence(one) for one in read.offences)
    return JudgmentFacts(**{name: read.judgment[name] for name in FACTS}, offences=offences)


def _offence(read: Mapping[str, str]) -> OffenceFacts:
    texts = {name: value for name, value in read.items() if name != "offence_date"}
    return OffenceFacts(**texts, offence_date=partial_date(read["offence_date"]))


def _decided(at: int, facts: Sequence[JudgmentFacts], subject: Mapping[str, Any]) -> Decision:
    others = [fact for place, fact in enumerate(facts) if place != at]
    born = partial_date(str(subject.get("date_of_birth") or ""))
    days: list[PartialDate] = [born] if born else []
    return decide(facts[at], others, as_of=today(), born=days)


def _bans(application: Application, sources: Sequence[Source]) -> list[dict[str, Any]]:
    """Bans named with a judgment, and those of the own register; each post and day once."""
    rows = [row for source in sources for row in source.judgments if row.get("ban_position")]
    named = [(row["ban_position"], row.get("ban_until") or "") for row in rows]
    classification = Classification.objects.filter(application=application).last()
    codes = classification.inputs["known"]["records"] if classification else []
    held = Ban.objects.filter(person__record_code__in=codes).values_list("position", "until")
    named += [(position, until.isoformat() if until else "") for position, until in held]
    return [{"ban_position": post, "ban_until": until} for post, until in dict.fromkeys(named)]
