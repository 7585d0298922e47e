"""The portal as a Django application; at its start it joins what the packages leave open."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Cổng lý lịch tư pháp"

    def ready(self) -> None:
        from applications.views import following
        from portal import doorbell
        from portal.case import on_the_private_page

        doorbell.hang()
        if on_the_private_page not in following.EXTRA:
            following.EXTRA.append(on_the_private_page)
