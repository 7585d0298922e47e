"""`manage.py make_keys`: the demonstration keys that are missing, and never another one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from certificates.demonstration_pki import make
from certificates.keys import folder


class Command(BaseCommand):
    help = "Make the demonstration keys for signing certificates, where they are missing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organisation", default=_("Sở Tư pháp"))

    def handle(self, *args: Any, **options: Any) -> None:
        make(folder(), organisation=options["organisation"])
        self.stdout.write(str(folder()))
