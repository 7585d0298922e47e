"""What the administrator sets up of an agency, held to what its channel needs, field by field."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from verification.models import Agency

Channel = Agency.Channel
# INSTANCE/CLASS/MEMBER/SUBSYSTEM/SERVICE, as the exchange names a service (X-Road 7).
MEMBER = re.compile(r"[^/\s]+(/[^/\s]+){4}")
# What each channel cannot work without: field and what to say there.
NEEDED = {
    Channel.SIGNED_HTTP: ("endpoint", _("Máy chủ của cơ quan thì cần địa chỉ máy chủ.")),
    Channel.GATEWAY: ("member", _("Trao đổi qua trục thì cần tên trên trục liên thông.")),
    Channel.PAPER: ("address", _("Gửi văn bản giấy thì cần địa chỉ bưu chính.")),
}


class AgencyForm(forms.ModelForm):
    channel_agreed = forms.BooleanField(
        label=_("Tôi đã biết điều gì xảy ra với các yêu cầu đang chờ"),
        required=False,
        help_text=_(
            "Chỉ cần đánh dấu khi đổi cách trao đổi. Yêu cầu chưa gửi sẽ đi theo cách mới. Yêu cầu"
            " đã gửi không gửi lại; trả lời theo cách cũ vẫn được nhận. Đường dẫn trả lời chỉ dùng"
            " được khi cơ quan còn làm việc trên cổng và còn nhận đường dẫn."
        ),
    )

    class Meta:
        model = Agency
        fields = ("name",)  # the admin adds those of its fieldsets, with its own widgets

    def clean_member(self) -> str:
        name = str(self.cleaned_data["member"]).strip().strip("/")
        if name and not MEMBER.fullmatch(name):
            raise forms.ValidationError(
                _("Tên trên trục có dạng VN/GOV/MÃ-CƠ-QUAN/HỆ-THỐNG/DỊCH-VỤ.")
            )
        return name

    def clean(self) -> dict[str, Any] | None:
        values = super().clean() or self.cleaned_data
        channel = values.get("channel", "")
        field, words = NEEDED.get(channel, ("", ""))
        if field and not values.get(field) and field not in self.errors:
            self.add_error(field, words)
        if values.get("sends_link"):
            self._clean_link(values)
        if self._changes_channel(channel) and not values.get("channel_agreed"):
            self.add_error("channel_agreed", self._what_waits())
        return values

    def _clean_link(self, values: dict[str, Any]) -> None:
        if values.get("channel") != Channel.DESK:
            self.add_error("sends_link", _("Chỉ gửi đường dẫn khi cơ quan làm việc trên cổng."))
        elif not values.get("email"):
            self.add_error("email", _("Gửi đường dẫn thì cần thư điện tử của cơ quan."))

    def _changes_channel(self, channel: str) -> bool:
        """Only a change under waiting questions has to be thought about."""
        return bool(
            self.instance.pk
            and channel
            and "channel" in self.changed_data
            and self.instance.requests.open().exists()
        )

    def _what_waits(self) -> str:
        number = self.instance.requests.open().count()
        words = ngettext(
            "Có %(number)d yêu cầu đang chờ cơ quan này. Hãy đọc và đánh dấu xác nhận.",
            "Có %(number)d yêu cầu đang chờ cơ quan này. Hãy đọc và đánh dấu xác nhận.",
            number,
        )
        return words % {"number": number}


def warnings_of(agency: Agency) -> list[str]:
    """What may be meant so, and will not work as it stands."""
    found: list[str] = []
    if agency.channel == Channel.SIGNED_HTTP and not _may_be_called(agency.endpoint):
        words = _(
            "Máy chủ %(host)s không có trong danh sách được gọi (AGENCY_HOSTS): yêu cầu sẽ"
            " không gửi được cho đến khi người vận hành thêm vào."
        ) % {"host": urlsplit(agency.endpoint).netloc}
        found.append(str(words))
    if not agency.email and not agency.phone:
        unheard = _("Chưa có thư điện tử và điện thoại: không nhắc được cơ quan này.")
        found.append(str(unheard))
    return found


def _may_be_called(endpoint: str) -> bool:
    """By the rule of `common.outgoing`: `host:port` as listed, or `host` over https on 443."""
    target = urlsplit(endpoint)
    port = target.port or {"http": 80}.get(target.scheme, 443)
    if f"{target.hostname}:{port}" in settings.AGENCY_HOSTS:
        return True
    return target.hostname in settings.AGENCY_HOSTS and (target.scheme, port) == ("https", 443)
