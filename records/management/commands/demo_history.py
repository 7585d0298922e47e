"""manage.py demo_history: Cần Thơ's issue book of 2014 to 2017, invented and imported."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from records.demo_history import write_history


class Command(BaseCommand):
    help = "Write an invented issue book of 2014 to 2017 and import it, as the office would."

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.DATA_DIR) / "history" / "can-tho.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        self.stdout.write(f"{path}: {write_history(path)} lines")
        call_command("import_certificates", path, stdout=self.stdout, stderr=self.stderr)
