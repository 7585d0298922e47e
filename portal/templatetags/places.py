"""Where a paper dossier is taken in."""

from django import template
from django.db.models import QuerySet

from postal.models import PostOffice

register = template.Library()


@register.simple_tag
def post_offices() -> QuerySet[PostOffice]:
    """The post offices that stand in the portal, by name."""
    return PostOffice.objects.order_by("name")
