"""Who asks, for whom, for which certificate."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.forms.base import Declaration, StepForm
from applications.forms.fields import TypedDateField
from regulations.terms import Relation

TYPE_CHOICES = (("1", _("Phiếu số 1")), ("2", _("Phiếu số 2")))
TYPE_HINTS = {
    "1": _("Để xin việc, du học, làm thủ tục. Chỉ ghi án tích chưa được xóa."),
    "2": _("Để tự biết đầy đủ về mình. Ghi cả án tích đã được xóa."),
}
RELATIONS = (
    (Relation.SELF, _("Cho chính tôi")),
    (Relation.FATHER, _("Cho con tôi (tôi là cha)")),
    (Relation.MOTHER, _("Cho con tôi (tôi là mẹ)")),
    (Relation.SPOUSE, _("Cho vợ hoặc chồng tôi")),
    (Relation.CHILD, _("Cho cha hoặc mẹ tôi")),
    (Relation.GUARDIAN, _("Cho người tôi giám hộ")),
    (Relation.AUTHORISED, _("Cho người đã ủy quyền cho tôi")),
)
RELATION_HINTS = {
    Relation.AUTHORISED: _("Cần văn bản ủy quyền được công chứng hoặc chứng thực."),
}
# Declared elsewhere: the page offers it only to who has it already.
_MINOR = (Relation.PARENT_OF_MINOR, _("Cho con chưa đủ 18 tuổi của tôi"))
DOCUMENT_KINDS = (
    ("cccd", _("Căn cước (CCCD)")),
    ("passport", _("Hộ chiếu")),
    ("residence_card", _("Thẻ thường trú")),
    ("cmnd", _("Chứng minh nhân dân (CMND)")),
)


class RequestForm(StepForm):
    """Which certificate, and for whom."""

    certificate_type = forms.ChoiceField(
        label=_("Bạn cần phiếu nào?"), choices=TYPE_CHOICES, widget=forms.RadioSelect
    )
    relation = forms.ChoiceField(
        label=_("Bạn xin phiếu cho ai?"), choices=RELATIONS, widget=forms.RadioSelect
    )
    paths = {
        "certificate_type": "certificate_type",
        "applicant.relation": "relation",
        "channel": "relation",
    }
    unfinished = True
    hints = {"certificate_type": TYPE_HINTS, "relation": RELATION_HINTS}

    def shape(self) -> None:
        if (self.declaration.get("applicant") or {}).get("relation") == Relation.PARENT_OF_MINOR:
            self.fields["relation"].choices = [*RELATIONS, _MINOR]  # type: ignore[attr-defined]

    @classmethod
    def initial_from(cls, declaration: Declaration) -> dict[str, Any]:
        applicant = declaration.get("applicant") or {}
        if not applicant:
            return {}
        return {
            "certificate_type": str(declaration["certificate_type"]),
            "relation": applicant.get("relation", ""),
        }

    def part(self) -> dict[str, Any]:
        relation = self.cleaned_data.get("relation", "")
        applicant = self.declaration.get("applicant") or {}
        kept = dict(applicant) if relation != Relation.SELF else {}
        if relation != Relation.AUTHORISED:
            kept.pop("authorisation", None)
        wanted: dict[str, Any] = {}
        if relation:
            wanted["applicant"] = {**kept, "relation": relation}
        if self.cleaned_data.get("certificate_type"):
            wanted["certificate_type"] = int(self.cleaned_data["certificate_type"])
        return wanted


class ApplicantForm(StepForm):
    """The person who asks for another: who they are, and by what right."""

    full_name = forms.CharField(label=_("Họ và tên của bạn"), max_length=200)
    document_kind = forms.ChoiceField(
        label=_("Loại giấy tờ của bạn"), choices=DOCUMENT_KINDS, initial="cccd"
    )
    document_number = forms.CharField(label=_("Số giấy tờ của bạn"), max_length=30)
    authorisation_kind = forms.CharField(
        label=_("Tên văn bản ủy quyền"),
        max_length=100,
        help_text=_("Ví dụ: Giấy ủy quyền, Hợp đồng ủy quyền."),
    )
    authorisation_date = TypedDateField(label=_("Ngày lập văn bản ủy quyền"), whole=True)
    authorisation_by = forms.CharField(
        label=_("Nơi công chứng hoặc chứng thực"),
        max_length=200,
        help_text=_("Ví dụ: Phòng Công chứng số 1 thành phố Cần Thơ."),
    )
    paths = {
        "applicant.full_name": "full_name",
        "applicant.documents": "document_number",
        "applicant.documents.0.kind": "document_kind",
        "applicant.documents.0.number": "document_number",
        "applicant.authorisation": "authorisation_by",
        "applicant.authorisation.kind": "authorisation_kind",
        "applicant.authorisation.date": "authorisation_date",
        "applicant.authorisation.certified_by": "authorisation_by",
    }

    def shape(self) -> None:
        self.fields["full_name"].widget.attrs["autocomplete"] = "name"
        if self._relation != Relation.AUTHORISED:
            for name in ("authorisation_kind", "authorisation_date", "authorisation_by"):
                del self.fields[name]

    @property
    def _relation(self) -> str:
        return (self.declaration.get("applicant") or {}).get("relation", Relation.SELF)

    @classmethod
    def initial_from(cls, declaration: Declaration) -> dict[str, Any]:
        applicant = declaration.get("applicant") or {}
        document = (applicant.get("documents") or [{}])[0]
        authorisation = applicant.get("authorisation") or {}
        return {
            "full_name": applicant.get("full_name", ""),
            "document_kind": document.get("kind", "cccd"),
            "document_number": document.get("number", ""),
            "authorisation_kind": authorisation.get("kind", ""),
            "authorisation_date": authorisation.get("date", ""),
            "authorisation_by": authorisation.get("certified_by", ""),
        }

    def part(self) -> dict[str, Any]:
        said = self.cleaned_data
        document = {
            "kind": said.get("document_kind", ""),
            "number": said.get("document_number", ""),
        }
        applicant: dict[str, Any] = {
            "relation": self._relation,
            "full_name": said.get("full_name", ""),
            "documents": [document],
        }
        if "authorisation_kind" in self.fields:
            applicant["authorisation"] = {
                "kind": said.get("authorisation_kind", ""),
                "date": said.get("authorisation_date") or None,
                "certified_by": said.get("authorisation_by", ""),
            }
        return {"applicant": applicant}
