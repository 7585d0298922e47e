"""Watching over records that curiosity is drawn to: each opening leaves an alert for the head.

Who opens such a record is not told that it is watched; what they see is the same.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from common.refusals import FieldProblem, Invalid, NotPermitted
from records.models import AccessLog, Person, Watch
from records.names import tidy
from records.reasons import Reason


def may_watch(user: User) -> bool:
    return user.has_role(Role.HEAD)


def is_watched(person: Person) -> bool:
    return Watch.objects.filter(person=person, ended_at=None).exists()


def watch(person: Person, *, by: User, why: str) -> None:
    """From now on every opening is told; a record that is watched already stays so."""
    _check(by)
    if not tidy(why):
        raise Invalid([FieldProblem("required", "why", _("Hãy ghi lý do theo dõi."))])
    with transaction.atomic():
        if not is_watched(person):
            Watch.objects.create(person=person, by=by, why=tidy(why)[:300])


def stop_watching(person: Person, *, by: User) -> None:
    _check(by)
    Watch.objects.filter(person=person, ended_at=None).update(ended_at=timezone.now())


def tell(person: Person, *, by: User, reason: Reason) -> None:
    """Leave an alert if the record is watched; in the transaction of the opening itself."""
    if is_watched(person):
        AccessLog.objects.create(
            kind=AccessLog.Kind.ALERT,
            by=by,
            purpose=tidy(reason.purpose)[:300],
            case_code=reason.case,
            found=[person.record_code],
        )


def _check(by: User) -> None:
    if not may_watch(by):
        raise NotPermitted(_("Chỉ lãnh đạo Sở quyết định theo dõi một lý lịch."), code="watch")
