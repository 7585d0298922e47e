"""Công văn: what a letter says, its number and day, and each time it was printed.

A letter gets its number when it is first printed, and from then on says the same for ever: printed
again, it is the same letter. Every print has a name and an hour, and from the second on a reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, Exists, OuterRef, QuerySet, When
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from accounts.numbering import next_number
from applications.models import Application
from common.dates import PartialDate, display_day, official_date, today
from common.refusals import FieldProblem, Invalid, NotPermitted, Refusal
from regulations.letters import letter_words
from regulations.regimes import NamedIssuer, issuer_for, regime_by_code
from verification import agencies, payload, person
from verification.letter_codes import code_of, readable
from verification.models import Letter, Printing, PrintRun, VerificationRequest

RequestState = VerificationRequest.State

SERIES = "letters"
MOST_AT_ONCE = 60  # about fifteen seconds of typesetting
OPEN_FOR = timedelta(hours=1)  # after that the same sheets are printed again, for a reason
JUDGMENT = ("judgment_no", "judgment_date", "court", "offences")
MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")


def seen_by(user: User) -> QuerySet[Letter]:
    """The letters of dossiers that this person may see."""
    rows = Letter.objects.filter(request__application__in=Application.objects.for_user(user))
    return rows.select_related("request__application__office", "request__agency", "envelope")


def to_print(rows: QuerySet[Letter]) -> QuerySet[Letter]:
    """Never printed, and still to be asked."""
    return rows.filter(number="", request__state=RequestState.PREPARED)


def to_post(rows: QuerySet[Letter]) -> QuerySet[Letter]:
    """Printed, and in no envelope yet."""
    return rows.filter(request__state=RequestState.PREPARED, envelope=None).exclude(number="")


def signers(user: User) -> QuerySet[User]:
    """Who signs for the office of this clerk, those whose work it is first."""
    rows = User.objects.filter(office=user.office_id, is_active=True, office__isnull=False)
    first = Case(When(roles__contains=[Role.SIGNER], then=0), default=1)
    rows = rows.filter(roles__overlap=[Role.SIGNER, Role.HEAD])
    return rows.order_by(first, "last_name", "pk")


@transaction.atomic
def print_out(
    chosen: Sequence[int], *, by: User, signer: User | None = None, reason: str = ""
) -> PrintRun:
    """One print of these letters; whoever was first has numbered them, and once is enough."""
    if not by.has_role(Role.VERIFIER):
        raise NotPermitted(_("Bạn không có quyền in công văn xác minh."))
    rows = seen_by(by).filter(pk__in=list(chosen), request__state__in=VerificationRequest.OPEN)
    letters = list(rows.select_for_update(of=("self",)).order_by("request__agency__name", "pk"))
    _refuse_to_print(letters, signer=signer, reason=reason, by=by)
    run = PrintRun.objects.create(by=by)
    for letter in letters:
        if not letter.number:
            _number(letter, signer=signer or letter.signer)
        count = letter.printings.count() + 1
        Printing.objects.create(
            run=run, letter=letter, number=count, reason=reason.strip() if count > 1 else ""
        )
    return run


def open_run(pk: int, *, by: User) -> PrintRun | None:
    """The sheets of a print, for the one who printed them and for an hour."""
    mine = PrintRun.objects.filter(pk=pk, by=by, at__gt=timezone.now() - OPEN_FOR)
    unseen = Printing.objects.filter(run=OuterRef("pk")).exclude(letter__in=seen_by(by))
    return mine.exclude(Exists(unseen)).first()


def _refuse_to_print(
    letters: Sequence[Letter], *, signer: User | None, reason: str, by: User
) -> None:
    if not letters:
        message = _("Các công văn này không còn cần in. Hãy tải lại trang.")
        raise Refusal(message, code="nothing_to_print")
    if len(letters) > MOST_AT_ONCE:
        most = _("Mỗi lần in không quá %(number)s công văn.") % {"number": MOST_AT_ONCE}
        raise Refusal(most, code="too_many")
    printed = [letter for letter in letters if letter.number]
    if printed and not reason.strip():
        first = printed[0].printings.select_related("run__by").last()
        who = first.run.by.display_name if first else ""
        message = _("Công văn %(number)s đã được %(who)s in. Muốn in lại, hãy ghi lý do.")
        told = message % {"number": printed[0].number, "who": who}
        raise Invalid([FieldProblem("required", "reason", told)])
    new = len(printed) < len(letters)
    if new and (signer is None or not signers(by).filter(pk=signer.pk).exists()):
        raise Invalid([FieldProblem("required", "signer", _("Hãy chọn người ký công văn."))])


def _number(letter: Letter, *, signer: User | None) -> None:
    """The next number of the year, and what the letter says from now on."""
    office, day = letter.request.application.office, today()
    running = next_number(office, series=SERIES, period=str(day.year))
    issuer = _issuer(letter.request.application, day)
    letter.number = letter_words().number.format(number=running, suffix=issuer.number_suffix)
    letter.dated_on, letter.signer = day, signer
    # The person is described in the language of the letter, whatever the clerk's is.
    with translation.override("vi"):
        letter.content = content(letter, issuer=issuer, day=day)
    letter.save(update_fields=["number", "dated_on", "signer", "content"])


def content(letter: Letter, *, issuer: NamedIssuer, day: date) -> dict[str, Any]:
    """Every line of the letter and of its reply form, as text."""
    request = letter.request
    application, agency, words = request.application, request.agency, letter_words()
    due = agencies.answer_due_on(agency, working_days=letter.answer_days, asked_on=day)
    code, names = code_of(letter.pk), _names(letter, issuer=issuer, day=day)
    answer_by = words.answer_by if letter.answer_days else words.answer_today
    told = payload.question_payload(request)["known_judgments"]
    return {
        "code": code,
        "reference": request.reference,
        "header": list(issuer.header),
        "motto": list(MOTTO),
        "number": letter.number,
        "place_and_date": f"{issuer.place}, {official_date(day)}",
        "subject": words.subject,
        "agency": agency.name,
        "agency_address": agency.address,
        "addressee": words.addressee.format(**names),
        "basis": list(words.basis_of(application.regime)),
        "opening": words.opening.format(**names),
        "person": person.described(application),
        "residences": person.residences(application),
        "judgments": [_judgment(one) for one in told],
        "asked": words.question[request.question],
        "due_on": due.isoformat(),
        "answer_by": answer_by.format(date=display_day(due), days=letter.answer_days),
        "reply_to": words.reply_to.format(**names),
        "receivers": [one.format(code=application.code) for one in words.receivers],
        "signer_title": issuer.signer_title,
        "signer": letter.signer.display_name if letter.signer else "",
        "reply_opening": words.reply_opening.format(**names),
        "reply_back": words.reply_back.format(**names),
    }


def _names(letter: Letter, *, issuer: NamedIssuer, day: date) -> dict[str, str]:
    """What is filled in for the names in braces."""
    office = letter.request.application.office
    return {
        "issuer": issuer.name_vi,
        "agency": letter.request.agency.name,
        "number": letter.number,
        "date": display_day(day),
        "code": readable(code_of(letter.pk)),
        "office": ", ".join(filter(None, [issuer.name_vi, office.address])),
    }


def _issuer(application: Application, day: date) -> NamedIssuer:
    regime = regime_by_code(application.regime)
    return issuer_for(regime, province=application.office.province, on=day)


def _judgment(row: dict[str, Any]) -> dict[str, str]:
    """What the office knows of a judgment, in one line each."""
    told = {name: str(row.get(name) or person.MISSING) for name in JUDGMENT}
    try:
        told["judgment_date"] = PartialDate.parse(told["judgment_date"]).display()
    except ValueError:  # as the source has it
        return told
    return told
