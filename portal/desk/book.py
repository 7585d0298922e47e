"""Sổ cấp Phiếu at the desk: found by number or name, month by month, and taken out as a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.desk_admin import has_role
from accounts.models import DEPARTMENT_ROLES, Office, Role, User
from certificates import book_taking, register
from certificates.models import Certificate
from certificates.register import COLUMNS, Extract
from common.dates import today
from common.refusals import Invalid, Refusal
from portal.desk import search
from portal.desk.batch_review import KINDS
from records.handed_tables import table_file

BOOK = "admin:issue_book"
SEARCH_TEXT = "tim"
PAGE_LENGTH = 50
GAPS_SHOWN = 20
LATEST = 10


class TakeForm(forms.Form):
    """Which part of the book, in which form, and what for."""

    year = forms.IntegerField(min_value=2000, max_value=2200)
    book = forms.CharField(max_length=10)
    # Month, part and form in one choice: 3/2/pdf.
    slice = forms.RegexField(r"^([1-9]|1[0-2])/[1-9]\d{0,3}/(pdf|xlsx)$")
    purpose = forms.CharField(max_length=300, required=False)


@dataclass(frozen=True)
class Wanted:
    """What the address asks for; what makes no sense is left aside."""

    extract: Extract
    kind: str
    text: str
    before: int
    after: int

    def query(self, **change: str | int | None) -> str:
        """The same page with something changed."""
        now: dict[str, str | int] = {
            "nam": self.extract.year,
            "so": self.extract.book,
            "thang": self.extract.month or "",
            "loai": self.kind,
            "q": self.text,
        }
        wanted = {key: value or "" for key, value in {**now, **change}.items()}
        return urlencode({key: value for key, value in wanted.items() if value})


@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The book of a year, the newest number first."""
    user, office = _reader(request)
    books = register.books_of(office)
    wanted = _wanted(request, office, books)
    if request.method == "POST":
        text = search.address_text(request, request.POST.get(SEARCH_TEXT, ""))
        return redirect(f"{reverse(BOOK)}?{wanted.query(q=text)}")
    year, book = wanted.extract.year, wanted.extract.book
    months = register.months_of(wanted.extract)
    gaps = register.missing_numbers(office, year=year, book=book)
    takes = user.has_role(*book_taking.TAKERS)
    context = {
        **_rows(request, wanted),
        "heading": _("Sổ cấp phiếu"),
        "wanted": wanted,
        "books": books,
        "kinds": KINDS,
        "months": months,
        "gaps": gaps[:GAPS_SHOWN],
        "number_gaps": len(gaps),
        "being_signed": register.being_signed(office, year=year, book=book),
        "typed": search.typed_text(request, wanted.text),
        "files": _files(months) if takes else [],
        "takings": book_taking.takings(user)[:LATEST] if takes else [],
        "most": book_taking.MOST_ROWS,
    }
    frame = {**admin.site.each_context(request), "title": _("Sổ cấp phiếu"), "own_title": True}
    return render(request, "admin/desk/book.html", {**frame, **context})


@require_POST
@never_cache
def take(request: HttpRequest) -> HttpResponse:
    """A part of the book as a file, for a purpose that is written down."""
    user, office = _reader(request)
    if not user.has_role(*book_taking.TAKERS):
        raise PermissionDenied
    form = TakeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Hãy chọn phần của sổ trong danh sách."))
        return redirect(BOOK)
    asked = form.cleaned_data
    month, part, ending = asked["slice"].split("/")
    extract = Extract(office, asked["year"], asked["book"], int(month))
    try:
        taken = book_taking.take(
            extract, form=ending, part=int(part), by=user, purpose=asked["purpose"]
        )
    except Invalid as invalid:
        messages.error(request, str(invalid.problems[0].message))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        return _file(taken)
    part_of = Wanted(extract, kind="", text="", before=0, after=0)
    return redirect(f"{reverse(BOOK)}?{part_of.query()}#lay-ra")


def _file(taken: book_taking.Taken) -> HttpResponse:
    line = taken.taking
    parts = [line.book, str(line.year), f"{line.month:02d}" if line.month else "", str(line.part)]
    name = "-".join(["so-cap-phieu", *filter(None, parts)])
    if line.form == book_taking.Form.XLSX:
        rows = [[_cell(getattr(row, column)) for column in COLUMNS] for row in taken.lines]
        heads = [str(label) for label in COLUMNS.values()]
        return table_file(heads, rows, name=name, file_format="xlsx")
    from certificates.book_pages import pdf  # WeasyPrint takes seconds to load

    response = HttpResponse(pdf(line, taken.lines), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def _cell(value: Any) -> Any:
    return f"{value:%d/%m/%Y}" if hasattr(value, "strftime") else value


def _wanted(request: HttpRequest, office: Office, books: list[tuple[int, str]]) -> Wanted:
    def number(name: str) -> int:
        typed = str(request.GET.get(name, ""))
        return int(typed[:9]) if typed.isdecimal() else 0

    year, book = books[0] if books else (today().year, "")
    asked = (number("nam"), str(request.GET.get("so", "")))
    if asked in books:
        year, book = asked
    elif asked[0] in {one for one, _book in books}:
        year, book = next(one for one in books if one[0] == asked[0])
    month = number("thang") if 1 <= number("thang") <= 12 else None
    kind = request.GET.get("loai", "")
    return Wanted(
        extract=Extract(office, year, book, month),
        kind=kind if kind in KINDS else "",
        text=str(request.GET.get("q", ""))[: search.LONGEST],
        before=number("sau"),
        after=number("truoc"),
    )


def _rows(request: HttpRequest, wanted: Wanted) -> dict[str, Any]:
    """One page, by the number it begins at: the next costs the same as the first."""
    found = wanted.extract.certificates()
    if wanted.kind:
        found = found.filter(certificate_type=int(wanted.kind))
    found = register.named(found, search.typed_text(request, wanted.text))
    some = _some(found, wanted)
    lines = list(register.lines_of(some))
    older = bool(some) and found.filter(number__lt=some[-1].number).exists()
    newer = bool(some) and found.filter(number__gt=some[0].number).exists()
    return {
        "lines": lines,
        "older": wanted.query(sau=some[-1].number) if older else "",
        "newer": wanted.query(truoc=some[0].number) if newer else "",
    }


def _some(found: QuerySet[Certificate], wanted: Wanted) -> list[Certificate]:
    if wanted.after:
        above = found.filter(number__gt=wanted.after).order_by("number")[:PAGE_LENGTH]
        return list(reversed(above))
    if wanted.before:
        found = found.filter(number__lt=wanted.before)
    return list(found.order_by("-number")[:PAGE_LENGTH])


def _files(months: list[register.Month]) -> list[dict[str, Any]]:
    """Of each month, which files it is taken out in."""
    pdf, xlsx = book_taking.Form.PDF, book_taking.Form.XLSX
    return [
        {
            "month": one,
            "pdf": range(1, book_taking.parts(one.rows, pdf) + 1),
            "xlsx": range(1, book_taking.parts(one.rows, xlsx) + 1),
        }
        for one in months
    ]


def _reader(request: HttpRequest) -> tuple[User, Office]:
    """The department and its auditor, each in the book of the own office."""
    user = request.user
    if not isinstance(user, User) or not has_role(request, *DEPARTMENT_ROLES, Role.AUDITOR):
        raise PermissionDenied
    if user.office is None:
        raise PermissionDenied(_("Tài khoản của bạn chưa thuộc cơ quan nào."))
    return user, user.office
