"""Đính chính: what the office typed wrong, field by field, and once more before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.forms.asking import DOCUMENT_KINDS
from applications.forms.fields import HOME, CountryField, ProvinceField, TypedDateField, displayed
from applications.forms.person import SEXES
from applications.models import Application
from common.refusals import FieldProblem
from portal.desk.intake_forms import reason_field
from portal.desk.wrong import WrongForm, document_field

Text = str | Promise


@dataclass(frozen=True)
class Change:
    """One line of the table: what the certificate says, and what it will say."""

    label: Text
    before: object
    after: object


def _line(label: Any, *, required: bool = False, most: int = 200) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required)


class CorrectForm(WrongForm):
    """Đính chính: every printed value stands in its field; what is changed is what was wrong."""

    template = "admin/desk/forms/correct.html"

    full_name = _line(gettext_lazy("Họ và tên"), required=True)
    sex = forms.ChoiceField(label=gettext_lazy("Giới tính"), choices=SEXES)
    date_of_birth = TypedDateField(label=gettext_lazy("Ngày, tháng, năm sinh"))
    place_of_birth = _line(gettext_lazy("Nơi sinh"))
    nationality = CountryField(label=gettext_lazy("Quốc tịch"), initial=HOME)
    kind = forms.ChoiceField(label=gettext_lazy("Loại giấy tờ"), choices=DOCUMENT_KINDS)
    number = _line(gettext_lazy("Số giấy tờ"), required=True, most=30)
    issued_on = TypedDateField(label=gettext_lazy("Ngày cấp"), whole=True, required=False)
    issued_by = _line(gettext_lazy("Nơi cấp"))
    permanent_line = _line(gettext_lazy("Nơi thường trú"), most=300)
    permanent_commune = _line(gettext_lazy("Phường, xã thường trú"), most=100)
    permanent_province = ProvinceField(
        label=gettext_lazy("Tỉnh, thành phố thường trú"), ever=True, required=False
    )
    temporary_line = _line(gettext_lazy("Nơi tạm trú"), most=300)
    temporary_commune = _line(gettext_lazy("Phường, xã tạm trú"), most=100)
    temporary_province = ProvinceField(
        label=gettext_lazy("Tỉnh, thành phố tạm trú"), ever=True, required=False
    )
    father = _line(gettext_lazy("Họ và tên cha"))
    mother = _line(gettext_lazy("Họ và tên mẹ"))
    spouse = _line(gettext_lazy("Họ và tên vợ hoặc chồng"))
    certificate_type = forms.TypedChoiceField(
        label=gettext_lazy("Loại phiếu"),
        choices=Application.CertificateType.choices,
        coerce=int,
    )
    confirm_bans = forms.BooleanField(
        label=gettext_lazy("Có yêu cầu xác nhận nội dung cấm đảm nhiệm chức vụ"), required=False
    )
    document_no = document_field(
        required=True,
        hint=gettext_lazy("Ví dụ: giấy khai sinh số 12/2001; tờ khai số 3 của hồ sơ."),
    )
    reason = reason_field(
        gettext_lazy("Lý do đính chính"),
        hint=gettext_lazy("Sai ở đâu, do đâu. Không chép lại số giấy tờ vào đây."),
    )

    PLAIN = ("full_name", "sex", "date_of_birth", "place_of_birth", "nationality")
    DOCUMENT = ("kind", "number", "issued_on", "issued_by")
    HOMES = ("permanent", "temporary")
    RELATIVES = ("father", "mother", "spouse")
    REQUEST = ("certificate_type", "confirm_bans")
    LAYOUT: Sequence[tuple[Text, Sequence[Sequence[str]]]] = (
        (
            gettext_lazy("Nhân thân"),
            (("full_name", "sex"), ("date_of_birth", "place_of_birth", "nationality")),
        ),
        (gettext_lazy("Giấy tờ tùy thân"), (("kind", "number"), ("issued_on", "issued_by"))),
        (
            gettext_lazy("Nơi cư trú"),
            (
                ("permanent_line", "permanent_commune", "permanent_province"),
                ("temporary_line", "temporary_commune", "temporary_province"),
            ),
        ),
        (gettext_lazy("Cha, mẹ, vợ hoặc chồng"), (RELATIVES,)),
        (gettext_lazy("Phiếu"), (REQUEST,)),
    )
    paths = {
        **{f"subject.{name}": name for name in (*PLAIN, *RELATIVES)},
        **{f"subject.{name}.full_name": name for name in RELATIVES},
        **{f"subject.documents.0.{name}": name for name in DOCUMENT},
        **{
            f"subject.{home}_address.{part}": f"{home}_{part}"
            for home in HOMES
            for part in ("line", "commune", "province")
        },
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", self.standing(kwargs["application"]))
        super().__init__(*args, **kwargs)

    @classmethod
    def standing(cls, application: Application) -> dict[str, Any]:
        """What the case says now, field by field."""
        subject = application.subject
        paper = (subject.get("documents") or [{}])[0]
        homes = {home: subject.get(f"{home}_address") or {} for home in cls.HOMES}
        return {
            **{name: subject.get(name) or "" for name in cls.PLAIN},
            **{name: paper.get(name) or "" for name in cls.DOCUMENT},
            **{
                f"{home}_{part}": address.get(part) or ""
                for home, address in homes.items()
                for part in ("line", "commune", "province")
            },
            **{name: (subject.get(name) or {}).get("full_name") or "" for name in cls.RELATIVES},
            **{name: getattr(application, name) for name in cls.REQUEST},
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self.changed():
            message = _("Chưa có nội dung nào được sửa. Hãy sửa ít nhất một mục.")
            self.add_error(None, message)
        return cleaned

    def changed(self) -> list[str]:
        """The fields whose value is another than the case's."""
        stands = self.standing(self.application)
        return [
            name
            for name, value in stands.items()
            if name in self.cleaned_data and self.cleaned_data[name] != value
        ]

    def changes(self) -> list[Change]:
        """The table before and after, for the confirmation."""
        stands = self.standing(self.application)
        return [
            Change(
                self.fields[name].label or "",
                self._said(name, stands[name]),
                self._said(name, self.cleaned_data[name]),
            )
            for name in self.changed()
        ]

    def _said(self, name: str, value: Any) -> object:
        field = self.fields[name]
        if isinstance(field, forms.BooleanField):
            return _("Có") if value else _("Không")
        if isinstance(field, forms.ChoiceField):
            named = {str(code): label for code, label in field.choices}  # type: ignore[misc,union-attr]
            return named.get(str(value), value)
        return displayed(value) if isinstance(field, TypedDateField) else value

    def groups(self) -> list[tuple[Text, list[list[forms.BoundField]]]]:
        return [
            (title, [[self[name] for name in row] for row in rows]) for title, rows in self.LAYOUT
        ]

    def place(self, problem: FieldProblem) -> None:
        field = problem.field.removeprefix("changes.")
        super().place(FieldProblem(problem.code, field, problem.message))

    def body(self) -> dict[str, Any]:
        names = set(self.changed())
        request: dict[str, Any] = {
            name: self.cleaned_data[name] for name in self.REQUEST if name in names
        }
        subject = self._subject(names)
        changes = {**request, **({"subject": subject} if subject else {})}
        return {
            "changes": changes,
            "reason": self.cleaned_data["reason"],
            "document_no": self.cleaned_data["document_no"],
        }

    def _subject(self, names: set[str]) -> dict[str, Any]:
        said: Mapping[str, Any] = self.cleaned_data
        changes: dict[str, Any] = {name: said[name] for name in self.PLAIN if name in names}
        if names & set(self.DOCUMENT):
            papers = self.application.subject.get("documents") or [{}]
            first = {name: said[name] or None for name in ("kind", "number", "issued_on")}
            changes["documents"] = [{**first, "issued_by": said["issued_by"]}, *papers[1:]]
        for home in self.HOMES:
            parts = {part: f"{home}_{part}" for part in ("line", "commune", "province")}
            if names & set(parts.values()):
                address = {part: said[name] for part, name in parts.items()}
                changes[f"{home}_address"] = address if any(address.values()) else None
        for name in self.RELATIVES:
            if name in names:
                changes[name] = {"full_name": said[name]} if said[name] else None
        return changes
