"""Each of the six kinds misbehaves on command, and the Centre takes copies of records."""

import uuid

import pytest

from common.outgoing import PassingError, PermanentError
from sandbox.agency import digest_of, with_another_tone

KINDS = {
    "police": "CA92",
    "national_centre": "TTLLTPQG",
    "court": "TA92",
    "military_court": "TAQSTW",
    "procuracy": "VKS92",
    "commune": "UBND92",
}


@pytest.fixture(params=KINDS)
def agency(request, start):
    return start(request.param)


@pytest.fixture
def send(agency, asked, unknown_person):
    """Asks with one fault set, once; the question."""

    def one(**faults):
        agency.faults(**{name: {"count": 1, **more} for name, more in faults.items()})
        message = asked(unknown_person, kind=agency.name)
        agency.send("/requests", message)
        return message

    return one


def test_a_question_that_does_not_get_through_may_be_sent_again(agency, asked, portal):
    for fault in ("http_500", "hang", "answer_lost", "slow"):
        agency.faults(**{fault: {"count": 1, "seconds": 0.5}})
        question = asked(kind=agency.name)
        with pytest.raises(PassingError):
            agency.send("/requests", question, timeout=0.4)
        assert agency.send("/requests", question).status == 202
    portal.wait(4)
    assert agency.counts(delivered=4)["received"] == 4


def test_replies_go_wrong_in_each_way(agency, send, portal):
    send(doubled={})
    assert len({one["message_id"] for one in portal.wait(3)}) == 1
    about = send(wrong_person={})
    assert portal.wait(4)[-1]["subject_digest"] != about["subject_digest"]
    about = send(near_person={})
    near = portal.wait(5)[-1]["subject_digest"]
    assert near == digest_of(with_another_tone(about["subject"])) != digest_of(about["subject"])
    send(bad_signature={})
    assert portal.wait(6)[-1]["message_id"] == portal.refused[-1]["message_id"]
    agency.call("/control", {"delay": 0.4})
    send(interim={})
    first, final = portal.wait(8)[-2:]
    assert (first.get("final", True), final.get("final", True)) == (False, True)
    send(reordered={})
    final, after = portal.wait(10)[-2:]
    assert (final.get("final", True), after.get("final", True)) == (True, False)
    assert {one["sender"] for one in portal.received} == {agency.code} == {KINDS[agency.name]}


def test_a_late_reply_comes_when_it_was_told_to(start, asked, portal):
    police = start("police")
    police.faults(late={"count": 1, "seconds": 0.8})
    police.send("/requests", asked(request="HS-late"))
    police.send("/requests", asked(request="HS-next"))
    assert [reply["request"] for reply in portal.wait(2)] == ["HS-next", "HS-late"]


@pytest.mark.parametrize("name", ["Trần Quốc Dũng", "Nguyễn Văn An", "TRẦN HOÀ"])
def test_the_near_person_differs_by_one_tone_mark(name):
    changed = with_another_tone({"full_name": name})["full_name"]
    assert sum(one != other for one, other in zip(changed, name, strict=True)) == 1


def copy_of_record(**changes):
    return {
        "message_id": str(uuid.uuid4()),
        "kind": "record_copy",
        "change": "new",
        "record_code": "25CT2024/00001",
        "rows": [{"full_name": "Trần Quốc Dũng", "judgment_no": "57/2019/HSST"}],
        "supplied_on": "2024-06-03",
        "entry": "book 09 number 1",
        **changes,
    }


def test_the_centre_takes_a_copy_once(start):
    centre = start("national_centre")
    copy = copy_of_record()
    first, again = (centre.send("/records", copy) for _time in range(2))
    assert first.status == again.status == 202
    assert first.body == again.body == {"message_id": copy["message_id"], "state": "received"}
    assert centre.counts()["received"] == 1
    with pytest.raises(PermanentError) as caught:
        centre.send("/records", {**copy, "change": "update"})
    assert caught.value.status == 409


@pytest.mark.parametrize(
    "change", [{"kind": "other"}, {"change": "none"}, {"rows": []}, {"record_code": ""}]
)
def test_a_copy_without_its_parts_is_refused(start, change):
    with pytest.raises(PermanentError) as caught:
        start("national_centre").send("/records", copy_of_record(**change))
    assert caught.value.status == 422


def test_only_the_centre_takes_copies_and_only_the_portals(start):
    with pytest.raises(PermanentError) as caught:
        start("police").send("/records", copy_of_record())
    assert caught.value.status == 404
    with pytest.raises(PermanentError) as caught:
        start("national_centre").send("/records", copy_of_record(), signer=None)
    assert caught.value.status == 401
