"""The declaration as a clerk reads it: sections of rows, the history, and how far it reaches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.history import Stay, first_month_asked, history_problems, month_number
from applications.models import Application, Residence
from common.dates import today
from portal.templatetags.ui import money, vn_date
from postal.dispatch import address_line
from records.terms import NumberKind
from regulations.fees import fee_table
from regulations.terms import Relation
from verification import person

Text = str | Promise
Row = dict[str, Any]

RELATIONS: dict[str, Text] = {
    Relation.SELF: gettext_lazy("Chính người được cấp phiếu"),
    Relation.FATHER: gettext_lazy("Cha"),
    Relation.MOTHER: gettext_lazy("Mẹ"),
    Relation.SPOUSE: gettext_lazy("Vợ hoặc chồng"),
    Relation.CHILD: gettext_lazy("Con"),
    Relation.PARENT_OF_MINOR: gettext_lazy("Cha, mẹ của người chưa thành niên"),
    Relation.GUARDIAN: gettext_lazy("Người giám hộ"),
    Relation.AUTHORISED: gettext_lazy("Người được ủy quyền"),
    Relation.AGENCY: gettext_lazy("Cơ quan, tổ chức"),
}
DELIVERIES: dict[str, Text] = {
    "post": gettext_lazy("Gửi bưu điện tận nơi"),
    "pickup": gettext_lazy("Nhận tại quầy"),
    "electronic": gettext_lazy("Bản điện tử"),
}
# The papers of regulations/data/filing, by their short names.
PAPERS: dict[str, Text] = {
    "identity": gettext_lazy("Giấy tờ tùy thân"),
    "applicant_identity": gettext_lazy("Giấy tờ tùy thân của người nộp"),
    "relation_proof": gettext_lazy("Giấy tờ chứng minh quan hệ"),
    "authorisation": gettext_lazy("Văn bản ủy quyền"),
    "legalised_authorisation": gettext_lazy("Văn bản ủy quyền hợp pháp hóa lãnh sự"),
    "fee_preference": gettext_lazy("Giấy tờ miễn, giảm phí"),
    "certified_signature": gettext_lazy("Tờ khai có chứng thực chữ ký"),
    "agency_request": gettext_lazy("Văn bản yêu cầu của cơ quan"),
    "agency_request_to_follow": gettext_lazy("Văn bản yêu cầu gửi sau"),
}


@dataclass(frozen=True)
class Stretch:
    """A part of the bar of the history: a stay, or a gap; places and widths in parts of 1,000."""

    start: int
    width: int
    kind: str
    words: str


def sections(application: Application) -> list[tuple[str, list[Row]]]:
    """Everything declared but the history, in the order of form 03."""
    found = [
        (_("Người được cấp phiếu"), [*person.described(application), *_contact(application)]),
        (_("Người yêu cầu"), _applicant(application)),
        (_("Yêu cầu"), _request(application)),
        (_("Nhận kết quả"), _delivery(application)),
    ]
    return [(title, rows) for title, rows in found if rows]


def paper_name(kind: str) -> Text:
    return PAPERS.get(kind, gettext_lazy("Giấy tờ khác"))


def history_bar(application: Application) -> list[Stretch]:
    """The months from the 14th birthday to the day of filing: where stays lie, and where none."""
    stays = list(application.residences.all())
    if not application.date_of_birth or not stays:
        return []
    now = month_number(str(application.filed_on or today()))
    first = min(first_month_asked(application.date_of_birth), month_number(stays[0].started))
    length = max(1, now - first + 1)
    found, covered = [], first
    for stay in stays:
        begins, ends = month_number(stay.started), _last_month(stay, now)
        if begins > covered:
            found.append(_stretch(covered - first, begins - covered, length, "gap", _("Còn trống")))
        words = f"{vn_date(stay.started)} – {vn_date(stay.ended) or _('nay')}"
        found.append(_stretch(begins - first, ends - begins + 1, length, stay.kind, words))
        covered = max(covered, ends + 1)
    if covered <= now:
        rest = _stretch(covered - first, now - covered + 1, length, "gap", _("Còn trống"))
        found.append(rest)
    return found


def history_faults(application: Application) -> list[object]:
    stays = [Stay(row.started, row.ended, row.kind) for row in application.residences.all()]
    if not application.date_of_birth:
        return []
    day = str(application.filed_on or today())
    problems = history_problems(stays, date_of_birth=application.date_of_birth, today=day)
    return [problem.message for problem in problems]


def _stretch(start: int, width: int, length: int, kind: str, words: str) -> Stretch:
    return Stretch(start * 1000 // length, max(4, width * 1000 // length), kind, words)


def _last_month(stay: Residence, now: int) -> int:
    return month_number(stay.ended) if stay.ended else now


def _row(key: Text, value: object) -> Row:
    return {"key": key, "value": str(value or person.MISSING)}


def _contact(application: Application) -> list[Row]:
    subject = application.subject
    return [
        _row(_("Dân tộc"), subject.get("ethnicity")),
        _row(_("Điện thoại"), subject.get("phone")),
        _row(_("Thư điện tử"), subject.get("email")),
    ]


def _applicant(application: Application) -> list[Row]:
    applicant = application.applicant
    relation = applicant.get("relation", "self")
    rows = [_row(_("Quan hệ với người được cấp phiếu"), RELATIONS.get(relation, relation))]
    if relation == Relation.SELF:
        return rows
    if relation == Relation.AGENCY:
        number = f"{applicant.get('document_no', '')}, {vn_date(applicant.get('document_date'))}"
        rows += [_row(_("Cơ quan"), applicant.get("agency")), _row(_("Văn bản yêu cầu"), number)]
        return [*rows, *([_row(_("Thời hạn"), _("Khẩn, 24 giờ"))] if application.is_urgent else [])]
    rows += [
        _row(_("Họ và tên"), applicant.get("full_name")),
        _row(_("Giấy tờ"), "; ".join(map(_document, applicant.get("documents") or []))),
    ]
    return [*rows, *_authorisation(applicant.get("authorisation") or {})]


def _document(document: Mapping[str, Any]) -> str:
    kind = dict(NumberKind.choices).get(str(document.get("kind")), "")
    return f"{kind} {document.get('number') or ''}".strip()


def _authorisation(paper: Mapping[str, Any]) -> list[Row]:
    if not paper:
        return []
    words = (
        f"{paper.get('kind', '')}, {vn_date(paper.get('date'))}, {paper.get('certified_by', '')}"
    )
    return [_row(_("Văn bản ủy quyền"), words)]


def _request(application: Application) -> list[Row]:
    wishes = _("Có") if application.confirm_bans else _("Không")
    return [
        _row(_("Loại phiếu"), application.get_certificate_type_display()),
        _row(_("Xác nhận nội dung cấm đảm nhiệm chức vụ"), wishes),
        _row(_("Mục đích"), application.purpose),
        _row(_("Số lượng phiếu"), application.copies),
        _row(_("Phần khai về án tích"), application.declared_convictions or _("Không khai")),
        _row(_("Đối tượng nộp phí"), _fee_category(application)),
        _row(_("Phí"), money(application.fee_amount)),
        _row(_("Hình thức nộp"), application.get_channel_display()),
    ]


def _fee_category(application: Application) -> str:
    """By the fee table of the case's own regime."""
    table = fee_table(application.filed_on or today(), regime_setting=application.regime or "auto")
    named = (one for one in table.category if one.key == application.fee_category)
    return str(next(named, application.fee_category))


def _delivery(application: Application) -> list[Row]:
    delivery = application.delivery
    method = delivery.get("method", "")
    rows = [_row(_("Cách nhận"), DELIVERIES.get(method, method))]
    if method == "post":
        rows += [
            _row(_("Người nhận"), delivery.get("recipient")),
            _row(_("Điện thoại"), delivery.get("phone")),
            _row(_("Địa chỉ"), address_line(delivery.get("address") or {})),
        ]
    return rows
