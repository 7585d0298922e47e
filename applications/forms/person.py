"""The person whom the certificate is about: name and birth, papers, homes, family."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.forms.asking import DOCUMENT_KINDS
from applications.forms.base import Declaration, StepForm
from applications.forms.fields import HOME, CountryField, ProvinceField, TypedDateField
from regulations import places

SEXES = (("male", _("Nam")), ("female", _("Nữ")))


def subject_of(declaration: Declaration) -> dict[str, Any]:
    return declaration.get("subject") or {}


class PersonForm(StepForm):
    """Name and birth, as the identity paper has them."""

    full_name = forms.CharField(
        label=_("Họ, chữ đệm và tên"),
        max_length=200,
        help_text=_("Viết đủ dấu, đúng như trên giấy tờ. Chữ này sẽ được in lên phiếu."),
    )
    other_names = forms.CharField(
        label=_("Tên gọi khác"),
        max_length=300,
        required=False,
        help_text=_("Nếu có nhiều tên, ngăn bằng dấu phẩy."),
    )
    sex = forms.ChoiceField(label=_("Giới tính"), choices=SEXES, widget=forms.RadioSelect)
    date_of_birth = TypedDateField(
        label=_("Ngày sinh"),
        help_text=_("Ví dụ 17/05/1990. Nếu giấy tờ chỉ ghi năm, chỉ cần gõ năm."),
    )
    place_of_birth = forms.CharField(
        label=_("Nơi sinh"), max_length=200, help_text=_("Xã, phường và tỉnh, thành phố.")
    )
    nationality = CountryField(label=_("Quốc tịch"), initial=HOME)
    ethnicity = forms.ChoiceField(label=_("Dân tộc"), required=False)
    paths = {
        f"subject.{name}": name
        for name in (
            *("full_name", "other_names", "sex", "date_of_birth", "place_of_birth"),
            *("nationality", "ethnicity"),
        )
    } | {f"subject.other_names.{place}": "other_names" for place in range(10)}

    def shape(self) -> None:
        groups = [(one.name, one.name) for one in places.ethnic_groups()]
        self.fields["ethnicity"].choices = [("", _("Chọn dân tộc")), *groups]  # type: ignore[attr-defined]
        self.fields["full_name"].widget.attrs["autocomplete"] = "off"

    @classmethod
    def initial_from(cls, declaration: Declaration) -> dict[str, Any]:
        subject = subject_of(declaration)
        known = {name: subject[name] for name in cls.base_fields if name in subject}
        return {**known, "other_names": ", ".join(subject.get("other_names", []))}

    def part(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        others = re.split(r"\s*[,;]\s*", said.get("other_names", ""))
        subject = {name: said.get(name, "") for name in self.fields}
        return {"subject": {**subject, "other_names": [name for name in others if name]}}


class IdentityForm(StepForm):
    """The paper that says who the person is, and the old number if there was one."""

    kind = forms.ChoiceField(label=_("Loại giấy tờ"), choices=DOCUMENT_KINDS, initial="cccd")
    number = forms.CharField(
        label=_("Số giấy tờ"), max_length=30, help_text=_("Số căn cước có 12 chữ số.")
    )
    issued_on = TypedDateField(
        label=_("Ngày cấp"), whole=True, required=False, help_text=_("Ví dụ 05/04/2021.")
    )
    issued_by = forms.CharField(label=_("Nơi cấp"), max_length=200, required=False)
    old_number = forms.CharField(
        label=_("Số CMND cũ"),
        max_length=20,
        required=False,
        help_text=_("Có 9 chữ số. Số cũ giúp tra cứu đúng người và nhanh hơn."),
    )
    paths = {
        "subject.documents": "number",
        **{
            f"subject.documents.0.{name}": name
            for name in ("kind", "number", "issued_on", "issued_by")
        },
        "subject.documents.1.number": "old_number",
    }

    def shape(self) -> None:
        for name in ("number", "old_number"):
            self.fields[name].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    @classmethod
    def initial_from(cls, declaration: Declaration) -> dict[str, Any]:
        documents = subject_of(declaration).get("documents") or [{}]
        first = documents[0]
        old: dict[str, Any] = next((one for one in documents[1:] if one.get("kind") == "cmnd"), {})
        return {
            "kind": first.get("kind", "cccd"),
            "number": first.get("number", ""),
            "issued_on": first.get("issued_on") or "",
            "issued_by": first.get("issued_by", ""),
            "old_number": old.get("number", ""),
        }

    def part(self) -> dict[str, Any]:
        said = self.cleaned_data
        first = {name: said.get(name, "") for name in ("kind", "number", "issued_by")}
        documents = [{**first, "issued_on": said.get("issued_on") or None}]
        if said.get("old_number"):
            documents.append({"kind": "cmnd", "number": said["old_number"]})
        return {"subject": {"documents": documents}}


class HomeForm(StepForm):
    """Where the person is registered, and how we reach them."""

    permanent_province = ProvinceField(label=_("Tỉnh, thành phố thường trú"), required=False)
    permanent_commune = forms.CharField(
        label=_("Xã, phường thường trú"), max_length=100, required=False
    )
    permanent_line = forms.CharField(
        label=_("Số nhà, đường, ấp, khu phố thường trú"), max_length=300, required=False
    )
    temporary_province = ProvinceField(label=_("Tỉnh, thành phố tạm trú"), required=False)
    temporary_commune = forms.CharField(
        label=_("Xã, phường tạm trú"), max_length=100, required=False
    )
    temporary_line = forms.CharField(
        label=_("Số nhà, đường, ấp, khu phố tạm trú"), max_length=300, required=False
    )
    none = forms.BooleanField(
        label=_("Hiện không có nơi thường trú hay tạm trú tại Việt Nam"), required=False
    )
    phone = forms.CharField(
        label=_("Số điện thoại"),
        max_length=20,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        help_text=_("Chúng tôi chỉ gọi khi hồ sơ cần bạn."),
    )
    email = forms.CharField(
        label=_("Thư điện tử"),
        max_length=200,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("Để nhận mã hồ sơ và đường dẫn theo dõi."),
    )
    paths = {
        "subject.phone": "phone",
        "subject.email": "email",
        **{
            f"subject.{kind}_address.{name}": f"{kind}_{name}"
            for kind in ("permanent", "temporary")
            for name in ("province", "commune", "line")
        },
    }

    @classmethod
    def initial_from(cls, declaration: Declaration) -> dict[str, Any]:
        subject = subject_of(declaration)
        known = {"phone": subject.get("phone", ""), "email": subject.get("email", "")}
        for kind in ("permanent", "temporary"):
            address = subject.get(f"{kind}_address") or {}
            known |= {f"{kind}_{name}": text for name, text in address.items()}
        said = "permanent_address" in subject and not (
            subject.get("permanent_address") or subject.get("temporary_address")
        )
        return {**known, "none": said}

    def part(self) -> dict[str, Any]:
        said = self.cleaned_data
        subject: dict[str, Any] = {name: said.get(name, "") for name in ("phone", "email")}
        for kind in ("permanent", "temporary"):
            address = {
                name: said.get(f"{kind}_{name}", "") for name in ("province", "commune", "line")
            }
            subject[f"{kind}_address"] = address if any(address.values()) else None
        return {"subject": subject}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        told = [kind for kind in ("permanent", "temporary") if self._is_told(kind)]
        for kind in told:
            if not cleaned.get(f"{kind}_province"):
                self.add_error(f"{kind}_province", _("Hãy chọn tỉnh, thành phố."))
            if not cleaned.get(f"{kind}_line") and not cleaned.get(f"{kind}_commune"):
                self.add_error(f"{kind}_line", _("Hãy ghi địa chỉ, đến xã, phường."))
        if not told and not cleaned.get("none"):
            message = _(
                "Hãy khai nơi thường trú hoặc tạm trú, hoặc đánh dấu ô ở dưới nếu không có."
            )
            self.add_error("permanent_province", message)
        return cleaned

    def _is_told(self, kind: str) -> bool:
        return any(self.cleaned_data.get(f"{kind}_{name}") for name in _ADDRESS)


_ADDRESS = ("province", "commune", "line")


class FamilyForm(StepForm):
    """Father, mother, husband or wife: names tell people of the same name apart."""

    father_full_name = forms.CharField(label=_("Họ và tên cha"), max_length=200, required=False)
    father_date_of_birth = TypedDateField(label=_("Ngày hoặc năm sinh của cha"), required=False)
    mother_full_name = forms.CharField(label=_("Họ và tên mẹ"), max_length=200, required=False)
    mother_date_of_birth = TypedDateField(label=_("Ngày hoặc năm sinh của mẹ"), required=False)
    spouse_full_name = forms.CharField(
        label=_("Họ và tên vợ hoặc chồng"), max_length=200, required=False
    )
    spouse_date_of_birth = TypedDateField(
        label=_("Ngày hoặc năm sinh của vợ hoặc chồng"), required=False
    )
    members = ("father", "mother", "spouse")
    paths = {
        f"subject.{member}.{name}": f"{member}_{name}"
        for member in members
        for name in ("full_name", "date_of_birth")
    }

    @classmethod
    def initial_from(cls, declaration: Declaration) -> dict[str, Any]:
        subject = subject_of(declaration)
        return {
            f"{member}_{name}": text
            for member in cls.members
            for name, text in (subject.get(member) or {}).items()
        }

    def part(self) -> dict[str, Any]:
        return {"subject": {member: self._member(member) for member in self.members}}

    def _member(self, member: str) -> dict[str, Any] | None:
        said = self.cleaned_data
        name = said.get(f"{member}_full_name", "")
        born = said.get(f"{member}_date_of_birth", "")
        return {"full_name": name, "date_of_birth": born} if name or born else None
