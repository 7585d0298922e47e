"""`manage.py make_administrator NAME`: the first account, which makes all others in the desk."""

from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Role, User


class Command(BaseCommand):
    help = "Makes an administrator; asks for the password twice and shows it nowhere."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the account's user name")

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.filter(username=options["name"]).exists():
            raise CommandError(f"there is an account {options['name']!r} already")
        person = User(username=options["name"], roles=[Role.ADMINISTRATOR])
        person.set_password(self._password(person))
        person.save()
        self.stdout.write(f"administrator {person.username}")

    def _password(self, person: User) -> str:
        password = getpass("Password: ")
        if password != getpass("Again: "):
            raise CommandError("the two passwords differ")
        try:
            validate_password(password, person)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        return password
