"""A dossier as its applicant reads it: the state, the sentence, the stages, what has happened.

Nothing here may tell a case with a record from a case without: an applicant reads `concluding` as
`verifying`, and of the steps only those that are listed as told (contracts section 2).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.models import Application, Event, State
from common.dates import VIETNAM, display_day

S = State
Text = str | Promise

# What an applicant is told of, in their words; every other step stays inside the office.
TOLD: Mapping[str, Text] = {
    "submit": _("Bạn đã gửi hồ sơ"),
    "pay": _("Phí đã được nộp"),
    "take_in": _("Bưu điện đã nhận hồ sơ"),
    "accept": _("Sở đã tiếp nhận hồ sơ"),
    "return_for_supplement": _("Sở đề nghị bổ sung hồ sơ"),
    "supplement": _("Hồ sơ đã được bổ sung"),
    "refuse": _("Sở từ chối hồ sơ"),
    "withdraw": _("Hồ sơ đã được rút"),
    "make_ready": _("Đã có phiếu"),
    "hand_over": _("Phiếu đã được giao cho bưu điện"),
    "deliver": _("Phiếu đã được trao"),
    "return_mail": _("Bưu phẩm bị trả lại"),
    "lose": _("Bưu phẩm bị thất lạc"),
    "resend": _("Phiếu được gửi lại"),
    "revoke": _("Phiếu đã bị thu hồi"),
    "cancel": _("Phiếu được hủy trước khi trao"),
    "correct": _("Phiếu được đính chính"),
    "reissue": _("Phiếu được cấp lại"),
}

# The plain sentence at the top of the page, and one more for who wants to know what to do.
_SENTENCES: Mapping[str, tuple[Text, Text]] = {
    S.DRAFT: (
        _("Bạn đang khai dở hồ sơ này."),
        _("Những gì đã khai vẫn còn nguyên. Bạn có thể khai tiếp bất cứ lúc nào."),
    ),
    S.AWAITING_PAYMENT: (
        _("Hồ sơ đang chờ bạn nộp phí."),
        _("Tiền đến lúc nào, hồ sơ được nộp lúc đó. Bạn không phải làm gì thêm."),
    ),
    S.SUBMITTED: (
        _("Hồ sơ của bạn đã đến nơi, đang chờ cán bộ xem."),
        _("Nếu thiếu giấy tờ gì, bạn được báo một lần, đầy đủ. Bây giờ bạn không phải làm gì."),
    ),
    S.SUPPLEMENT_REQUESTED: (
        _("Hồ sơ cần bạn bổ sung."),
        _("Hồ sơ vẫn được giữ. Bạn bổ sung xong thì việc giải quyết được tiếp tục."),
    ),
    S.VERIFYING: (
        _("Chúng tôi đang xác minh với các cơ quan."),
        _("Việc này luôn cần vài ngày, với mọi hồ sơ. Bạn không phải đi đâu thêm."),
    ),
    S.DRAFTED: (_("Phiếu của bạn đang được lập."), _("Phiếu được lập, kiểm tra rồi ký.")),
    S.SIGNED: (_("Phiếu của bạn đã được ký."), _("Chúng tôi đang chuẩn bị trả phiếu.")),
    S.READY: (_("Phiếu của bạn đã có."), ""),
    S.IN_POST: (
        _("Phiếu đang trên đường đến bạn."),
        _("Khi bưu tá đến, xin đưa giấy tờ tùy thân để nhận."),
    ),
    S.DELIVERED: (_("Bạn đã nhận phiếu."), _("Hồ sơ này đã xong. Cảm ơn bạn.")),
    S.RETURNED_MAIL: (
        _("Bưu phẩm chưa đến được tay bạn."),
        _("Phiếu vẫn an toàn ở chỗ chúng tôi. Xin gọi để hẹn gửi lại hoặc đến nhận."),
    ),
    S.REFUSED: (
        _("Sở không thể giải quyết hồ sơ này."),
        _("Bạn có quyền khiếu nại trong 45 ngày kể từ ngày nhận được thông báo."),
    ),
    S.WITHDRAWN: (
        _("Hồ sơ đã được rút theo yêu cầu của bạn."),
        _("Bạn có thể nộp hồ sơ mới bất cứ lúc nào."),
    ),
}
_SAME_SENTENCE = {S.ACCEPTED: S.VERIFYING, S.CONCLUDING: S.VERIFYING, S.APPROVED: S.DRAFTED}

STAGES: tuple[Text, ...] = (
    _("Nộp hồ sơ"),
    _("Tiếp nhận"),
    _("Xác minh"),
    _("Lập phiếu"),
    _("Trả kết quả"),
)
_STAGE_OF: Mapping[str, int] = {
    **dict.fromkeys((S.DRAFT, S.AWAITING_PAYMENT), 0),
    **dict.fromkeys((S.SUBMITTED, S.SUPPLEMENT_REQUESTED), 1),
    **dict.fromkeys((S.ACCEPTED, S.VERIFYING, S.CONCLUDING), 2),
    **dict.fromkeys((S.DRAFTED, S.APPROVED), 3),
    **dict.fromkeys((S.SIGNED, S.READY, S.IN_POST, S.RETURNED_MAIL), 4),
    S.DELIVERED: 5,
}

# What the code alone opens: as coarse as it can be and still be of use.
PUBLIC_STAGES: tuple[Text, ...] = (_("Nộp hồ sơ"), _("Giải quyết"), _("Trả kết quả"))
_PUBLIC: tuple[Text, ...] = (
    _("Hồ sơ đang được khai hoặc chờ nộp phí."),
    _("Hồ sơ đang được giải quyết."),
    _("Hồ sơ đã có kết quả."),
    _("Hồ sơ đã giải quyết xong."),
)
_PUBLIC_STAGE_OF: Mapping[str, int] = {
    S.DRAFT: 0,
    S.AWAITING_PAYMENT: 0,
    **dict.fromkeys((S.SIGNED, S.READY, S.IN_POST, S.RETURNED_MAIL), 2),
    **dict.fromkeys((S.DELIVERED, S.REFUSED, S.WITHDRAWN), 3),
}


@dataclass(frozen=True)
class Stage:
    """One stage of the line: `state` is `done`, `here`, `stopped` or empty."""

    name: Text
    state: str
    when: str = ""


@dataclass(frozen=True)
class Entry:
    """One line of what has happened."""

    what: Text
    at: datetime
    note: str = ""


def state_as_read(state: str, *, by_staff: bool) -> str:
    """Applicants read `concluding` as `verifying`: the difference would tell of a record."""
    if by_staff or state != State.CONCLUDING:
        return state
    return State.VERIFYING


def states_read_as(state: str, *, by_staff: bool) -> list[str]:
    """The states that this reader calls by this name."""
    return [one for one in State.values if state_as_read(one, by_staff=by_staff) == state]


def sentence(application: Application) -> tuple[Text, Text]:
    """Where the dossier stands, in one sentence, and what that means for the applicant."""
    state = State(application.state)
    said, explained = _SENTENCES[_SAME_SENTENCE.get(state, state)]
    return said, _how_it_comes(application) if state == State.READY else explained


def stages(application: Application) -> list[Stage]:
    """The five stages with the days on which they were reached."""
    reached = {event.to_state: event.at for event in application.events.order_by("number")}
    days = (
        application.submitted_at,
        reached.get(State.ACCEPTED),
        None,
        None,
        reached.get(State.DELIVERED) or reached.get(State.READY),
    )
    stopped = application.state in {State.REFUSED, State.WITHDRAWN}
    here = _stopped_at(reached) if stopped else _STAGE_OF[application.state]
    return [
        Stage(name, _mark(number, here, stopped=stopped), _day(day) if number <= here else "")
        for number, (name, day) in enumerate(zip(STAGES, days, strict=True))
    ]


def entries(application: Application) -> list[Entry]:
    """What has happened, newest first, as far as it is told."""
    told = application.events.filter(step__in=TOLD).order_by("-number")
    return [Entry(TOLD[event.step], event.at, _note(event)) for event in told]


def public_progress(application: Application) -> tuple[Text, list[Stage]]:
    """What anybody may know who has the code: the same words for every case (section 13)."""
    here = _PUBLIC_STAGE_OF.get(application.state, 1)
    line = [Stage(name, _mark(number, here)) for number, name in enumerate(PUBLIC_STAGES)]
    return _PUBLIC[here], line


def _mark(number: int, here: int, *, stopped: bool = False) -> str:
    if number == here:
        return "stopped" if stopped else "here"
    return "done" if number < here else ""


def _stopped_at(reached: Mapping[str, datetime]) -> int:
    """How far a refused or withdrawn dossier had come, told no finer than this."""
    if State.ACCEPTED in reached:
        return 2
    return 1 if State.SUBMITTED in reached else 0


def _day(moment: datetime | date | None) -> str:
    if isinstance(moment, datetime):
        moment = moment.astimezone(VIETNAM).date()
    return display_day(moment) if moment else ""


def _note(event: Event) -> str:
    """The items asked for, and the reason of a refusal; other notes are the office's own."""
    if event.step == "return_for_supplement":
        return "\n".join(event.data.get("items", []))
    return event.note if event.step == "refuse" else ""


def _how_it_comes(application: Application) -> Text:
    method = application.delivery.get("method")
    if method == "post":
        return _("Chúng tôi sắp giao phiếu cho bưu điện.")
    if method == "electronic":
        return _("Bạn tải bản điện tử có chữ ký số ngay tại đây.")
    return _("Mời bạn đến nhận trong giờ làm việc. Xin mang theo giấy tờ tùy thân.")
