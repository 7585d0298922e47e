"""`manage.py issue_token USER`: an API token, printed once and kept only as a digest."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from knox.models import get_token_model

from accounts.models import STAFF_ROLES, User


class Command(BaseCommand):
    help = "Issues an API token for a staff account and prints it once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", nargs="+", help="the accounts' user names; a line each")

    def handle(self, *args: Any, **options: Any) -> None:
        # All or none: a token that was printed before an error would be lost on a screen.
        users = [self._staff(name) for name in options["user"]]
        for user in users:
            _stored, token = get_token_model().objects.create(user=user)
            self.stdout.write(token)

    def _staff(self, name: str) -> User:
        user = User.objects.filter(username=name, is_active=True).first()
        if user is None or not user.has_role(*STAFF_ROLES):
            raise CommandError(f"no active staff account {name!r}")
        return user
