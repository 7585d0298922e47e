"""The two ways in which the portal says no, shared by web pages, the admin and the API."""

from collections.abc import Sequence
from dataclasses import dataclass


class Refusal(Exception):
    """This may not be done now; the message is for the person, in their language (HTTP 409)."""

    def __init__(self, message: object, *, code: str = "refused") -> None:
        super().__init__(message)
        self.message = message
        self.code = code

    def __str__(self) -> str:
        return str(self.message)


class NotPermitted(Refusal):
    """The person has no right to this (HTTP 403)."""


@dataclass(frozen=True)
class FieldProblem:
    """One thing wrong with one field; `field` is a path such as `residences.1.from`."""

    code: str
    field: str
    message: object


class Invalid(Exception):
    """What was typed cannot be taken as it stands (HTTP 400)."""

    def __init__(self, problems: Sequence[FieldProblem]) -> None:
        super().__init__("; ".join(f"{problem.field}: {problem.code}" for problem in problems))
        self.problems = list(problems)
