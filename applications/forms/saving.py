"""What happens to what is typed: always kept, declared when it is right, sent when it is whole.

Kept texts lie in `application.typed` under the step's name until the step is right; then they
become part of the declaration. `typed["done"]` names the steps that were right once. While a
supplement is asked for, what is right waits in `typed["changes"]` until all of it is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications import acceptance, intake
from applications.declaration import DeclarationSerializer
from applications.forms.base import flat, laid_over
from applications.forms.steps import STEPS, Step, steps_for
from applications.models import Application, State
from common.dates import today
from common.refusals import FieldProblem, Refusal

DONE, CHANGES = "done", "changes"
EDITABLE = (State.DRAFT, State.SUPPLEMENT_REQUESTED)


def is_open(application: Application) -> bool:
    """Whether the form may still be changed."""
    return application.state in EDITABLE


def supplementing(application: Application) -> bool:
    return application.state == State.SUPPLEMENT_REQUESTED


def declaration_of(application: Application) -> dict[str, Any]:
    """What is declared, with the changes that wait to be sent and the steps that were right."""
    declared = {**intake.as_contract(application), DONE: done(application)}
    if not supplementing(application):
        return declared
    return acceptance.merged(declared, application.typed.get(CHANGES, {}))


def open_steps(application: Application) -> list[Step]:
    return steps_for(declaration_of(application), supplementing=supplementing(application))


def done(application: Application) -> list[str]:
    """The steps that were right once; all, where a whole declaration came in another way."""
    if DONE in application.typed:
        return list(application.typed[DONE])
    return [step.slug for step in STEPS] if application.purpose else []


@transaction.atomic
def keep(application: Application, raw: Mapping[str, Mapping[str, Any]]) -> None:
    """Keep what was typed, by step, whether it is right or not."""
    _hold(application)
    application.typed = {**application.typed, **raw}
    application.save(update_fields=["typed"])


@transaction.atomic
def save(application: Application, step: Step, *, by: User, values: Mapping[str, Any]) -> None:
    """The step is right: declare it, and forget how it was typed."""
    _hold(application)
    typed = {name: text for name, text in application.typed.items() if name != step.slug}
    typed[DONE] = [*(slug for slug in done(application) if slug != step.slug), step.slug]
    if supplementing(application):
        typed[CHANGES] = acceptance.merged(typed.get(CHANGES, {}), values)
        application.typed = typed
        application.save(update_fields=["typed"])
        return
    application.typed = typed
    laid = laid_over(intake.as_contract(application), values)
    intake.declare(application, {name: laid[name] for name in values}, by=by)


@transaction.atomic
def send_supplement(application: Application, *, by: User) -> None:
    """Hand over everything that was changed at once."""
    _hold(application)
    changes = application.typed.get(CHANGES, {})
    acceptance.supplement(application, by=by, changes=changes)
    application.typed = {name: text for name, text in application.typed.items() if name != CHANGES}
    application.save(update_fields=["typed"])


def undone(application: Application) -> list[Step]:
    """The steps that still have to be filled in, or were left with something wrong."""
    right = done(application)
    return [
        step
        for step in open_steps(application)
        if step.slug in application.typed or step.slug not in right
    ]


def problems_of(application: Application) -> list[FieldProblem]:
    """Everything that keeps the declaration from being sent."""
    serializer = DeclarationSerializer(data=declaration_of(application))
    if not serializer.is_valid():
        return list(flat(serializer.errors, ""))
    regime = intake.regime_of(application)
    return intake.rule_problems(serializer.validated_data, day=today(), regime=regime)


def _hold(application: Application) -> None:
    """Two tabs and a double click come one after the other; a sent dossier is not changed."""
    application.refresh_from_db(from_queryset=Application.objects.select_for_update())
    if not is_open(application):
        raise Refusal(_("Hồ sơ đã được gửi, không sửa được nữa."), code="sent")
