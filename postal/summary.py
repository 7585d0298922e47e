"""What the composed case tells of the post: the slip on the way in, the parcel on the way out."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from applications.models import Application
from postal.models import Slip

# What the post records of a dossier without taking a step, for the timeline.
LABELS = {
    "take_in": _("Bưu cục nhận tờ khai"),
    "receive_at_post": _("Bưu cục nhận hồ sơ giấy"),
    "left_out_of_hand_over": _("Chưa bàn giao được hồ sơ cho Sở"),
    "track": _("Bưu điện cập nhật hành trình"),
}


def of(application: Application) -> dict[str, Any] | None:
    """The latest parcel with the marks that count; None before anything was sent."""
    parcel = application.parcels.order_by("-pk").first()
    if parcel is None:
        return None
    marks = parcel.marks.filter(aside="").order_by("at", "pk")
    return {
        "item": parcel.item,
        "state": parcel.state,
        "label": parcel.get_state_display(),
        "handed_over_at": parcel.handed_over_at,
        "announced_at": parcel.announced_at,
        "marks": [
            {
                "event": mark.event,
                "label": mark.get_event_display(),
                "at": mark.at,
                "office": mark.office_code,
                "reason": mark.reason,
            }
            for mark in marks
        ],
    }


def slip_of(application: Application) -> Slip | None:
    """The slip of a dossier that came through a post office."""
    return Slip.objects.filter(application=application).select_related("office").first()
