"""The citizen's addresses; none holds anything about a person but the random private link."""

from django.urls import path, re_path

from applications.numbering import CODE_PATTERN
from applications.views import following, papers, payment, review, wizard

app_name = "applications"

dossier = rf"^xin-cap/(?P<code>{CODE_PATTERN})/"

urlpatterns = [
    path("xin-cap/", wizard.start, name="start"),
    path("xin-cap/quen-may-nay/", following.leave, name="leave"),
    re_path(rf"{dossier}$", wizard.application, name="application"),
    re_path(rf"{dossier}da-luu/$", wizard.saved, name="saved"),
    re_path(rf"{dossier}giay-to-kem/$", papers.papers, name="papers"),
    re_path(rf"{dossier}giay-to-kem/(?P<number>\d{{1,18}})/$", papers.file, name="file"),
    re_path(rf"{dossier}xem-lai/$", review.review, name="review"),
    re_path(rf"{dossier}nop-phi/$", payment.payment, name="payment"),
    re_path(rf"{dossier}nop-phi/tinh-trang/$", payment.payment_state, name="payment_state"),
    re_path(rf"{dossier}bien-lai/$", payment.receipt, name="receipt"),
    re_path(rf"{dossier}rut/$", following.withdraw, name="withdraw"),
    re_path(rf"{dossier}(?P<slug>[a-z-]+)/$", wizard.step, name="step"),
    path("ho-so/", following.find, name="find"),
    re_path(r"^ho-so/(?P<token>[A-Za-z0-9_-]{8,64})/$", following.follow, name="follow"),
]
