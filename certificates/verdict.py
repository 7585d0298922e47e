"""What the public page says of a check: three answers kept apart, and one verdict over them.

Are these bytes ours? Does the signature hold? Does it still count? Words only, never what the
certificate says or of which type it is. A wrong file is called a wrong file, not a forged one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from certificates.checking import REVOKED, VALID, Answer, FileAnswer
from common.pdf_container import Problem

GOOD, BAD, QUIET = "good", "bad", "quiet"

# These files are asked for again, at the field; nothing is said of any certificate.
WRONG_FILE: dict[Problem, Any] = {
    Problem.EMPTY: _("Tệp này rỗng. Hãy tải lại tệp phiếu rồi thử lại."),
    Problem.NOT_PDF: _(
        "Đây không phải tệp PDF. Hãy chọn tệp PDF đã nhận; nếu chỉ có ảnh hay bản giấy, "
        "hãy nhập mã in ở chân phiếu."
    ),
    Problem.ENCRYPTED: _(
        "Tệp này có đặt mật khẩu. Phiếu được cấp không bao giờ có mật khẩu: hãy chọn tệp gốc."
    ),
    Problem.DAMAGED: _("Tệp này bị thiếu một phần, thường do tải dở. Hãy tải lại rồi thử lại."),
}

_SIGNATURE: dict[Problem, Any] = {
    Problem.NO_SIGNATURE: _("Tệp không có chữ ký số nào."),
    Problem.OTHER_FORM: _("Tệp có chữ ký số, nhưng không phải dạng chữ ký của cơ quan."),
    Problem.SEVERAL_SIGNATURES: _("Tệp có nhiều hơn một chữ ký số; phiếu chỉ có một."),
    Problem.ADDED: _("Có phần được thêm vào sau khi ký."),
    Problem.CHANGED: _("Nội dung tệp đã thay đổi sau khi ký."),
    Problem.CONTAINER: _("Phần chứa chữ ký đã bị sửa."),
    Problem.CHANGES_ALLOWED: _("Chữ ký cho phép sửa tệp; chữ ký của cơ quan thì không."),
    Problem.UNKNOWN_AUTHORITY: _("Ký bằng khóa của người khác, không phải của cơ quan cấp phiếu."),
    Problem.WRONG_PURPOSE: _("Khóa đã ký không được cấp để ký phiếu."),
    Problem.NOT_VALID_THEN: _("Khóa đã ký không có hiệu lực vào lúc ký."),
    Problem.REVOKED: _("Khóa đã ký bị thu hồi trước lúc ký."),
    Problem.NO_STAMP: _("Chữ ký thiếu dấu thời gian."),
    Problem.BROKEN_STAMP: _("Dấu thời gian của chữ ký không đúng."),
    Problem.FOREIGN_STAMP: _("Dấu thời gian không do nơi được cơ quan tin cậy cấp."),
}
_UNREADABLE = _("Chữ ký đã bị sửa hoặc hỏng, không đọc được.")


@dataclass(frozen=True)
class Line:
    """One of the three questions; `sign` names its icon."""

    tone: str
    question: Any
    answer: Any

    @property
    def sign(self) -> str:
        return {GOOD: "check", BAD: "close"}.get(self.tone, "info")


@dataclass(frozen=True)
class Verdict:
    """The answer in ten seconds, and the three it stands on."""

    tone: str  # as of `components/panel.html`: empty is good
    title: Any
    text: Any
    lines: tuple[Line, ...]


def verdict(answer: Answer, file: FileAnswer | None = None) -> Verdict:
    """`answer` is what may be shown: of a file, only if register and signature both vouch."""
    tone, title, text = _above(answer, file)
    return Verdict(tone, title, text, (_bytes(file), _signature(file), _in_force(answer)))


def _above(answer: Answer, file: FileAnswer | None) -> tuple[str, Any, Any]:
    if answer.status == VALID:
        text = _("Phiếu này do cơ quan dưới đây cấp và chưa bị thu hồi.")
        return "", _("Phiếu còn giá trị"), text
    if answer.status == REVOKED:
        text = _("Phiếu này do cơ quan dưới đây cấp nhưng không còn giá trị.")
        return BAD, _("Phiếu đã bị thu hồi"), text
    if file is None:
        text = _(
            "Không có phiếu nào đã cấp ứng với thông tin này. "
            "Hãy kiểm tra lại mã hoặc quét lại mã QR."
        )
        return QUIET, _("Không tìm thấy phiếu"), text
    if file.signature.problem is Problem.NO_SIGNATURE:
        text = _(
            "Đây có thể là bản chụp, bản in lại hoặc một tệp khác. "
            "Hãy dùng tệp PDF gốc, hoặc nhập mã in ở chân phiếu."
        )
        return QUIET, _("Tệp này không có chữ ký số"), text
    if file.signature.accepted:
        text = _("Chữ ký đúng nhưng sổ cấp phiếu không có tệp này. Hãy hỏi cơ quan cấp phiếu.")
        return BAD, _("Sổ cấp phiếu không có tệp này"), text
    text = _("Tệp đã bị thay đổi hoặc không do cơ quan cấp. Đừng dùng tệp này.")
    return BAD, _("Tệp này không phải bản đã cấp"), text


def _bytes(file: FileAnswer | None) -> Line:
    question = _("Có đúng là tệp đã cấp không?")
    if file is None:
        return Line(QUIET, question, _("Chưa kiểm tra: mã không cho biết về tệp hay bản giấy."))
    if file.bytes_as_issued:
        return Line(GOOD, question, _("Đúng, giống từng byte với bản đã cấp."))
    return Line(BAD, question, _("Không trùng với tệp nào đã cấp."))


def _signature(file: FileAnswer | None) -> Line:
    question = _("Chữ ký số có đúng không?")
    if file is None:
        return Line(QUIET, question, _("Chưa kiểm tra: chữ ký số nằm trong tệp PDF."))
    report = file.signature
    if report.accepted and report.signed_at is not None:
        told = {
            "signer": report.signer_name,
            "moment": date_format(localtime(report.signed_at), "H:i, d/m/Y"),
        }
        return Line(GOOD, question, _("Đúng. %(signer)s ký lúc %(moment)s.") % told)
    tone = QUIET if report.problem is Problem.NO_SIGNATURE else BAD
    return Line(tone, question, _SIGNATURE.get(report.problem, _UNREADABLE))


def _in_force(answer: Answer) -> Line:
    question = _("Phiếu có còn giá trị không?")
    if answer.status == VALID:
        return Line(GOOD, question, _("Còn, tính đến lúc kiểm tra."))
    if answer.status == REVOKED:
        return Line(BAD, question, _("Không còn: phiếu đã bị thu hồi."))
    return Line(QUIET, question, _("Không trả lời được: không biết là phiếu nào."))
