"""Who is visiting: somebody who logged in, or a person without an account, held by the session.

The session of a person without an account keeps two things: the id of the applicant account that
was made with the first draft, and the ids of dossiers that were opened by private link and birth
date. The account is no login; it has no password and no page but these.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import STAFF_ROLES, Role, User
from applications.models import Application, ApplicationQuerySet, Channel
from applications.workflow import allowed_steps
from common.refusals import NotPermitted

ACCOUNT, OPENED = "applicant", "opened"
# Those at a counter fill in with the citizen; everybody else works on a dossier at the desk.
HELPERS = (Role.RECEIVER, Role.POST_CLERK)
MOST_OPENED = 20


@dataclass(frozen=True)
class Visit:
    """One dossier, and as whom the visitor acts on it."""

    application: Application
    by: User

    @property
    def helping(self) -> bool:
        """A clerk fills in the form with the citizen at the counter."""
        return self.by.has_role(*STAFF_ROLES)

    def may(self, step: str) -> bool:
        return step in allowed_steps(self.application, self.by)


def visitor(request: HttpRequest) -> User | None:
    """Who acts: the person who logged in, else the session's own account, if there is one."""
    if isinstance(request.user, User):
        return request.user
    account = request.session.get(ACCOUNT)
    return User.objects.filter(pk=account, is_active=True).first() if account else None


def visible(request: HttpRequest) -> ApplicationQuerySet:
    """The dossiers that this visitor may see."""
    opened = Application.objects.filter(pk__in=request.session.get(OPENED, []))
    return _own(visitor(request)) | opened


def visit(request: HttpRequest, code: str) -> Visit:
    """The dossier with this code, or 404: somebody else's does not exist for this visitor."""
    application = visible(request).select_related("office", "owner").filter(code=code).first()
    if application is None:
        raise Http404
    return Visit(application, _acting(request, application))


def newcomer(request: HttpRequest) -> User:
    """Who opens a draft; a person without an account gets one, and a fresh session with it."""
    who = visitor(request)
    if who is None:
        who = User.objects.new_applicant()
        request.session.cycle_key()
        request.session[ACCOUNT] = who.pk
    return who


def channel_of(who: User) -> str:
    """How a dossier comes in that this person opens, or no permission."""
    channels = {
        Role.APPLICANT: Channel.ONLINE,
        Role.POST_CLERK: Channel.POST_OFFICE,
        Role.RECEIVER: Channel.COUNTER,
    }
    for role, channel in channels.items():
        if who.has_role(role):
            return channel
    raise NotPermitted(_("Tài khoản này không được nộp hồ sơ."), code="open")


def let_in(request: HttpRequest, application: Application) -> None:
    """This session has shown the birth date: it may act as the dossier's owner from now on."""
    request.session.cycle_key()
    opened = [pk for pk in request.session.get(OPENED, []) if pk != application.pk]
    request.session[OPENED] = [*opened, application.pk][-MOST_OPENED:]


def _acting(request: HttpRequest, application: Application) -> User:
    """A clerk acts as themselves; the private link lets a person act as the owner."""
    who = visitor(request)
    if who is not None and _own(who).filter(pk=application.pk).exists():
        return who
    return application.owner


def _own(who: User | None) -> ApplicationQuerySet:
    """An applicant's dossiers, or those that come over this helper's counter."""
    if who is None or (who.has_role(*STAFF_ROLES) and not who.has_role(*HELPERS)):
        return Application.objects.none()
    return Application.objects.for_user(who)
