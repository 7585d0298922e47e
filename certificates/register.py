"""Sổ cấp Phiếu (Book 10): every numbered certificate in the order of its number (art 44.4).

One row is one certificate, with what became of it since. A number whose file is still being signed
stands in the book, too, and says so: a gap is never silent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import islice

from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.functions import ExtractMonth
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Office
from certificates import content
from certificates.models import Certificate, Printing
from certificates.revocation import Kind
from common.dates import VIETNAM, display_day

AT_A_TIME = 500
# In the order of the columns, as page, PDF and XLSX all show them.
COLUMNS: dict[str, str | Promise] = {
    "position": gettext_lazy("STT"),
    "number": gettext_lazy("Số phiếu"),
    "issued_on": gettext_lazy("Ngày cấp"),
    "full_name": gettext_lazy("Họ và tên"),
    "date_of_birth": gettext_lazy("Ngày sinh"),
    "sex": gettext_lazy("Giới tính"),
    "nationality": gettext_lazy("Quốc tịch"),
    "residence": gettext_lazy("Nơi cư trú"),
    "document": gettext_lazy("Giấy tờ"),
    "certificate_type": gettext_lazy("Loại phiếu"),
    "record": gettext_lazy("Tình trạng án tích"),
    "signer": gettext_lazy("Người ký"),
    "recipient": gettext_lazy("Người nhận"),
    "note": gettext_lazy("Ghi chú"),
}
ENDED: dict[str, str | Promise] = {
    Kind.REVOKED: gettext_lazy("Thu hồi ngày %(day)s"),
    Kind.CANCELLED: gettext_lazy("Hủy bỏ ngày %(day)s"),
    Kind.CORRECTED: gettext_lazy("Đính chính ngày %(day)s"),
}


@dataclass(frozen=True)
class BookRow:
    """One line of the book; `note` tells what became of the certificate since it was numbered."""

    position: int
    number: str
    issued_on: date
    full_name: str
    date_of_birth: str
    sex: str
    nationality: str
    residence: str
    document: str
    certificate_type: int
    record: str
    signer: str
    recipient: str
    revoked_on: date | None
    note: str
    is_published: bool
    code: str
    application: int
    certificate: int
    token: str


@dataclass(frozen=True)
class Extract:
    """A part of one office's book: a year, or one month of it."""

    office: Office
    year: int
    book: str = ""
    month: int | None = None

    def certificates(self) -> QuerySet[Certificate]:
        """In the order of their numbers."""
        found = Certificate.objects.numbered().filter(office=self.office, year=self.year)
        if self.book:
            found = found.filter(book=self.book)
        if self.month:
            start = datetime(self.year, self.month, 1, tzinfo=VIETNAM)
            next_year, next_month = divmod(self.year * 12 + self.month, 12)
            end = datetime(next_year, next_month + 1, 1, tzinfo=VIETNAM)
            found = found.filter(issued_at__gte=start, issued_at__lt=end)
        found = found.select_related("application", "signed_by", "revocation")
        return found.order_by("book", "number")


@dataclass(frozen=True)
class Month:
    """What a month holds: how many, and from which number to which."""

    month: int
    rows: int
    first: int
    last: int


def books_of(office: Office) -> list[tuple[int, str]]:
    """The years and books of the office, the newest first."""
    found = Certificate.objects.numbered().filter(office=office).order_by("-year", "book")
    return [(year or 0, book) for year, book in found.values_list("year", "book").distinct()]


def months_of(extract: Extract) -> list[Month]:
    found = Certificate.objects.numbered().filter(
        office=extract.office, year=extract.year, book=extract.book
    )
    counted = found.annotate(month=ExtractMonth("issued_at", tzinfo=VIETNAM)).values("month")
    counted = counted.annotate(rows=Count("pk"), first=Min("number"), last=Max("number"))
    return [Month(**row) for row in counted.order_by("month")]


def named(found: QuerySet[Certificate], text: str) -> QuerySet[Certificate]:
    """Those with this number, or with every word somewhere in the name, marks or not."""
    if not text:
        return found
    number = text.partition("/")[0].strip()
    if number.isdecimal():
        return found.filter(number=int(number[:9]))
    words = Q()
    for word in text.split():
        words &= Q(application__full_name__unaccent__icontains=word)
    return found.filter(words)


def rows(
    office: Office, *, year: int, book: str = "", month: int | None = None
) -> Iterator[BookRow]:
    return lines_of(Extract(office, year, book, month).certificates().iterator(AT_A_TIME))


def lines_of(certificates: Iterable[Certificate]) -> Iterator[BookRow]:
    """The book's lines of these certificates, in their order."""
    source = iter(certificates)
    while some := list(islice(source, AT_A_TIME)):
        printed, later = _printings(some), _later(some)
        for one in some:
            yield _row(one, printings=printed[one.pk], later=later[one.application_id])


def missing_numbers(office: Office, *, year: int, book: str = "") -> list[int]:
    """Numbers that a gapless book would hold and this one does not; always empty."""
    found = Extract(office, year, book).certificates().order_by()
    ends = found.aggregate(first=Min("number"), last=Max("number"), rows=Count("number"))
    if not ends["rows"] or ends["last"] - ends["first"] + 1 == ends["rows"]:
        return []
    numbers = set(found.values_list("number", flat=True))
    return sorted(set(range(ends["first"], ends["last"] + 1)) - numbers)


def being_signed(office: Office, *, year: int, book: str = "") -> int:
    """How many have their number and not yet their file."""
    return Extract(office, year, book).certificates().filter(published_at=None).count()


def digest(lines: Sequence[BookRow]) -> str:
    """SHA-256 over all that these lines say, as canonical JSON."""
    told = [
        {**asdict(one), "issued_on": f"{one.issued_on}", "revoked_on": f"{one.revoked_on or ''}"}
        for one in lines
    ]
    return content.digest(told)


def _printings(certificates: Sequence[Certificate]) -> dict[int, list[Printing]]:
    found: dict[int, list[Printing]] = defaultdict(list)
    again = Printing.objects.filter(certificate__in=certificates, kind=Printing.Kind.REPRINT)
    for one in again.order_by("pk"):
        found[one.certificate_id].append(one)
    return found


def _later(certificates: Sequence[Certificate]) -> dict[int, list[Certificate]]:
    """Of the cases whose certificate ended: those that were issued there."""
    ended = [one.application_id for one in certificates if one.is_revoked]
    found: dict[int, list[Certificate]] = defaultdict(list)
    for one in Certificate.objects.issued().filter(application__in=ended).order_by("pk"):
        found[one.application_id].append(one)
    return found


def _row(
    certificate: Certificate, *, printings: Sequence[Printing], later: Sequence[Certificate]
) -> BookRow:
    lines = certificate.lines
    values = {line.key: line.value for line in lines.lines}
    revocation = getattr(certificate, "revocation", None)
    application = certificate.application
    return BookRow(
        position=certificate.number or 0,
        number=certificate.printed_number,
        issued_on=localdate(certificate.issued_at),
        full_name=values["full_name"],
        date_of_birth=values["date_of_birth"],
        sex=values["sex"],
        nationality=values["nationality"],
        residence=values["permanent_address"],
        document=values["document"],
        certificate_type=certificate.certificate_type,
        record=lines.record.statement,
        signer=certificate.signed_by.display_name if certificate.signed_by else "",
        recipient=str(application.delivery.get("recipient") or values["full_name"]),
        revoked_on=localdate(revocation.at) if revocation else None,
        note=". ".join(_notes(certificate, printings=printings, later=later)),
        is_published=certificate.is_issued,
        code=application.code,
        application=application.pk,
        certificate=certificate.pk,
        token=certificate.token or "",
    )


def _notes(
    certificate: Certificate, *, printings: Sequence[Printing], later: Sequence[Certificate]
) -> Iterator[str]:
    if not certificate.is_issued:
        yield _("Đã cấp số, đang ký")
    if certificate.is_revoked:
        ended = certificate.revocation
        yield str(ENDED[ended.kind]) % {"day": display_day(localdate(ended.at))}
        stands = next((one for one in later if one.pk > certificate.pk), None)
        if stands:
            yield _("Cấp lại bằng số %(number)s") % {"number": stands.printed_number}
    for one in printings:
        told = {"copies": one.copies, "reason": one.get_reason_display()}
        yield _("In lại %(copies)s bản: %(reason)s") % told
