"""What stops the office from signing, as long as it lasts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from certificates.unavailable import Trouble


class SigningAlarm(models.Model):
    """One trouble from its first to its last appearance; at most one of each kind is open."""

    trouble = models.CharField(_("lý do"), max_length=20, choices=Trouble.choices)
    detail = models.CharField(_("chi tiết"), max_length=200, blank=True)
    first_at = models.DateTimeField(_("từ lúc"), db_default=Now())
    last_at = models.DateTimeField(_("lần gần nhất"), db_default=Now())
    times = models.PositiveIntegerField(_("số lần"), default=1)
    ended_at = models.DateTimeField(_("hết lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("cảnh báo ký số")
        verbose_name_plural = _("cảnh báo ký số")
        ordering = ["-last_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["trouble"], condition=Q(ended_at=None), name="one_open_alarm_of_a_kind"
            )
        ]

    def __str__(self) -> str:
        return str(self.get_trouble_display())

    @property
    def is_warning(self) -> bool:
        """Signing still works."""
        return self.trouble == Trouble.RUNS_OUT_SOON

    @property
    def what_to_do(self) -> str:
        return str(WHAT_TO_DO.get(Trouble(self.trouble), _ASK))


_ASK = _("Báo quản trị hệ thống kiểm tra tiến trình ký số.")
_RENEW = _("Đề nghị cơ quan chứng thực cấp chứng thư mới, rồi báo quản trị hệ thống cài đặt.")
WHAT_TO_DO = {
    Trouble.NO_KEY: _("Báo quản trị hệ thống cài đặt khóa ký số và chứng thư của cơ quan."),
    Trouble.WRONG_PIN: _("Báo quản trị hệ thống đặt lại mã PIN rồi khởi động lại tiến trình ký."),
    Trouble.NO_TOKEN: _("Kiểm tra thiết bị giữ khóa đã cắm và bật; hệ thống tự ký tiếp sau đó."),
    Trouble.NOT_YET: _("Kiểm tra đồng hồ của máy chủ và ngày hiệu lực của chứng thư."),
    Trouble.RUN_OUT: _RENEW,
    Trouble.RUNS_OUT_SOON: _RENEW,
    Trouble.REVOKED: _("Không ký tiếp. Liên hệ ngay cơ quan chứng thực để làm rõ và xin cấp lại."),
    Trouble.LIST_RUN_OUT: _("Báo quản trị hệ thống tải danh sách mới của cơ quan chứng thực."),
    Trouble.NO_TIME_STAMP: _("Liên hệ đơn vị cấp dấu thời gian; hệ thống tự ký tiếp sau đó."),
    Trouble.TOO_MANY: _(
        "Lãnh đạo kiểm tra các lệnh ký trong một giờ qua; hết giờ hệ thống ký tiếp."
    ),
}
