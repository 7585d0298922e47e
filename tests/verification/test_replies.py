"""One answer is applied; every other is kept and changes nothing that was decided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from unicodedata import normalize

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone

from accounts.models import User
from applications.models import Application, Event, State
from sandbox.keys import make_keys, private_key
from tests.verification.conftest import JUDGMENT, answer_to
from verification import replies, requests
from verification.agencies import trust
from verification.conclusion import conclude
from verification.models import Agency, AgencyKey, Message, Reply, VerificationRequest
from verification.payload import subject_digest

Post = Callable[..., Any]
RequestState = VerificationRequest.State


def states(application: Application) -> tuple[str, list[str]]:
    application.refresh_from_db()
    rows = application.verification_requests.order_by("pk")
    return application.state, list(rows.values_list("state", flat=True))


def test_the_last_answer_sends_the_case_on(
    verifying: Application, asked: VerificationRequest, post: Post
) -> None:
    answer = answer_to(asked)
    response = post(answer)
    assert response.status_code == 200
    assert response.json() == {
        "message_id": answer["message_id"],
        "request": asked.reference,
        "disposition": "applied",
    }
    assert states(verifying) == (State.CONCLUDING, [RequestState.ANSWERED])
    event = Event.objects.get(application=verifying, step="complete_verification")
    assert event.by.is_machine


def test_a_case_waits_for_all_it_asked(
    verifying: Application, asked: VerificationRequest, verifier: User, post: Post
) -> None:
    from verification.classification import reclassify

    reclassify(verifying, by=verifier, route="national_centre", reason="Chưa rõ nơi cư trú.")
    centre = verifying.verification_requests.get(agency__code="TTLLTPQG")
    post(answer_to(asked))
    assert states(verifying)[0] == State.VERIFYING
    post(answer_to(centre), sender="TTLLTPQG")
    assert states(verifying)[0] == State.CONCLUDING


def test_a_replayed_answer_has_one_effect_and_the_same_answer(
    verifying: Application, asked: VerificationRequest, post: Post
) -> None:
    answer = answer_to(asked)
    responses = [post(answer) for _time in range(20)]
    assert {response.status_code for response in responses} == {200}
    assert len({response.content for response in responses}) == 1
    assert Reply.objects.count() == 1
    assert Event.objects.filter(step="complete_verification").count() == 1


FORGERIES: dict[str, dict[str, Any]] = {
    "another key": {"key": Ed25519PrivateKey.generate()},
    "an unknown sender": {"sender": "CA79", "key": Ed25519PrivateKey.generate()},
    "signed long ago": {"created": datetime.now(UTC) - timedelta(minutes=6)},
    "signed in the future": {"created": datetime.now(UTC) + timedelta(hours=6)},
}


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES.keys())
def test_a_forged_answer_is_refused_and_changes_nothing(
    verifying: Application, asked: VerificationRequest, post: Post, forgery: dict[str, Any]
) -> None:
    before = states(verifying)
    response = post(answer_to(asked), **forgery)
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Signature"
    assert states(verifying) == before
    assert not Reply.objects.exists()


def test_an_altered_or_unsigned_body_is_refused(
    asked: VerificationRequest, post: Post, client: Any
) -> None:
    answer = answer_to(asked, answer="has_record", judgments=[JUDGMENT])
    assert post(answer, tampered={**answer, "answer": "none", "judgments": []}).status_code == 401
    unsigned = client.post("/api/v1/agency/replies/", answer, content_type="application/json")
    assert unsigned.status_code == 401
    assert not Reply.objects.exists()


def test_the_host_header_is_not_what_was_signed(
    asked: VerificationRequest, post: Post, settings: Any
) -> None:
    answer = answer_to(asked)
    settings.PUBLIC_URL = "https://elsewhere.example"
    assert post(answer).status_code == 200  # signed for the public address, sent to testserver


def test_an_agency_changes_its_key_without_a_stop(
    asked: VerificationRequest, agencies: dict[str, Agency], post: Post, tmp_path: Any
) -> None:
    make_keys(tmp_path / "new", ["agency-CA92"])
    new = private_key(tmp_path / "new" / "agency-CA92.key")
    assert post(answer_to(asked), key=new).status_code == 401
    trust(agencies["police"], public_key=(tmp_path / "new" / "agency-CA92.pub").read_text())
    assert post(answer_to(asked), key=new).status_code == 200
    assert post(answer_to(asked)).status_code == 200  # the old one still counts
    AgencyKey.objects.filter(agency=agencies["police"]).update(valid_until=timezone.now())
    assert post(answer_to(asked), key=new).status_code == 401


def test_an_agency_that_is_out_is_not_known_any_more(
    asked: VerificationRequest, agencies: dict[str, Agency], post: Post
) -> None:
    Agency.objects.filter(code="CA92").update(active=False)
    assert post(answer_to(asked)).status_code == 401


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"answer": "perhaps"}, "answer"),
        ({"answered_on": "yesterday"}, "answered_on"),
        ({"judgments": [JUDGMENT]}, "judgments"),  # none, yet with a judgment
        ({"judgments": "none"}, "judgments"),
    ],
)
def test_an_unreadable_answer_names_the_field(
    asked: VerificationRequest, post: Post, changes: dict[str, Any], field: str
) -> None:
    response = post(answer_to(asked, **changes))
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == [field]
    assert not Reply.objects.exists()


def test_the_message_id_alone_makes_an_answer_one(asked: VerificationRequest, post: Post) -> None:
    answer = answer_to(asked)
    first, again = (post(answer, idempotency_key=key) for key in ("one", "another"))
    assert (again.status_code, again.json()) == (200, first.json())
    assert Reply.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"judgments": [{**JUDGMENT, "court": "Tòa\x00"}]}, "judgments.0.court"),
        ({"judgments": [{"bad\x00name": ""}]}, "judgments.0"),
        ({"documents": [{"title": {"vi": "\x1b"}}]}, "documents.0.title.vi"),
        ({"note": "\x00"}, "note"),
        ({"unknown": ["\ud800"]}, "unknown.0"),
    ],
)
def test_signs_that_cannot_be_kept_are_the_senders_error(
    asked: VerificationRequest, post: Post, changes: dict[str, Any], field: str
) -> None:
    response = post(answer_to(asked, answer="has_record", **changes))
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == [field]
    assert not Reply.objects.exists()


@pytest.mark.parametrize("digest", ["0" * 64, "abc"])
def test_an_answer_about_another_person_waits_for_a_clerk(
    verifying: Application, asked: VerificationRequest, post: Post, digest: str
) -> None:
    response = post(answer_to(asked, subject_digest=digest))
    assert response.json()["disposition"] == "wrong_subject"
    assert states(verifying) == (State.VERIFYING, [RequestState.PREPARED])
    assert replies.doubts(verifying).count() == 1
    assert Event.objects.filter(application=verifying, step="reply_set_aside").count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"full_name": "Nguyễn Văn Ân"},  # one tone mark
        {"full_name": "Nguyễn Văn Am"},  # one letter
        {"date_of_birth": "1990-05-18"},
        {"full_name": "Nguyễn Văn An "},
    ],
)
def test_an_answer_about_nearly_the_same_person_is_never_applied(
    verifying: Application, asked: VerificationRequest, post: Post, change: dict[str, Any]
) -> None:
    nearly = subject_digest({**verifying.subject, **change})
    response = post(answer_to(asked, subject_digest=nearly))
    assert response.json()["disposition"] == "wrong_subject"
    assert states(verifying) == (State.VERIFYING, [RequestState.PREPARED])
    assert post(answer_to(asked)).json()["disposition"] == "applied"  # the right one still may


def test_how_signs_are_composed_makes_nobody_another_person(verifying: Application) -> None:
    apart = {**verifying.subject, "full_name": normalize("NFD", verifying.full_name)}
    assert apart != verifying.subject
    assert subject_digest(apart) == subject_digest(verifying.subject)


@pytest.mark.parametrize("sender", ["TA92", "TTLLTPQG"])
def test_an_agency_cannot_answer_what_another_was_asked(
    verifying: Application, asked: VerificationRequest, post: Post, sender: str
) -> None:
    response = post(answer_to(asked), sender=sender)
    assert response.json()["disposition"] == "unknown_request"
    assert states(verifying) == (State.VERIFYING, [RequestState.PREPARED])


def test_an_answer_to_nothing_is_kept(asked: VerificationRequest, post: Post) -> None:
    post(answer_to(asked, request="000-XM99"))
    reply = Reply.objects.get()
    assert (reply.request, reply.disposition) == (None, "unknown_request")


def test_the_same_answer_under_a_new_message_is_a_duplicate(
    verifying: Application, asked: VerificationRequest, post: Post
) -> None:
    post(answer_to(asked))
    assert post(answer_to(asked)).json()["disposition"] == "duplicate"
    assert not replies.doubts(verifying).exists()


@pytest.mark.parametrize("second", ["has_record", "unclear"])
def test_a_second_answer_that_differs_is_for_a_clerk(
    verifying: Application, asked: VerificationRequest, post: Post, second: str
) -> None:
    post(answer_to(asked))
    after_first = states(verifying)
    judgments = [JUDGMENT] if second == "has_record" else []
    response = post(answer_to(asked, answer=second, judgments=judgments))
    assert response.json()["disposition"] == "conflicting"
    assert states(verifying) == after_first  # a state never goes back
    assert replies.doubts(verifying).count() == 1


def test_an_answer_after_a_persons_decision_is_late_and_changes_nothing(
    verifying: Application, asked: VerificationRequest, verifier: User, post: Post
) -> None:
    conclude(
        verifying, by=verifier, finding="none", without_answers="Công an xác nhận qua điện thoại."
    )
    decided = states(verifying)
    response = post(answer_to(asked, answer="has_record", judgments=[JUDGMENT]))
    assert response.json()["disposition"] == "late"
    assert states(verifying) == decided == (State.CONCLUDING, [RequestState.WITHDRAWN])
    assert verifying.conclusions.get().finding == "none"
    assert replies.doubts(verifying).count() == 1  # the clerk is told that it differs


def test_a_late_answer_that_agrees_troubles_nobody(
    verifying: Application, asked: VerificationRequest, post: Post
) -> None:
    requests.withdraw_open(verifying)
    assert post(answer_to(asked)).json()["disposition"] == "late"
    assert not replies.doubts(verifying).exists()


def test_an_overdue_answer_still_counts(
    verifying: Application, asked: VerificationRequest, post: Post
) -> None:
    VerificationRequest.objects.update(state=RequestState.OVERDUE)
    assert post(answer_to(asked)).json()["disposition"] == "applied"
    assert states(verifying)[0] == State.CONCLUDING


def test_judgments_are_kept_tidied_and_the_message_as_it_came(
    asked: VerificationRequest, post: Post
) -> None:
    sent = {**JUDGMENT, "unknown_column": "x", "final_on": "about spring"}
    answer = answer_to(asked, answer="has_record", judgments=[sent])
    post(answer)
    reply = Reply.objects.get()
    assert reply.judgments == [
        {
            **JUDGMENT,
            "judgment_date": "2015-03-10",
            "main_penalty_months": 36,
            "final_on": "about spring",
        }
    ]
    assert Message.objects.get(direction="in").body == answer
