"""The residence history: one row a stay, oldest first, with rows added and taken away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from applications.forms.base import Declaration, checked, typed
from applications.forms.fields import HOME, CountryField, ProvinceField, TypedMonthField
from applications.history import Stay, first_month_asked, history_problems
from applications.models import Residence
from common.dates import PartialDate, today

MOST_ROWS = 60
PREFIX = "residences"


class StayForm(forms.Form):
    """One stay; its months are named as in the API, which is why they are not attributes."""

    kind = forms.ChoiceField(
        label=_("Bạn ở đó theo diện nào?"), choices=Residence.Kind.choices, widget=forms.RadioSelect
    )
    province = ProvinceField(label=_("Tỉnh, thành phố"), required=False, ever=True)
    country = CountryField(label=_("Nước"), required=False, home=False)
    line = forms.CharField(label=_("Xã, phường, số nhà"), max_length=300, required=False)
    occupation = forms.CharField(
        label=_("Nghề nghiệp"),
        max_length=200,
        required=False,
        help_text=_("Ví dụ: học sinh, nội trợ, lái xe."),
    )
    workplace = forms.CharField(label=_("Nơi học hoặc làm việc"), max_length=300, required=False)
    military = forms.BooleanField(label=_("Khi đó tôi ở trong quân đội"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        months = {
            "from": TypedMonthField(
                label=_("Từ tháng"),
                help_text=_("Ví dụ 09/2010."),
                error_messages={"required": _("Hãy nhập tháng bắt đầu.")},
            ),
            "to": TypedMonthField(
                label=_("Đến tháng"), required=False, help_text=_("Ví dụ 08/2015.")
            ),
            "until_now": forms.BooleanField(label=_("Đến nay (vẫn đang ở)"), required=False),
        }
        self.fields = {**months, **self.fields}
        self.fields["kind"].error_messages["required"] = _("Hãy chọn diện cư trú.")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not said.get("to") and not said.get("until_now") and "to" not in self.errors:
            self.add_error("to", _("Hãy nhập tháng kết thúc, hoặc đánh dấu “Đến nay”."))
        abroad = said.get("kind") == Residence.Kind.ABROAD
        if abroad and not said.get("country"):
            self.add_error("country", _("Hãy chọn nước."))
        if not abroad and said.get("kind") and not said.get("province"):
            self.add_error("province", _("Hãy chọn tỉnh, thành phố."))
        return said

    def row(self) -> dict[str, Any]:
        """In the shape of the API; a stay abroad has a country and no province."""
        said = self.cleaned_data
        abroad = said.get("kind") == Residence.Kind.ABROAD
        place = {
            "country": said.get("country", "") if abroad else HOME,
            "province": "" if abroad else said.get("province", ""),
            "commune": "",
            "line": said.get("line", ""),
        }
        months = {
            "from": said.get("from", ""),
            "to": None if said.get("until_now") else said.get("to") or None,
        }
        others = {name: said.get(name, "") for name in ("kind", "occupation", "workplace")}
        return {**months, **others, "place": place, "military": bool(said.get("military"))}

    def stay(self) -> Stay | None:
        """The months alone, for the rule of the history; None while they cannot be read."""
        if {"from", "to", "kind"} & self.errors.keys():
            return None
        row = self.row()
        return Stay(row["from"], row["to"] or "", row["kind"])


class History(BaseFormSet):
    """All stays, behaving like a step of the form."""

    unfinished = False

    def __init__(self, data: Any = None, *, declaration: Declaration, initial: Any = None) -> None:
        self.declaration = declaration
        self.values: dict[str, Any] = {}
        rows = (initial or {}).get("rows") or None  # kept rows come back as they were typed
        super().__init__(data, initial=rows, prefix=PREFIX)

    @property
    def born(self) -> str:
        return (self.declaration.get("subject") or {}).get("date_of_birth", "")

    @staticmethod
    def initial_from(declaration: Declaration) -> dict[str, Any]:
        rows = [_shown(row) for row in declaration.get("residences") or []]
        return {"rows": rows or [first_row(declaration)]}

    def raw(self) -> dict[str, Any]:
        return {"rows": [_typed_row(form) for form in self.forms[:MOST_ROWS]]}

    @staticmethod
    def sent(raw: Mapping[str, Any]) -> dict[str, Any]:
        """What was kept, as a browser would send it again."""
        rows = raw.get("rows") or []
        return {
            f"{PREFIX}-TOTAL_FORMS": len(rows),
            f"{PREFIX}-INITIAL_FORMS": len(rows),
            **{
                f"{PREFIX}-{place}-{name}": text
                for place, row in enumerate(rows)
                for name, text in row.items()
            },
        }

    def part(self) -> dict[str, Any]:
        return {"residences": [form.row() for form in self.forms]}

    def clean(self) -> None:
        """The rule of the history, asked as soon as all months can be read."""
        if len(self.forms) > MOST_ROWS:
            raise forms.ValidationError(_("Có quá nhiều dòng cư trú."))
        self._read_rows()
        stays = [form.stay() for form in self.forms]
        known = [stay for stay in stays if stay is not None]
        if not self.born or len(known) < len(stays):
            return
        problems = history_problems(known, date_of_birth=self.born, today=today().isoformat())
        for problem in problems:
            self._tell(problem.field, str(problem.message), problem.code)

    def _read_rows(self) -> None:
        self.values, problems = checked(self.part())
        for problem in problems:
            self._tell(problem.field, str(problem.message), problem.code)

    def _tell(self, path: str, message: str, code: str) -> None:
        """Beside the field of the row, or above all rows."""
        _name, _dot, rest = path.partition(".")
        number, _dot, field = rest.partition(".")
        name = field.removeprefix("place.")
        if not number.isdecimal() or name not in self.forms[int(number)].fields:
            raise forms.ValidationError(message, code=code)
        form = self.forms[int(number)]
        if name not in form.errors:
            form.add_error(name, forms.ValidationError(message, code=code))


HistoryFormSet = formset_factory(
    StayForm, formset=History, extra=0, absolute_max=MOST_ROWS + 1, max_num=MOST_ROWS
)


def first_row(declaration: Declaration) -> dict[str, Any]:
    """The first row begins in the month of the 14th birthday, where that is known."""
    born = (declaration.get("subject") or {}).get("date_of_birth", "")
    return {"from": month_text(first_month_asked(born))} if born else {}


def with_another(raw: Mapping[str, Any]) -> dict[str, Any]:
    """One row more, which begins where the last one ended."""
    rows = list(raw["rows"])
    following: dict[str, Any] = {}
    if rows:
        following = {"from": _month_after(rows[-1].get("to", "")), "kind": rows[-1].get("kind")}
    return {"rows": [*rows, following][:MOST_ROWS]}


def without(raw: Mapping[str, Any], place: str) -> dict[str, Any]:
    """One row less; the last one stays, empty."""
    rows = list(raw["rows"])
    if place.isdecimal() and int(place) < len(rows):
        del rows[int(place)]
    return {"rows": rows or [{}]}


def month_text(month: int) -> str:
    """`09/2010` for a number of months since the year 0."""
    return f"{month % 12 + 1:02d}/{month // 12}"


def _month_after(text: str) -> str:
    try:
        ended = PartialDate.parse(TypedMonthField(required=False).clean(text))
    except (forms.ValidationError, ValueError):
        return ""
    return month_text(ended.year * 12 + (ended.month or 1))


def _typed_row(form: forms.BaseForm) -> dict[str, Any]:
    return {name: typed(form[name].data) for name in form.fields}


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    place = row.get("place") or {}
    address = ", ".join(part for part in (place.get("line"), place.get("commune")) if part)
    return {
        **{name: row.get(name) for name in ("from", "kind", "occupation", "workplace", "military")},
        "to": row.get("to") or "",
        "until_now": not row.get("to"),
        "province": place.get("province", ""),
        "country": "" if place.get("country") == HOME else place.get("country", ""),
        "line": address,
    }
