"""The portal as a Django application: its only start-up act is to hang up the doorbell."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Cổng lý lịch tư pháp"

    def ready(self) -> None:
        from portal import doorbell

        doorbell.hang()
