"""Each fault on command does what it says, as often as it says."""

import pytest

from common.outgoing import PassingError


def once(**more):
    return {"probability": 1, "count": 1, **more}


def test_http_500_has_no_effect_and_passes(police, portal, asked):
    police.faults(http_500=once())
    request = asked()
    with pytest.raises(PassingError) as caught:
        police.send("/requests", request)
    assert caught.value.status == 500
    assert police.counts()["received"] == 0
    assert police.send("/requests", request).status == 202


def test_hang_takes_longer_than_the_caller_waits(police, asked):
    police.faults(hang=once(seconds=30))
    with pytest.raises(PassingError):
        police.send("/requests", asked(), timeout=0.3)
    assert police.counts()["received"] == 0


def test_slow_answers_in_the_end(police, asked):
    police.faults(slow=once(seconds=0.4))
    request = asked()
    with pytest.raises(PassingError):
        police.send("/requests", request, timeout=0.1)
    assert police.send("/requests", request).status == 202


def test_an_answer_lost_after_its_effect_is_one_effect(police, portal, asked):
    police.faults(answer_lost=once())
    request = asked()
    with pytest.raises(PassingError):
        police.send("/requests", request)
    assert police.send("/requests", request).body["request"] == request["request"]
    portal.wait(1)
    assert police.counts(delivered=1)["received"] == 1


def test_doubled_sends_the_same_message_three_times(police, portal, asked):
    police.faults(doubled=once())
    police.send("/requests", asked())
    replies = portal.wait(3)
    assert len({reply["message_id"] for reply in replies}) == 1


def test_reordered_brings_the_interim_answer_after_the_final_one(police, portal, asked):
    police.faults(reordered=once())
    police.send("/requests", asked())
    final, interim = portal.wait(2)
    assert [final["answer"], interim["answer"]] == ["has_record", "unclear"]
    assert [final.get("final", True), interim["final"]] == [True, False]
    assert interim["note"].startswith("Trả lời tạm thời")
    assert final["message_id"] != interim["message_id"]


def test_contradict_sends_a_second_answer_that_disagrees(police, portal, asked):
    police.faults(contradict=once())
    police.send("/requests", asked())
    first, second = portal.wait(2)
    assert [first["answer"], second["answer"]] == ["has_record", "none"]


def test_wrong_person_echoes_another_digest(police, portal, asked):
    police.faults(wrong_person=once())
    request = asked()
    police.send("/requests", request)
    [reply] = portal.wait(1)
    assert reply["subject_digest"] != request["subject_digest"]
    assert len(reply["subject_digest"]) == 64


def test_a_bad_signature_is_refused_and_the_next_try_is_well_signed(police, portal, asked):
    police.faults(bad_signature=once())
    police.send("/requests", asked())
    [reply] = portal.wait(1)
    [refused] = portal.refused
    assert refused["message_id"] == reply["message_id"]


def test_unclear_is_said_of_a_known_person(police, portal, asked):
    police.faults(unclear=once())
    police.send("/requests", asked())
    [reply] = portal.wait(1)
    assert (reply["answer"], reply["judgments"]) == ("unclear", [])


def test_silent_takes_the_request_and_never_replies(police, portal, asked):
    police.faults(silent=once())
    police.send("/requests", asked())
    assert police.counts() == {"received": 1}


def test_a_fault_strikes_as_often_as_it_was_told(police, asked):
    police.faults(http_500=once(count=2))
    for _ in range(2):
        with pytest.raises(PassingError):
            police.send("/requests", asked())
    assert police.send("/requests", asked()).status == 202
    assert police.call("/control")["faults"]["http_500"]["count"] == 0


def test_faults_outlive_a_restart_and_end_with_a_reset(police, asked):
    police.faults(http_500=True)
    police.kill_and_start_again()
    with pytest.raises(PassingError):
        police.send("/requests", asked())
    assert police.call("/control", {"reset": True})["faults"] == {}
    assert police.send("/requests", asked()).status == 202
