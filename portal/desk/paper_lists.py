"""What lies on the desk of letters: to print, to post, to wait for, to type and to confirm."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from accounts.models import Role, User
from regulations.calendar import WorkingCalendar
from verification import paper_letters, paper_replies
from verification.agencies import calendar_of
from verification.letter_codes import code_of, readable
from verification.models import Agency, Letter, PaperReply, VerificationRequest
from verification.waiting import waiting

SHOWN = 200
State = VerificationRequest.State


def desk(user: User) -> dict[str, Any]:
    """Every list of the page, each with its whole number and as many rows as a page holds."""
    letters = paper_letters.seen_by(user)
    print_, post = paper_letters.to_print(letters), paper_letters.to_post(letters)
    answers = open_answers(user)
    asked = waited_for(user)
    return {
        "to_print": _by_agency(print_.order_by("request__agency__name", "pk")[:SHOWN]),
        "number_to_print": print_.count(),
        "to_post": _by_agency(_counted(post).order_by("request__agency__name", "pk")[:SHOWN]),
        "number_to_post": post.count(),
        "answers": [_answer_line(one, user) for one in answers[:SHOWN]],
        "number_answers": answers.count(),
        "waiting": _waiting_lines(asked.order_by("request__due_on", "pk")[:SHOWN]),
        "number_waiting": asked.count(),
        "may_act": user.has_role(Role.VERIFIER),
    }


def number_for(user: User) -> int:
    """How much waits for a hand: letters to print and post, answers to type and confirm."""
    letters = paper_letters.seen_by(user)
    out = paper_letters.to_print(letters).count() + paper_letters.to_post(letters).count()
    return out + open_answers(user).count()


def waited_for(user: User) -> QuerySet[Letter]:
    """Posted, and neither answered nor with an answer in the house."""
    in_house = PaperReply.objects.filter(request=OuterRef("request"), state__in=PaperReply.OPEN)
    posted = paper_letters.seen_by(user).filter(envelope__isnull=False)
    open_ = posted.filter(request__state__in=[State.SENT, State.RECEIVED, State.OVERDUE])
    return open_.exclude(Exists(in_house))


def open_answers(user: User) -> QuerySet[PaperReply]:
    rows = paper_replies.seen_by(user).filter(state__in=PaperReply.OPEN)
    return rows.order_by("arrived_on", "pk")


def line(letter: Letter) -> dict[str, Any]:
    return {
        "letter": letter,
        "request": letter.request,
        "application": letter.request.application,
        "code": readable(code_of(letter.pk)),
    }


def _counted(letters: QuerySet[Letter]) -> QuerySet[Letter]:
    return letters.annotate(prints=Count("printings"))


def _by_agency(letters: Iterable[Letter]) -> list[dict[str, Any]]:
    groups = groupby(letters, key=lambda one: one.request.agency)
    return [{"agency": agency, "lines": [line(one) for one in rows]} for agency, rows in groups]


def _waiting_lines(letters: Iterable[Letter]) -> list[dict[str, Any]]:
    calendars: dict[int, WorkingCalendar] = {}
    found = []
    for letter in letters:
        calendar = calendars.setdefault(
            letter.request.agency_id, _calendar(calendars, letter.request.agency)
        )
        standing = waiting(letter.request, calendar=calendar)
        found.append({**line(letter), "words": standing.words, "tone": standing.tone})
    return found


def _calendar(known: dict[int, WorkingCalendar], agency: Agency) -> WorkingCalendar:
    return known.get(agency.pk) or calendar_of(agency)


def _answer_line(paper: PaperReply, user: User) -> dict[str, Any]:
    """Whose turn it is; who typed an answer does not confirm it."""
    return {
        "paper": paper,
        "request": paper.request,
        "application": paper.request.application,
        "own": paper_replies.same_person(paper.typed_by, user),
    }
