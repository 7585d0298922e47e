"""A step as a clerk fills it in: the form of one act, whose answers become the act's body.

The act itself is the one that the API calls (`portal.api.ACTS`), with the same body through the
same serializer; what it finds wrong is put at the field it belongs to, and what was typed stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from rest_framework import serializers

from accounts.models import User
from applications.models import Application
from common.refusals import FieldProblem, Invalid
from portal.api import ACTS
from portal.problems import field_errors

Text = str | Promise


@dataclass(frozen=True)
class Fact:
    """One line of what the clerk has to know before the step."""

    key: Text
    value: object


class StepForm(forms.Form):
    """The form of a step that needs no more than a confirmation."""

    template = "admin/desk/forms/plain.html"
    # Where the act's body has another name for a field of the form.
    paths: Mapping[str, str] = {}
    # No field is needed by itself, and one of them is: then none is called optional.
    one_of_these = False

    def __init__(self, *args: Any, application: Application, user: User, **kwargs: Any) -> None:
        self.application = application
        self.user = user
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages.setdefault("required", "")

    def facts(self) -> Sequence[Fact]:
        """What stands above the fields."""
        return ()

    def context(self) -> dict[str, Any]:
        """What the form's own template needs."""
        return {}

    def body(self) -> dict[str, Any]:
        """The body of the act, as the API takes it."""
        return dict(self.cleaned_data)

    def place(self, problem: FieldProblem) -> None:
        """Put what the act found wrong at its field, or on top where it has none."""
        name = self.paths.get(problem.field, problem.field.replace(".", "_"))
        self.add_error(name if name in self.fields else None, str(problem.message))


def take(step: str, form: StepForm) -> None:
    """Call the act; what is wrong comes out as `Invalid`, wherever it was found."""
    act = ACTS[step]
    body = act.serializer(data=form.body())
    try:
        body.is_valid(raise_exception=True)
        act.function(form.application, by=form.user, **body.validated_data)
    except serializers.ValidationError as error:
        found = field_errors(error.detail)
        raise Invalid(
            [FieldProblem(one["code"], one["field"], one["message"]) for one in found]
        ) from error
