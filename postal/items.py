"""Numbers for parcels: S10 codes from the ranges that the carrier has given an office."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from common import s10
from common.refusals import Refusal
from postal.models import ItemRange


def next_item(office: Office) -> str:
    """The office's next S10 code; the range stays locked until the caller's transaction ends."""
    open_ranges = ItemRange.objects.select_for_update().filter(office=office, next__lte=F("last"))
    chosen = open_ranges.order_by("first").first()
    if chosen is None:
        raise Refusal(
            _("Đã hết số hiệu bưu gửi. Hãy xin bưu điện cấp dải số mới."), code="no_item_numbers"
        )
    serial = chosen.next
    chosen.next += 1
    chosen.save(update_fields=["next"])
    return s10.make(chosen.service, serial, country=chosen.country)
