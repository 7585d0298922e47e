"""The steps as a clerk meets them: what happens, the button's words, and what follows."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications.models import Application, State
from applications.workflow import allowed_steps
from portal.desk import correcting, intake_forms, result_forms, verification_forms, wrong
from portal.desk.step_form import StepForm
from verification.conclusion import is_outdated, latest

Text = str | Promise


@dataclass(frozen=True)
class StepPage:
    """A step's page: `grave` steps stand apart and their button says so by its colour."""

    form: type[StepForm]
    button: Text
    happens: Text
    then: Text
    grave: bool = False
    wide: bool = False
    reviewed: bool = False  # shown once more before it is done


PAGES: dict[str, StepPage] = {
    "pay": StepPage(
        intake_forms.PayForm,
        _("Ghi nhận đã thu phí"),
        _("Hồ sơ được nộp ngay, biên lai được đánh số và hạn trả kết quả bắt đầu tính."),
        _("Đã ghi nhận phí. Hồ sơ chờ tiếp nhận."),
    ),
    "accept": StepPage(
        intake_forms.AcceptForm,
        _("Tiếp nhận hồ sơ"),
        _(
            "Bạn xác nhận hồ sơ đủ giấy tờ và đúng người. Hệ thống phân loại hồ sơ và gửi yêu cầu "
            "xác minh ngay sau đó."
        ),
        _("Đã tiếp nhận. Hệ thống đang phân loại và gửi yêu cầu xác minh."),
    ),
    "return_for_supplement": StepPage(
        intake_forms.ReturnForSupplementForm,
        _("Gửi yêu cầu bổ sung"),
        _(
            "Người yêu cầu được báo một lần, đầy đủ các nội dung dưới đây. Khi bổ sung đủ, hạn "
            "giải quyết được tính lại từ đầu."
        ),
        _("Đã gửi yêu cầu bổ sung. Hồ sơ chờ người yêu cầu."),
    ),
    "supplement": StepPage(
        intake_forms.SupplementForm,
        _("Ghi nhận đã bổ sung"),
        _("Hồ sơ quay lại chờ tiếp nhận và hạn giải quyết được tính lại từ hôm nay."),
        _("Đã ghi nhận bổ sung. Hồ sơ chờ tiếp nhận."),
    ),
    "refuse": StepPage(
        intake_forms.RefuseForm,
        _("Từ chối hồ sơ"),
        _(
            "Hồ sơ kết thúc. Người yêu cầu nhận thông báo bằng văn bản có căn cứ và lý do, và có "
            "quyền khiếu nại."
        ),
        _("Đã từ chối hồ sơ và thông báo cho người yêu cầu."),
        grave=True,
    ),
    "withdraw": StepPage(
        intake_forms.WithdrawForm,
        _("Rút hồ sơ"),
        _("Hồ sơ kết thúc theo đề nghị của người yêu cầu. Các yêu cầu xác minh được thôi hỏi."),
        _("Đã rút hồ sơ theo đề nghị của người yêu cầu."),
        grave=True,
    ),
    "reclassify": StepPage(
        verification_forms.ReclassifyForm,
        _("Phân loại lại"),
        _(
            "Hồ sơ đi theo phân loại bạn chọn. Cơ quan không còn cần hỏi được thôi hỏi, cơ quan "
            "cần hỏi thêm nhận yêu cầu ngay."
        ),
        _("Đã phân loại lại. Các yêu cầu xác minh được điều chỉnh theo."),
    ),
    "conclude": StepPage(
        verification_forms.ConcludeForm,
        _("Ghi kết luận"),
        _(
            "Kết luận là căn cứ để lập phiếu. Chỉ những bản án và nội dung cấm ghi ở đây được in "
            "lên phiếu theo loại phiếu."
        ),
        _("Đã ghi kết luận. Hồ sơ chờ lập phiếu."),
        wide=True,
    ),
    "draft": StepPage(
        result_forms.CertificateForm,
        _("Lập phiếu"),
        _("Nội dung phiếu được lập từ tờ khai và kết luận mới nhất. Người khác sẽ duyệt phiếu."),
        _("Đã lập phiếu. Phiếu chờ người khác duyệt."),
        wide=True,
    ),
    "approve": StepPage(
        result_forms.CertificateForm,
        _("Duyệt phiếu"),
        _(
            "Bạn duyệt đúng nội dung bên cạnh. Sau khi duyệt, nội dung không đổi được nữa, trừ "
            "khi phiếu bị trả lại."
        ),
        _("Đã duyệt. Phiếu chờ ký."),
        wide=True,
    ),
    "send_back": StepPage(
        result_forms.SendBackForm,
        _("Trả lại để lập lại"),
        _("Phiếu quay về bước kết luận. Việc duyệt, nếu đã có, không còn giá trị."),
        _("Đã trả lại phiếu. Hồ sơ quay về bước kết luận."),
        wide=True,
    ),
    "sign": StepPage(
        result_forms.CertificateForm,
        _("Ký phiếu"),
        _(
            "Theo lệnh của bạn, phiếu được cấp số, ký số và phát hành. Số phiếu không thu lại "
            "được; phiếu sai chỉ có thể thu hồi."
        ),
        _("Đã ra lệnh ký. Phiếu đang được cấp số và phát hành."),
        wide=True,
    ),
    "hand_over": StepPage(
        result_forms.HandOverForm,
        _("Giao cho bưu điện"),
        _("Bưu gửi được cấp số hiệu và báo cho bưu điện. Người nhận được báo để theo dõi."),
        _("Đã giao bưu điện. Hãy in nhãn ở trang Phát hành kết quả."),
    ),
    "deliver": StepPage(
        result_forms.DeliverForm,
        _("Ghi nhận đã trả kết quả"),
        _("Kết quả chỉ trao khi có giấy tờ tùy thân khớp hoặc mã nhận kết quả đúng."),
        _("Đã trả kết quả. Hồ sơ hoàn thành."),
    ),
    "return_mail": StepPage(
        result_forms.MailReasonForm,
        _("Ghi nhận bưu phẩm trả lại"),
        _("Bưu phẩm đã về Sở. Sau bước này có thể gửi lại đến địa chỉ khác."),
        _("Đã ghi nhận bưu phẩm trả lại. Hãy liên hệ người nhận để gửi lại."),
    ),
    "lose": StepPage(
        result_forms.MailReasonForm,
        _("Ghi nhận thất lạc"),
        _("Bưu điện xác nhận bưu phẩm thất lạc. Kết quả có thể được gửi lại."),
        _("Đã ghi nhận thất lạc. Hãy liên hệ bưu điện và người nhận."),
        grave=True,
    ),
    "resend": StepPage(
        result_forms.ResendForm,
        _("Chuẩn bị gửi lại"),
        _("Kết quả sẵn sàng để giao bưu điện lần nữa, đến địa chỉ dưới đây."),
        _("Kết quả đã sẵn sàng. Hãy giao cho bưu điện."),
    ),
    "revoke": StepPage(
        wrong.RevokeForm,
        _("Thu hồi phiếu"),
        _(
            "Từ lúc này, mọi nơi kiểm tra phiếu đều thấy phiếu đã bị thu hồi. Việc thu hồi không "
            "hoàn tác được."
        ),
        _("Đã thu hồi phiếu. Nếu cần, hãy cấp lại."),
        grave=True,
    ),
    "cancel": StepPage(
        wrong.CancelForm,
        _("Hủy bỏ phiếu và lập lại"),
        _(
            "Phiếu chưa ra khỏi cơ quan. Phiếu hết giá trị ngay, bản giấy được hủy, số phiếu được "
            "giữ trong sổ. Hồ sơ quay về bước kết luận; phiếu mới mang số mới, không thu phí."
        ),
        _("Đã hủy bỏ phiếu. Hồ sơ quay về bước kết luận để lập phiếu mới."),
        grave=True,
    ),
    "correct": StepPage(
        correcting.CorrectForm,
        _("Đính chính phiếu"),
        _(
            "Dùng khi cơ quan nhập sai dữ liệu in trên phiếu. Phiếu cũ hết giá trị ngay, dữ liệu "
            "của hồ sơ được sửa, hồ sơ quay về bước kết luận. Phiếu mới do hai người khác nhau lập "
            "và duyệt, mang số mới, không thu phí."
        ),
        _(
            "Đã đính chính. Hãy kết luận lại; nếu đã sửa họ tên, ngày sinh hoặc giấy tờ thì phân "
            "loại lại để hỏi các cơ quan theo dữ liệu đúng."
        ),
        grave=True,
        wide=True,
        reviewed=True,
    ),
    "reissue": StepPage(
        wrong.ReissueForm,
        _("Cấp lại phiếu"),
        _("Hồ sơ quay về bước kết luận. Phiếu mới mang số mới, không thu phí."),
        _("Hồ sơ quay về bước kết luận để cấp phiếu mới."),
    ),
}

WRONG = frozenset({"revoke", "cancel", "correct", "reissue"})
# The usual next step of each state; the others are offered beside it.
USUAL: dict[str, str] = {
    State.AWAITING_PAYMENT: "pay",
    State.SUBMITTED: "accept",
    State.SUPPLEMENT_REQUESTED: "supplement",
    State.VERIFYING: "conclude",
    State.CONCLUDING: "conclude",
    State.DRAFTED: "approve",
    State.APPROVED: "sign",
    State.READY: "deliver",
    State.IN_POST: "deliver",
    State.RETURNED_MAIL: "resend",
}


@dataclass(frozen=True)
class Offer:
    """A step that this person may take now, and how it is shown: first, beside, or apart."""

    step: str
    label: Text
    weight: str


def offers(application: Application, user: User) -> list[Offer]:
    """The steps with a page, the usual next one first and the grave ones last."""
    steps = [name for name in allowed_steps(application, user) if _makes_sense(name, application)]
    usual = _usual(application, steps)
    weighed = [(name, _weight(name, usual)) for name in steps]
    order = {"first": 0, "beside": 1, "grave": 2}
    return [
        Offer(name, PAGES[name].button, weight)
        for name, weight in sorted(weighed, key=lambda pair: order[pair[1]])
    ]


def _weight(step: str, usual: str) -> str:
    if step == usual:
        return "first"
    return "grave" if PAGES[step].grave else "beside"


def _usual(application: Application, steps: list[str]) -> str:
    by_post = application.delivery.get("method") == "post"
    if application.state == State.READY and by_post:
        return "hand_over"
    if application.state == State.CONCLUDING and "draft" in steps and _concluded(application):
        return "draft"
    return USUAL.get(application.state, "")


def _concluded(application: Application) -> bool:
    last = application.events.order_by("-number").values_list("step", flat=True).first()
    return last in {"conclude", "send_back", "cancel"}


def _makes_sense(step: str, application: Application) -> bool:
    """What another guard would refuse anyway is not offered."""
    if step not in PAGES:
        return False
    if step == "hand_over":
        return bool(application.delivery.get("method") == "post")
    if step == "draft":
        conclusion = latest(application)
        return conclusion is not None and not is_outdated(conclusion)
    if step in WRONG:
        return step in _ways_out(application)
    return True


def _ways_out(application: Application) -> set[str]:
    """What is offered for a wrong certificate: before it has left the house it is cancelled, not
    revoked; one that no longer counts can only be issued anew."""
    certificate = wrong.newest(application)
    if certificate is None:
        return set()
    if certificate.is_revoked:
        return {"reissue"}
    return {"correct", "cancel" if application.state == State.READY else "revoke"}
