"""Why nothing can be signed now."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.leases import Setback
from common.refusals import Refusal


class Trouble(models.TextChoices):
    """What is wrong, in the words that the department reads."""

    NO_KEY = "no_key", _("không có khóa ký số hoặc chứng thư")
    WRONG_PIN = "wrong_pin", _("mã PIN của khóa ký số không đúng")
    NO_TOKEN = "no_token", _("thiết bị giữ khóa ký số không trả lời")
    OTHER_KEY = "other_key", _("khóa ký số không thuộc chứng thư đã đặt")
    NOT_YET = "not_yet", _("chứng thư ký số chưa có hiệu lực")
    RUN_OUT = "run_out", _("chứng thư ký số đã hết hạn")
    RUNS_OUT_SOON = "runs_out_soon", _("chứng thư ký số hoặc danh sách thu hồi sắp hết hạn")
    REVOKED = "revoked", _("chứng thư ký số đã bị thu hồi")
    LIST_RUN_OUT = "list_run_out", _("danh sách chứng thư bị thu hồi đã quá hạn")
    BROKEN_CHAIN = "broken_chain", _("chứng thư ký số không thuộc hệ thống chứng thực đã đặt")
    NO_TIME_STAMP = "no_time_stamp", _("dịch vụ cấp dấu thời gian không trả lời đúng")
    TOO_MANY = "too_many", _("số phiếu ký trong một giờ vượt mức cho phép")
    NOT_SIGNED = "not_signed", _("không tạo được chữ ký số")


class SigningUnavailable(Refusal, Setback):
    """No key, one that has run out, or no time stamp: nothing is issued until it is mended.

    Tried each minute for a day, because an authority that is away must not stop every signature.
    """

    retry_wait = timedelta(seconds=60)
    most_tries = 24 * 60

    def __init__(self, reason: str, *, trouble: Trouble = Trouble.NOT_SIGNED) -> None:
        message = _("Hiện chưa ký số được. Hồ sơ được giữ và sẽ được ký ngay khi khắc phục xong.")
        super().__init__(message, code="signing_unavailable")
        self.reason, self.trouble = reason, trouble

    def __str__(self) -> str:
        return self.reason
