"""Where the post works: the counter, the hand-over, the results that go out."""

from django.urls import path

from postal.api import CarrierEvents

app_name = "postal"

api = [path("postal/events/", CarrierEvents.as_view(), name="carrier_events")]
