"""Where a dossier can stand, how it came in, and whom it must pass."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a dossier stands (contracts section 2)."""

    DRAFT = "draft", _("Bản nháp")
    AWAITING_PAYMENT = "awaiting_payment", _("Chờ nộp phí")
    SUBMITTED = "submitted", _("Đã nộp, chờ tiếp nhận")
    ACCEPTED = "accepted", _("Đã tiếp nhận")
    SUPPLEMENT_REQUESTED = "supplement_requested", _("Cần bổ sung")
    VERIFYING = "verifying", _("Đang xác minh")
    CONCLUDING = "concluding", _("Đang kết luận")
    DRAFTED = "drafted", _("Đã lập phiếu, chờ duyệt")
    APPROVED = "approved", _("Đã duyệt, chờ ký")
    SIGNED = "signed", _("Đã ký")
    READY = "ready", _("Đã có kết quả")
    IN_POST = "in_post", _("Đang gửi bưu điện")
    DELIVERED = "delivered", _("Đã trả kết quả")
    RETURNED_MAIL = "returned_mail", _("Bưu phẩm bị trả lại")
    REFUSED = "refused", _("Bị từ chối")
    WITHDRAWN = "withdrawn", _("Đã rút hồ sơ")


# Nothing more is to be done, unless a certificate is revoked and issued anew.
OVER = frozenset({State.DELIVERED, State.REFUSED, State.WITHDRAWN})
# The answer is there: what still takes time is on the way to the applicant.
ANSWERED = OVER | {State.READY, State.IN_POST, State.RETURNED_MAIL}


class Route(models.TextChoices):
    """Who must be asked before the office may conclude."""

    IN_HOUSE = "in_house", _("Tra cứu tại Sở")
    POLICE = "police", _("Gửi Công an")
    NATIONAL_CENTRE = "national_centre", _("Gửi Trung tâm LLTP quốc gia")


class Channel(models.TextChoices):
    ONLINE = "online", _("Trực tuyến")
    POST_OFFICE = "post_office", _("Qua bưu điện")
    COUNTER = "counter", _("Tại quầy")
    ORGANISATION = "organisation", _("Cơ quan, tổ chức")
