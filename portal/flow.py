"""The procedure on one page: after which step, what the machine does next.

Read it from top to bottom and you have read how a dossier travels. Each act takes the event, does
one thing that may be done twice without harm, and is run by a worker from the event's follow-up.
Steps that a person takes stand between the lines: accept, conclude, approve, sign, hand over.
"""

from __future__ import annotations

from collections.abc import Callable

from applications.models import Event
from certificates.tasks import renew_list_after as renew_list
from certificates.tasks import ring_signer
from portal.case_times import keep as count_time
from portal.notices import prepare as tell_applicant
from portal.promises import draft_what_is_clean, promise_day
from verification.after_answers import go_on as ask_on
from verification.classification import classify_case
from verification.conclusion import after_verification_event as conclude_what_is_clean
from verification.requests import send_prepared as ask_agencies
from verification.requests import withdraw_after as stop_asking

Act = Callable[[Event], None]

ACTS: dict[str, tuple[Act, ...]] = {
    # declared and paid
    "submit": (promise_day, tell_applicant),
    "pay": (promise_day, tell_applicant),
    "start_clock": (promise_day,),
    "supplement": (promise_day,),
    # taken in, classified, verified
    "accept": (tell_applicant, classify_case),
    "classify": (ask_agencies, conclude_what_is_clean),
    "reclassify": (ask_agencies, conclude_what_is_clean),
    "answer_received": (ask_on,),
    "ask_more": (ask_agencies,),
    "complete_verification": (conclude_what_is_clean,),
    # concluded, drafted, approved by a person, signed, issued
    "conclude": (draft_what_is_clean,),
    "sign": (ring_signer,),
    "make_ready": (tell_applicant, count_time),
    # on its way
    "hand_over": (tell_applicant,),
    "deliver": (tell_applicant, count_time),
    "return_mail": (tell_applicant,),
    "lose": (tell_applicant,),
    # the ways out
    "return_for_supplement": (tell_applicant,),
    "refuse": (stop_asking, tell_applicant, count_time),
    "withdraw": (stop_asking, count_time),
    "revoke": (tell_applicant, renew_list),
    "cancel": (tell_applicant, renew_list),
    "correct": (tell_applicant, renew_list),
    "reissue": (tell_applicant,),
}


def acts_after(event: Event) -> tuple[Act, ...]:
    return ACTS.get(event.step, ())
