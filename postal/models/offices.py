"""The post office: an office of the portal, known to the carrier by its postal number."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Office


class PostOffice(Office):
    """Bưu cục; its `code` is the number that the carrier names in its events."""

    postage = models.PositiveIntegerField(
        _("giá cước chuyển phát (đồng)"),
        default=0,
        help_text=_("Giá cước thường thu của một hồ sơ; giao dịch viên sửa được khi nhận hồ sơ."),
    )

    class Meta:
        verbose_name = _("bưu cục")
        verbose_name_plural = _("bưu cục")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.kind = Office.Kind.POST_OFFICE
        super().save(*args, **kwargs)
