"""Copies of judicial records for the National Centre: 15 days for a new record, 5 working days for
a change (Law 28/2009 art 26).

What is owed is a row. All that changes before its copy is made up goes with it. Making it up takes
a line of book 09 and fixes what is sent; the Centre's server gets it signed, or a clerk prints it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from common import leases, outgoing
from common.dates import VIETNAM, today
from common.portal_key import portal_signer
from common.refusals import Refusal
from records import supplied_book
from records.book_lines import check_keeper
from records.models import ExpungementProposal, Person
from records.section_rows import rows_of
from regulations.copies import copy_due_on
from regulations.models import office_calendar
from verification import agencies
from verification.models import Agency, Supply

SENDING_LEASE = timedelta(seconds=90)
# With waits of ten minutes at most, the Centre may be away for a day before a person must look.
TRIES = 150
ITS_TURN = timedelta(seconds=30)  # between two looks whether an earlier copy has gone
# A confirmation is looked for so long; after a longer stop of the machine a clerk has to.
LOOKED_BACK = timedelta(days=60)
# A decision bears the moment before it is committed: so much later it is surely in the copy.
COMMITTED = timedelta(minutes=1)


class NotSupplied(leases.Setback):
    """The Centre does not have the copy: its server is away, or a person must look."""

    def __init__(self, error: outgoing.OutgoingError) -> None:
        super().__init__(str(error))
        passing = isinstance(error, outgoing.PassingError)
        self.most_tries = TRIES if passing else 0
        wait = error.retry_after if isinstance(error, outgoing.PassingError) else None
        self.retry_wait = timedelta(seconds=wait) if wait else None


@transaction.atomic
def owe(person: Person, *, office: Office, new: bool, on: date | None = None) -> Supply:
    """A copy of this record is due; a change joins the copy that still waits to be made up."""
    waiting = Supply.objects.select_for_update().filter(person=person, entry=None)
    arisen_on = on or today()
    due_on = copy_due_on(arisen_on, new=new, setting=settings.REGIME, calendar=office_calendar())
    change = Supply.Change.NEW if new else Supply.Change.UPDATE
    row, _made = waiting.get_or_create(
        person=person,
        entry=None,
        defaults={"office": office, "change": change, "arisen_on": arisen_on, "due_on": due_on},
    )
    return row


def find_owed() -> int:
    """Expungements that clerks confirmed since the last copy; how many records became due."""
    now = timezone.now()
    copied = Supply.objects.filter(person=OuterRef("judgment__person")).filter(
        Q(entry=None) | Q(entry__recorded_at__gte=OuterRef("decided_at") + COMMITTED)
    )
    confirmed = ExpungementProposal.objects.filter(
        status=ExpungementProposal.Status.CONFIRMED, decided_at__gte=now - LOOKED_BACK
    )
    proposals = confirmed.filter(~Exists(copied)).select_related("judgment__person")
    office = Office.objects.filter(code=settings.DEPARTMENT).first()
    people: dict[int, date] = {}
    for proposal in proposals.order_by("decided_at"):
        decided = proposal.decided_at or now
        people.setdefault(proposal.judgment.person_id, decided.astimezone(VIETNAM).date())
    if office is None:
        return 0
    for person in Person.objects.filter(pk__in=people):
        with transaction.atomic():
            owe(person, office=office, new=False, on=people[person.pk])
    return len(people)


def find_struck() -> int:
    """Copies whose line in book 09 was struck before they were sent: another is due; how many."""
    later = Supply.objects.filter(person=OuterRef("person"), pk__gt=OuterRef("pk"))
    struck = Supply.objects.filter(~Exists(later), sent_at=None, entry__struck_on__isnull=False)
    rows = list(struck.select_related("person", "office"))
    for row in rows:
        new = row.change == Supply.Change.NEW
        owe(row.person, office=row.office, new=new, on=row.arisen_on)
    return len(rows)


def send(pk: int) -> bool:
    """Take one try at one copy, unless somebody else is at it; True when nothing is left to do.

    Without a server of the Centre nothing is: the copy waits for a clerk to print it.
    """
    return leases.work(Supply, pk, _send, lease=SENDING_LEASE)


def send_by_server_now() -> int:
    """The Centre has got a server: what waited for a clerk, and nobody has printed, goes there."""
    if not is_sent_by_server():
        return 0
    waiting = Supply.objects.filter(entry=None, done_at__isnull=False)
    return waiting.update(done_at=None, due_at=Now(), hinted_at=None, tries=0)


@transaction.atomic
def make_up(supply: Supply, *, by: User) -> Supply:
    """Fix what the copy says, under the next number of book 09; again, it is the same copy."""
    check_keeper(by)
    row = Supply.objects.select_for_update(of=("self",)).get(pk=supply.pk)
    if row.entry_id is not None:
        return row
    entry = supplied_book.enter(
        office=row.office,
        by=by,
        kind=row.change,
        recipient=centre_of(row),
        supplied_on=today(),
        person=row.person,
    )
    row.entry, row.body = entry, _body(row, number=str(entry), supplied_on=entry.supplied_on)
    row.save(update_fields=["entry", "body"])
    return row


@transaction.atomic
def hand_over(supply: Supply, *, by: User) -> Supply:
    """A clerk has sent the printed copy."""
    check_keeper(by)
    row = make_up(supply, by=by)
    if row.sent_at is not None:
        raise Refusal(_("Bản sao này đã được gửi."), code="sent")
    if _is_struck(row):
        message = _("Dòng sổ của bản sao này đã được gạch bỏ. Bản sao khác sẽ được lập.")
        raise Refusal(message, code="struck")
    _sent(row, by=by)
    leases.finish(row)
    row.refresh_from_db()
    return row


@transaction.atomic
def send_again(supply: Supply, *, by: User) -> None:
    """A person has mended what stopped it: try anew."""
    check_keeper(by)
    stopped = Supply.objects.filter(pk=supply.pk, sent_at=None, parked_at__isnull=False)
    stopped.update(parked_at=None, tries=0, due_at=Now(), hinted_at=None, last_error="")


def is_sent_by_server() -> bool:
    """Whether the Centre has a server for copies, so that nobody need print them."""
    return bool(_endpoint())


def open_copies(office: Office | None = None) -> QuerySet[Supply]:
    """What the Centre does not have yet, the most urgent first."""
    rows = Supply.objects.filter(owed()).select_related("person", "entry")
    return rows.filter(office=office) if office else rows


def owed() -> Q:
    """Not sent yet, and its line of book 09, if it has one, stands."""
    return Q(sent_at=None, entry__struck_on=None)


def overdue(rows: QuerySet[Supply]) -> QuerySet[Supply]:
    """Owed past the limit."""
    return rows.filter(owed(), due_on__lt=today())


def centre_of(supply: Supply) -> Agency:
    kind = Agency.Kind.NATIONAL_CENTRE.value
    return agencies.agency_for(kind, province=supply.office.province)


def _is_struck(row: Supply) -> bool:
    return row.entry is not None and row.entry.struck_on is not None


def _endpoint() -> str:
    """Where the Centre's server takes copies; empty where it has none."""
    centre = Agency.objects.filter(agency_kind=Agency.Kind.NATIONAL_CENTRE, active=True)
    served = centre.exclude(copies_endpoint="").order_by("code")
    return served.values_list("copies_endpoint", flat=True).first() or ""


def _send(row: Supply) -> None:
    endpoint = _endpoint()
    if row.sent_at or not endpoint or _is_struck(row):
        return
    earlier = open_copies().filter(person=row.person_id, pk__lt=row.pk)
    if earlier.exists():  # the Centre keeps what came last
        raise leases.Unfinished(wait=ITS_TURN)
    machine = User.objects.machine()
    made = make_up(row, by=machine)
    try:
        outgoing.post_json(
            endpoint,
            made.body or {},
            signer=portal_signer(),
            idempotency_key=str(made.message_id),
            timeout=settings.AGENCY_TIMEOUT,
            allowed=settings.AGENCY_HOSTS,
        )
    except outgoing.OutgoingError as error:
        raise NotSupplied(error) from error
    _sent(made, by=machine)


def _sent(row: Supply, *, by: User) -> None:
    Supply.objects.filter(pk=row.pk, sent_at=None).update(sent_at=Now(), sent_by=by)


def _body(row: Supply, *, number: str, supplied_on: date) -> dict[str, Any]:
    """The message, the same on every try."""
    return {
        "message_id": str(row.message_id),
        "kind": "record_copy",
        "change": row.change,
        "record_code": row.person.record_code,
        "rows": rows_of(row.person),
        "supplied_on": supplied_on.isoformat(),
        "entry": number,
    }


@shared_task(name="verification.supply.send_copy")
def send_copy(pk: int) -> None:
    send(pk)


@shared_task(name="verification.supply.find")
def find() -> int:
    """Every few minutes: what clerks confirmed or struck, and what a new server may take."""
    return find_owed() + find_struck() + send_by_server_now()


def hint(pk: int) -> None:
    """Tell a worker of one copy; for the sweep, which undoes its mark when this raises."""
    send_copy.apply_async((pk,), queue="outside", retry=False)
