"""Which agency is asked for a kind of question, and by which keys its messages are known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.leases import Setback
from common.refusals import Refusal
from common.signatures import load_public_key
from records.courts import court_name
from records.names import name_key
from regulations.calendar import WorkingCalendar, add_working_days
from verification.models import Agency, AgencyKey
from verification.models.offices import tidy_key

# There is one of these for the whole country, wherever it has its seat.
NATIONWIDE = frozenset({Agency.Kind.NATIONAL_CENTRE, Agency.Kind.MILITARY_COURT})
# How the courts of the army are named; whatever one of them judged, the army's courts know.
ARMY = "tòa án quân sự"
# What an address writes before a commune's name, and may leave out.
COMMUNE_WORDS = (
    *("ủy ban nhân dân", "ubnd", "phường", "thị trấn", "đặc khu", "xã"),
    *("p.", "x.", "tt."),
)


class NoAgency(Refusal, Setback):
    """Nobody to ask is declared; work that stops by it says so in these words on the desk."""


def agency_for(
    kind: str, *, province: str, subject: Mapping[str, Any] | None = None, court: str = ""
) -> Agency:
    """Whom to ask: the court that judged, or the army's for one of its courts; the commune where
    the subject lives; otherwise the agency of this kind in the office's province, or the one for
    the whole country.

    Of courts and communes the names in `area` count like their own: so an old district court's
    judgments lead to the court that took over its work.
    """
    kind = kind_of_court(court) if kind == Agency.Kind.COURT else kind
    active = Agency.objects.filter(agency_kind=kind, active=True).order_by("code")
    near = list(active if kind in NATIONWIDE else active.filter(province=province))
    if kind == Agency.Kind.COMMUNE:
        agency = _commune(near, subject or {})
    elif court and kind in (Agency.Kind.COURT, Agency.Kind.MILITARY_COURT):
        agency = _court(active, court, province=province) or _first(near)
    else:
        agency = _first(near)
    if agency is None:
        message = _("Chưa khai báo cơ quan phối hợp loại “%(kind)s” cho tỉnh, thành phố này.")
        raise NoAgency(message % {"kind": Agency.Kind(kind).label}, code="no_agency")
    return agency


def kind_of_court(court: str) -> str:
    """Which kind of agency answers for a court of this name."""
    of_the_army = court_name(court).court == ARMY
    return Agency.Kind.MILITARY_COURT if of_the_army else Agency.Kind.COURT


def calendar_of(agency: Agency) -> WorkingCalendar:
    """The nation's working days with the agency's own."""
    return WorkingCalendar.with_exceptions(agency.days.values_list("day", "kind"))


def answer_due_on(agency: Agency, *, working_days: int, asked_on: date) -> date:
    """The last working day of the agency for its answer; of an urgent question the day it is
    asked."""
    return add_working_days(asked_on, working_days, calendar=calendar_of(agency))


def trusted_keys(code: str = "") -> dict[str, list[Ed25519PublicKey]]:
    """The keys that count at this moment, by agency code; of one agency, or of all."""
    keys: dict[str, list[Ed25519PublicKey]] = {}
    valid = AgencyKey.objects.valid_at(timezone.now()).select_related("agency")
    for key in valid.filter(agency__code=code) if code else valid:
        keys.setdefault(key.agency.code, []).append(load_public_key(key.public_key))
    return keys


def trust(agency: Agency, *, public_key: str) -> AgencyKey:
    """Accept messages signed with this key (PEM) from now on; known keys stay as they are."""
    load_public_key(public_key)
    key, _created = AgencyKey.objects.get_or_create(agency=agency, public_key=tidy_key(public_key))
    return key


def _first(agencies: Sequence[Agency]) -> Agency | None:
    return agencies[0] if agencies else None


def _court(courts: Iterable[Agency], court: str, *, province: str) -> Agency | None:
    """The court of this name wherever it sits; of several that it may be, the one of the province.

    In doubt none: what is known of a person is not told to a court that never judged them.
    """
    asked = court_name(court)
    fitting = [one for one in courts if any(court_name(n).may_be(asked) for n in _names(one))]
    if len(fitting) > 1:
        fitting = [one for one in fitting if one.province == province]
    return fitting[0] if len(fitting) == 1 else None


def _commune(communes: Sequence[Agency], subject: Mapping[str, Any]) -> Agency | None:
    """The commune of the subject's home; else one that answers for the whole province.

    Never another commune: it knows nothing of the person, and need not hear of them.
    """
    homes = set(_communes_named(subject))
    own = (one for one in communes if homes & {_commune_key(name) for name in _area(one)})
    return next(own, None) or _first([one for one in communes if not _area(one)])


def _communes_named(subject: Mapping[str, Any]) -> Iterator[str]:
    """The commune of the permanent home, else of the temporary one; also as a part of its line,
    where only a part that says it is a commune counts."""
    home = subject.get("permanent_address") or subject.get("temporary_address") or {}
    if home.get("commune"):
        yield _commune_key(home["commune"])
    for part in str(home.get("line") or "").split(","):
        key = _commune_key(part)
        if key != name_key(part):
            yield key


def _commune_key(name: str) -> str:
    key = name_key(name)
    for word in COMMUNE_WORDS:
        key = key.removeprefix(word).strip()
    return key


def _names(agency: Agency) -> list[str]:
    return [agency.name, *_area(agency)]


def _area(agency: Agency) -> list[str]:
    return [name.strip() for name in agency.area.split(";") if name.strip()]
