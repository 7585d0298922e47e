"""Where the post works: the counter, the hand-over, the results that go out."""

from django.urls import path

from postal.api import CarrierEvents
from postal.views import counter, handing, manifests, results

app_name = "postal"

urlpatterns = [
    path("api/v1/postal/events/", CarrierEvents.as_view(), name="carrier_events"),
    path("buu-dien/", counter.desk, name="desk"),
    path("buu-dien/tim/", counter.search, name="search"),
    path("buu-dien/to-khai-moi/", counter.new_declaration, name="new_declaration"),
    path("buu-dien/ho-so/<str:code>/", counter.dossier, name="dossier"),
    path("buu-dien/ho-so/<str:code>/nhan/", counter.take_in, name="take_in"),
    path("buu-dien/phieu-gui/<str:number>/", counter.slip, name="slip"),
    path("buu-dien/bang-ke/", manifests.listed, name="manifests"),
    path("buu-dien/bang-ke/<int:pk>/", manifests.manifest, name="manifest"),
    path("buu-dien/bang-ke/<int:pk>/chot/", manifests.close, name="close_manifest"),
    path("buu-dien/buu-gui/", handing.parcels, name="parcels"),
    path("buu-dien/buu-gui/<str:item>/", handing.parcel, name="parcel"),
    path("giao-nhan/", manifests.arriving, name="arriving"),
    path("giao-nhan/<int:pk>/", manifests.count, name="count"),
    path("phat-hanh/", results.ready, name="ready"),
    path("phat-hanh/ngay/<str:day>/", results.sent, name="sent"),
    path("phat-hanh/bao-lai/<str:item>/", results.announce_again, name="announce_again"),
]
