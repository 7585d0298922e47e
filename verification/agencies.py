"""Which agency is asked for a kind of question, and by which keys its messages are known."""

from __future__ import annotations

from datetime import date

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.refusals import Refusal
from common.signatures import load_public_key
from regulations.calendar import WorkingCalendar, add_working_days
from verification.models import Agency, AgencyKey
from verification.models.offices import tidy_key

# There is one of these for the whole country, wherever it has its seat.
NATIONWIDE = frozenset({Agency.Kind.NATIONAL_CENTRE, Agency.Kind.MILITARY_COURT})


def agency_for(kind: str, *, province: str) -> Agency:
    """The agency of this kind in the office's province, or the one for the whole country."""
    active = Agency.objects.filter(agency_kind=kind, active=True).order_by("code")
    agency = (active if kind in NATIONWIDE else active.filter(province=province)).first()
    if agency is None:
        message = _("Chưa khai báo cơ quan phối hợp loại “%(kind)s” cho tỉnh, thành phố này.")
        raise Refusal(message % {"kind": Agency.Kind(kind).label}, code="no_agency")
    return agency


def calendar_of(agency: Agency) -> WorkingCalendar:
    """The nation's working days with the agency's own."""
    return WorkingCalendar.with_exceptions(agency.days.values_list("day", "kind"))


def answer_due_on(agency: Agency, *, working_days: int, asked_on: date) -> date:
    """The last working day of the agency for its answer; of an urgent question the day it is
    asked."""
    return add_working_days(asked_on, working_days, calendar=calendar_of(agency))


def trusted_keys() -> dict[str, list[Ed25519PublicKey]]:
    """The keys that count at this moment, by agency code."""
    keys: dict[str, list[Ed25519PublicKey]] = {}
    for key in AgencyKey.objects.valid_at(timezone.now()).select_related("agency"):
        keys.setdefault(key.agency.code, []).append(load_public_key(key.public_key))
    return keys


def trust(agency: Agency, *, public_key: str) -> AgencyKey:
    """Accept messages signed with this key (PEM) from now on; known keys stay as they are."""
    load_public_key(public_key)
    key, _created = AgencyKey.objects.get_or_create(agency=agency, public_key=tidy_key(public_key))
    return key
