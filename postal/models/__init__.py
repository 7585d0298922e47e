"""Post offices, dossiers on the way in, results on the way out."""

from postal.models.dossiers import Manifest, ManifestQuerySet, Slip, SlipQuerySet
from postal.models.offices import PostOffice
from postal.models.parcels import ItemRange, Parcel, ParcelQuerySet, TrackingMark

__all__ = [
    "ItemRange",
    "Manifest",
    "ManifestQuerySet",
    "Parcel",
    "ParcelQuerySet",
    "PostOffice",
    "Slip",
    "SlipQuerySet",
    "TrackingMark",
]
