"""`manage.py make_keys`: the demonstration keys that are missing, and never another one."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from certificates import demonstration_pki, demonstration_token
from certificates.keys import folder, private_folder
from certificates.unavailable import SigningUnavailable


class Command(BaseCommand):
    help = "Make the demonstration keys for signing certificates, where they are missing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organisation", default=_("Sở Tư pháp"))
        parser.add_argument(
            "--software", action="store_true", help="a key in a file, even where SoftHSM is there"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SIGNER_DIR or not settings.SIGNER_PIN:
            raise CommandError("SIGNER_DIR and SIGNER_PIN say where private keys go (.env.example)")
        place = demonstration_pki.Place(
            folder(), private_folder(), settings.SIGNER_PIN, options["organisation"]
        )
        try:
            module = "" if options["software"] else demonstration_token.library()
            done = demonstration_pki.make(place, module=module)
        except SigningUnavailable as error:
            raise CommandError(error.reason) from error
        for line in [*done, str(folder())]:
            self.stdout.write(line)
