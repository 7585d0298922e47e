"""Asking the agencies: which questions a case needs, and what becomes of each one's state.

A question is a row. It goes out on its agency's line (`lines`, `sending`); its state goes forward
only: prepared, sent, received, overdue, answered, or withdrawn before that.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Case, F, Max, Q, QuerySet, Value, When
from django.db.models.functions import Now

from applications.models import Application, Event, State
from common.dates import today
from regulations.terms import LimitClass
from verification import agencies, lines, payload, sending
from verification.models import Agency, Classification, PaperReply, Reply, VerificationRequest

Question = VerificationRequest.Question
RequestState = VerificationRequest.State

# What each kind of agency knows, and so is asked (NĐ 111/2010 art 24-25; TTLT 04/2012 art 19-25).
QUESTIONS = {
    Agency.Kind.POLICE: Question.RECORD,
    Agency.Kind.NATIONAL_CENTRE: Question.RECORD,
    Agency.Kind.MILITARY_COURT: Question.RECORD,
    Agency.Kind.COURT: Question.JUDGMENT,
    Agency.Kind.PROCURACY: Question.EXPUNGEMENT,
    Agency.Kind.COMMUNE: Question.EXPUNGEMENT,
}

OF_A_ROUTE = frozenset({Agency.Kind.POLICE, Agency.Kind.NATIONAL_CENTRE})


def prepare(
    classification: Classification, *, missing: list[str] | None = None
) -> list[VerificationRequest]:
    """Write down each question that the case needs and has not asked; again, nothing is added.

    Called while the dossier is locked. Without the agencies of its route a case cannot go on; of
    those asked besides, a kind that nobody declared is noted in `missing` and the rest is asked.
    """
    new = []
    for ask in classification.asks:
        for court in _courts(classification, ask):
            try:
                agency = _to_ask(classification, Agency.Kind(ask["agency_kind"]), court=court)
            except agencies.NoAgency:
                kind = agencies.kind_of_court(court) if court else ask["agency_kind"]
                if missing is None or kind in OF_A_ROUTE:
                    raise
                missing.append(kind)
            else:
                new += [_question(classification, ask, agency=agency)] if agency else []
    return new


def withdraw_unneeded(classification: Classification) -> int:
    """Stop waiting for those whom the new classification does not ask; how many."""
    rows = classification.application.verification_requests.open()
    return _withdraw(rows.exclude(_asked_by(classification)))


def withdraw_settled(classification: Classification) -> list[str]:
    """After an answer: stop waiting for those asked besides whose rule holds no more; their names.

    Never for those of the route, and never for whoever has begun to answer: a letter that is being
    typed in, or a judgment that was named while the search goes on.
    """
    additions = [line["rule"] for line in classification.trace if line["kind"] == "addition"]
    rows = classification.application.verification_requests.open().filter(rule__in=additions)
    rows = rows.exclude(agency__agency_kind__in=OF_A_ROUTE).exclude(_asked_by(classification))
    rows = rows.exclude(paper_replies__state__in=PaperReply.OPEN)
    rows = rows.exclude(replies__disposition=Reply.Disposition.PARTIAL)
    found = dict(rows.values_list("pk", "agency__name"))
    _withdraw(VerificationRequest.objects.filter(pk__in=found))
    return list(found.values())


def withdraw_open(application: Application) -> int:
    """Stop waiting for every answer; what still comes is kept as late."""
    return _withdraw(application.verification_requests.open())


def withdraw_after(event: Event) -> None:
    """After `refuse` and `withdraw`: nobody is asked about a closed dossier."""
    if event.application.state in {State.REFUSED, State.WITHDRAWN}:
        withdraw_open(event.application)


def send_prepared(event: Event) -> None:
    """After a classification: tell workers of the new questions, rather than wait for a sweep."""
    from verification import tasks

    rows = event.application.verification_requests.filter(state=RequestState.PREPARED)
    for agency_pk in rows.order_by("agency").values_list("agency", flat=True).distinct():
        tasks.ring(agency_pk)


def mark_overdue() -> int:
    """Whoever has not answered by the last day of the limit is overdue; how many became so."""
    rows = VerificationRequest.objects.overdue_on(today())
    waiting = rows.filter(state__in=[RequestState.SENT, RequestState.RECEIVED])
    return waiting.update(state=RequestState.OVERDUE)


def received(rows: QuerySet[VerificationRequest]) -> int:
    """The agency has seen these questions, which were sent; how many it had not before."""
    return rows.filter(sent_at__isnull=False, received_at=None, answered_at=None).update(
        received_at=Now(),
        state=Case(
            When(state=RequestState.SENT, then=Value(RequestState.RECEIVED)), default=F("state")
        ),
    )


def send_again(request: VerificationRequest) -> None:
    """A person has mended what stopped it: try anew."""
    VerificationRequest.objects.filter(pk=request.pk, state=RequestState.PREPARED).update(
        parked_at=None, tries=0, deaths=0, due_at=Now(), lease_until=None, last_error=""
    )


def send(pk: int) -> None:
    """Take one try at this question, if it is due and its line is free."""
    row = VerificationRequest.objects.filter(pk=pk).values("agency").first()
    taken = lines.take(row["agency"], only=pk) if row else None
    if taken is not None:
        sending.send(taken)


def _courts(classification: Classification, ask: dict[str, Any]) -> list[str]:
    """The courts that the answers named, each of which is asked; of whoever else is asked, one
    without a name."""
    if ask["agency_kind"] != Agency.Kind.COURT:
        return [""]
    return classification.inputs["known"].get("courts") or [""]


def _to_ask(classification: Classification, kind: Agency.Kind, *, court: str) -> Agency | None:
    """The agency of this kind, or the one for this court; none if a question of this sort to it
    still counts."""
    application = classification.application
    asked = application.verification_requests.filter(question=QUESTIONS[kind])
    asked = asked.exclude(state=RequestState.WITHDRAWN)
    if not court and asked.filter(agency__agency_kind=kind).exists():
        return None
    agency = agencies.agency_for(
        kind.value,
        province=application.office.province,
        subject=application.subject,
        court=court,
    )
    return None if asked.filter(agency=agency).exists() else agency


def _asked_by(classification: Classification) -> Q:
    """The questions that a classification asks; about judgments also those to the army's courts."""
    kinds = [Agency.Kind(ask["agency_kind"]) for ask in classification.asks]
    questions = {QUESTIONS[kind] for kind in kinds}
    found = Q(agency__agency_kind__in=kinds, question__in=questions)
    return found | Q(question=Question.JUDGMENT) if Agency.Kind.COURT in kinds else found


def _question(
    classification: Classification, ask: dict[str, Any], *, agency: Agency
) -> VerificationRequest:
    application = classification.application
    kind = Agency.Kind(ask["agency_kind"])
    urgent = classification.limit == LimitClass.URGENT.value
    # What an agency has agreed on goes before the rule, but never before 24 hours for all.
    days = 0 if urgent else agency.answer_days or ask["working_days"]
    return VerificationRequest.objects.create(
        application=application,
        agency=agency,
        reference=f"{application.code}-XM{application.verification_requests.count() + 1:02}",
        question=QUESTIONS[kind],
        round=_next_round(application, agency, QUESTIONS[kind]),
        rule=ask["rule"],
        subject_digest=payload.subject_digest(application.subject),
        due_on=agencies.answer_due_on(agency, working_days=days, asked_on=today()),
    )


def _next_round(application: Application, agency: Agency, question: str) -> int:
    asked = VerificationRequest.objects.filter(
        application=application, agency=agency, question=question
    )
    return (asked.aggregate(last=Max("round"))["last"] or 0) + 1


def _withdraw(rows: QuerySet[VerificationRequest]) -> int:
    return rows.update(
        state=RequestState.WITHDRAWN, withdrawn_at=Now(), done_at=Now(), lease_until=None
    )
