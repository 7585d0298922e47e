"""What every step of the form has in common.

A step only says what is asked and how it is shown. What may be declared is said once, by
`DeclarationSerializer` and the rules of `intake`; a step asks both and puts each answer beside the
field it belongs to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from applications import intake
from applications.declaration import DeclarationSerializer
from common.dates import today
from common.refusals import FieldProblem

Declaration = Mapping[str, Any]

LONGEST_TYPED = 10_000  # signs of one field that are kept as typed


class StepForm(forms.Form):
    """One part of the declaration; `paths` says at which field a problem of the shape is shown."""

    paths: ClassVar[Mapping[str, str]] = {}
    unfinished: ClassVar[bool] = False  # a part that a later step completes
    groups: ClassVar[tuple[tuple[Any, tuple[str, ...]], ...]] = ()

    def __init__(self, *args: Any, declaration: Declaration, **kwargs: Any) -> None:
        self.declaration = declaration
        self.values: dict[str, Any] = {}
        super().__init__(*args, **kwargs)
        self.shape()
        for field in self.fields.values():
            _ask_kindly(field)

    def shape(self) -> None:
        """Adapt the fields to what was declared before; most steps need not."""

    @classmethod
    def initial_from(cls, declaration: Declaration) -> dict[str, Any]:
        """The declaration as this step shows it."""
        raise NotImplementedError

    def part(self) -> dict[str, Any]:
        """What was typed, in the shape of the API; fields with an error are empty."""
        raise NotImplementedError

    def raw(self) -> dict[str, Any]:
        """What was typed, field by field, as it is kept."""
        return {name: typed(self[name].data) for name in self.fields}

    @staticmethod
    def sent(raw: Mapping[str, Any]) -> Mapping[str, Any]:
        """What was kept, as a browser would send it again."""
        return raw

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.values, problems = checked(self.part(), unfinished=self.unfinished)
        if not problems and not self.errors:
            problems = self.rules()
        for problem in problems:
            name = self.paths.get(problem.field)
            if name is not None and name not in self.errors:
                self.add_error(name, forms.ValidationError(str(problem.message), problem.code))
        return cleaned

    def rules(self) -> list[FieldProblem]:
        """What the law says of the declaration with this part in it."""
        return intake.rule_problems(laid_over(self.declaration, self.values), day=today())


def laid_over(declaration: Declaration, part: Declaration) -> dict[str, Any]:
    """The declaration with this part in it: the person piece by piece, the rest replaced whole."""
    result = {**declaration, **part}
    if "subject" in part:
        result["subject"] = {**(declaration.get("subject") or {}), **part["subject"]}
    return result


def checked(
    part: Declaration, *, unfinished: bool = False
) -> tuple[dict[str, Any], list[FieldProblem]]:
    """The part as it will be stored, and what cannot be read in it."""
    values: dict[str, Any] = {}
    problems: list[FieldProblem] = []
    for name, value in part.items():
        in_part = unfinished or name == "subject"
        field = DeclarationSerializer(partial=in_part).fields[name]
        try:
            values[name] = field.run_validation(value)
        except serializers.ValidationError as error:
            problems += flat(error.detail, name)
    return values, problems


def flat(detail: Any, path: str) -> Iterator[FieldProblem]:
    """The serializer's errors as problems with paths such as `subject.documents.0.number`."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            own = name == "non_field_errors"
            yield from flat(inner, path if own else f"{path}.{name}".lstrip("."))
        return
    for place, one in enumerate(detail):
        if isinstance(one, Mapping | list):
            yield from flat(one, f"{path}.{place}")
        else:
            yield FieldProblem(one.code, path, one)


def typed(value: Any) -> Any:
    """As it is kept: PostgreSQL takes no NUL, and nobody types a novel."""
    if isinstance(value, str):
        return value.replace("\0", "\N{REPLACEMENT CHARACTER}")[:LONGEST_TYPED]
    if isinstance(value, list):
        return [typed(one) for one in value]
    return value if isinstance(value, bool | None) else ""


def _ask_kindly(field: forms.Field) -> None:
    """Say what is missing by its name, never just "this field is required"."""
    choose = isinstance(field.widget, forms.RadioSelect | forms.Select)
    message = _("Hãy chọn %(label)s.") if choose else _("Hãy điền %(label)s.")
    name = str(field.label or "")
    name = name[:1].lower() + name[1:] if not name[:2].isupper() else name
    default = forms.Field.default_error_messages["required"]
    if field.error_messages.get("required") == default:
        field.error_messages["required"] = message % {"label": name.rstrip("?")}
