"""`manage.py publish_log_root`: ask the signer for a root of the public log now."""

from typing import Any

from django.core.management.base import BaseCommand

from certificates.tasks import publish_log_root


class Command(BaseCommand):
    help = "Ask the signer, who alone has the key, for a root beside the daily one."

    def handle(self, *args: Any, **options: Any) -> None:
        publish_log_root.apply_async(kwargs={"daily": False}, retry=False)
        self.stdout.write("the signer is asked; the root appears at /api/v1/log/root/")
