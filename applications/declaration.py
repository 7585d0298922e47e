"""What a declaration may contain (form 03, contracts section 2): one shape for every way in.

The citizen's pages, the post counter, the API and the quotes all bring the same structure here.
These serializers say what can be read at all; `intake` then asks the rules of law.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from applications.models import Channel, Residence
from common.dates import PartialDate, today
from common.identity import clean_number, number_is_well_formed
from regulations import places
from regulations.loading import law
from regulations.terms import Relation

RELATIONS = tuple(Relation)
FEE_CATEGORIES = sorted({one.key for table in law().fee_tables.values() for one in table.category})
DOCUMENT_KINDS = ("cccd", "cmnd", "passport", "residence_card")
_WRONG_NUMBER = {
    "cccd": _("Số căn cước có 12 chữ số."),
    "cmnd": _("Số CMND có 9 hoặc 12 chữ số."),
    "passport": _("Số hộ chiếu chưa đúng."),
    "residence_card": _("Số thẻ thường trú chưa đúng."),
}
_NAME = re.compile(r"[^\W\d_]+(?:[ '’.-]+[^\W\d_]+)*\.?")


def _country_known(code: str) -> bool:
    return any(country.code == code for country in places.countries())


class TextField(serializers.CharField):
    """Text in composed Unicode (NFC), with single spaces and no control signs."""

    def to_internal_value(self, data: Any) -> str:
        text = unicodedata.normalize("NFC", super().to_internal_value(data))
        if any(
            unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cs"}
            for sign in text
            if sign not in "\n\r\t"
        ):
            raise serializers.ValidationError(_("Có ký tự không đọc được. Hãy gõ lại."))
        return " ".join(text.split()) if "\n" not in text else text.strip()


class NameField(TextField):
    """A person's name: letters of the Latin script, as on the identity paper."""

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if text and not _NAME.fullmatch(text):
            raise serializers.ValidationError(_("Họ tên chỉ gồm chữ cái, đúng như trên giấy tờ."))
        if not all("LATIN" in unicodedata.name(sign, "") for sign in text if sign.isalpha()):
            raise serializers.ValidationError(
                _("Hãy gõ họ tên bằng chữ cái tiếng Việt hoặc Latinh.")
            )
        return text


class PartialDateField(serializers.CharField):
    """A date of which only the year may be known: `1990`, `1990-05` or `1990-05-17`."""

    def to_internal_value(self, data: Any) -> str:
        try:
            return str(PartialDate.parse(super().to_internal_value(data)))
        except ValueError as error:
            raise serializers.ValidationError(
                _("Ngày này không có thật hoặc chưa đủ năm.")
            ) from error


class MonthField(serializers.RegexField):
    """A month of the residence history: `2010-09`."""

    def __init__(self, **kwargs: Any) -> None:
        message = _("Hãy nhập tháng và năm, ví dụ 09/2010.")
        super().__init__(
            r"^(19|20)\d\d-(0[1-9]|1[0-2])$", error_messages={"invalid": message}, **kwargs
        )


class AddressSerializer(serializers.Serializer):
    province = serializers.CharField(max_length=2, allow_blank=True, default="")
    commune = TextField(max_length=100, allow_blank=True, default="")
    line = TextField(max_length=300, allow_blank=True, default="")

    def validate_province(self, code: str) -> str:
        if code and not places.province_known(code):
            raise serializers.ValidationError(_("Không có tỉnh, thành phố này."))
        return code


class PlaceSerializer(AddressSerializer):
    country = serializers.CharField(max_length=2, default="VN")

    def validate_country(self, code: str) -> str:
        if not _country_known(code):
            raise serializers.ValidationError(_("Không có quốc gia này."))
        return code

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.get("country", "VN") == "VN" and not attrs.get("province"):
            raise serializers.ValidationError({"province": _("Hãy chọn tỉnh, thành phố.")})
        return attrs


class PersonSerializer(serializers.Serializer):
    full_name = NameField(max_length=200)
    date_of_birth = PartialDateField(allow_blank=True, default="", max_length=10)


class DocumentSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=DOCUMENT_KINDS)
    number = TextField(max_length=20)
    issued_on = serializers.DateField(allow_null=True, default=None)
    issued_by = TextField(max_length=200, allow_blank=True, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not {"kind", "number"} <= attrs.keys():
            return attrs  # a part of a paper, in a part of a declaration
        number = clean_number(attrs["number"])
        if not number_is_well_formed(attrs["kind"], number):
            raise serializers.ValidationError({"number": _WRONG_NUMBER[attrs["kind"]]})
        issued_on = attrs.get("issued_on")
        return {
            **attrs,
            "number": number,
            "issued_on": issued_on.isoformat() if issued_on else None,
        }


class SubjectSerializer(serializers.Serializer):
    full_name = NameField(max_length=200)
    other_names = serializers.ListField(
        child=NameField(max_length=200), max_length=10, default=list
    )
    sex = serializers.ChoiceField(choices=("male", "female"))
    date_of_birth = PartialDateField(max_length=10)
    place_of_birth = TextField(max_length=200, allow_blank=True, default="")
    nationality = serializers.CharField(max_length=2, default="VN")
    ethnicity = TextField(max_length=50, allow_blank=True, default="")
    documents = DocumentSerializer(many=True)
    permanent_address = AddressSerializer(allow_null=True, default=None)
    temporary_address = AddressSerializer(allow_null=True, default=None)
    phone = serializers.RegexField(
        r"^\+?[\d .-]{8,20}$", error_messages={"invalid": _("Số điện thoại chưa đúng.")}
    )
    email = serializers.EmailField(max_length=200, allow_blank=True, default="")
    father = PersonSerializer(allow_null=True, default=None)
    mother = PersonSerializer(allow_null=True, default=None)
    spouse = PersonSerializer(allow_null=True, default=None)

    def validate_nationality(self, code: str) -> str:
        if not _country_known(code):
            raise serializers.ValidationError(_("Không có quốc gia này."))
        return code

    def validate_date_of_birth(self, text: str) -> str:
        if PartialDate.parse(text).earliest > today():
            raise serializers.ValidationError(_("Ngày sinh ở sau hôm nay."))
        return text

    def validate_documents(self, documents: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if not documents:
            raise serializers.ValidationError(_("Hãy khai ít nhất một giấy tờ tùy thân."))
        return documents


class ResidenceSerializer(serializers.Serializer):
    place = PlaceSerializer()
    kind = serializers.ChoiceField(choices=Residence.Kind.choices)
    occupation = TextField(max_length=200, allow_blank=True, default="")
    workplace = TextField(max_length=300, allow_blank=True, default="")
    military = serializers.BooleanField(default=False)

    def get_fields(self) -> dict[str, serializers.Field]:
        # "from" is a word of Python, so these two cannot be written as attributes.
        months: dict[str, serializers.Field] = {
            "from": MonthField(),
            "to": MonthField(allow_null=True, default=None),
        }
        return {**months, **super().get_fields()}


class AuthorisationSerializer(serializers.Serializer):
    kind = TextField(max_length=100)
    date = serializers.DateField()
    certified_by = TextField(max_length=200)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        value = super().to_internal_value(data)
        return {**value, "date": value["date"].isoformat()} if value.get("date") else value


class ApplicantSerializer(serializers.Serializer):
    """Who asks: the person themselves, family, someone authorised, or a state body."""

    relation = serializers.ChoiceField(choices=RELATIONS, default="self")
    full_name = NameField(max_length=200, required=False, allow_blank=True)
    documents = DocumentSerializer(many=True, required=False)
    authorisation = AuthorisationSerializer(required=False, allow_null=True)
    urgent = serializers.BooleanField(required=False)
    agency = TextField(max_length=200, required=False)
    document_no = TextField(max_length=50, required=False)
    document_date = PartialDateField(max_length=10, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        relation = attrs.get("relation", "self")
        needed = {"self": (), "agency": ("agency", "document_no", "document_date")}
        missing = [
            name for name in needed.get(relation, ("full_name", "documents")) if not attrs.get(name)
        ]
        if missing and not getattr(self.root, "partial", False):
            raise serializers.ValidationError({name: _("Hãy điền mục này.") for name in missing})
        return attrs


class DeliverySerializer(serializers.Serializer):
    method = serializers.ChoiceField(choices=("post", "pickup", "electronic"), default="pickup")
    recipient = NameField(max_length=200, allow_blank=True, default="")
    phone = serializers.CharField(max_length=20, allow_blank=True, default="")
    address = AddressSerializer(allow_null=True, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.get("method") != "post" or getattr(self.root, "partial", False):
            return attrs
        address = attrs.get("address") or {}
        missing = {
            "recipient": not attrs.get("recipient"),
            "phone": not attrs.get("phone"),
            "address": not (address.get("province") and address.get("line")),
        }
        errors = {
            name: _("Bưu điện cần mục này để phát tận nơi.")
            for name, gone in missing.items()
            if gone
        }
        if errors:
            raise serializers.ValidationError(errors)
        return attrs


class ReceivedSerializer(serializers.Serializer):
    postmarked_on = serializers.DateField(allow_null=True, default=None)
    post_office = serializers.CharField(max_length=20, allow_null=True, default=None)


class DeclarationSerializer(serializers.Serializer):
    """The whole of `POST /api/v1/applications/`."""

    certificate_type = serializers.ChoiceField(choices=(1, 2))
    channel = serializers.ChoiceField(choices=Channel.choices, default=Channel.ONLINE)
    subject = SubjectSerializer()
    residences = ResidenceSerializer(many=True, default=list)
    declared_convictions = TextField(max_length=5000, allow_blank=True, default="")
    confirm_bans = serializers.BooleanField(default=False)
    purpose = TextField(max_length=300)
    copies = serializers.IntegerField(min_value=1, max_value=50, default=1)
    fee_category = serializers.ChoiceField(choices=FEE_CATEGORIES, default="standard")
    applicant = ApplicantSerializer(default=lambda: {"relation": "self"})
    delivery = DeliverySerializer(default=lambda: {"method": "pickup"})
    received = ReceivedSerializer(required=False)

    def validate_residences(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if len(rows) > 60:
            raise serializers.ValidationError(_("Có quá nhiều dòng cư trú."))
        return rows
