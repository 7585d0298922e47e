"""An agency answers what its own file says about the person, signed, and loses nothing."""

import json
import os
import stat
import urllib.error

import pytest

from common.outgoing import PassingError, PermanentError
from common.signatures import Signer, load_private_key


def test_a_person_in_the_file_has_a_record(police, portal, asked):
    request = asked()
    answer = police.send("/requests", request)
    assert answer.status == 202
    [reply] = portal.wait(1)
    assert (reply["sender"], reply["path"]) == ("CA92", "/api/v1/agency/replies/")
    assert (reply["request"], reply["subject_digest"]) == (
        request["request"],
        request["subject_digest"],
    )
    assert reply["answer"] == "has_record"
    [judgment] = reply["judgments"]
    assert judgment["offences"] == "Trộm cắp tài sản"
    assert (judgment["code_of_law"], judgment["main_penalty_months"]) == ("2015", "24")
    assert reply["reference"].endswith("/PV06-TTLLTP")


def test_a_person_not_in_the_file_has_none(police, portal, asked, unknown_person):
    police.send("/requests", asked(unknown_person))
    [reply] = portal.wait(1)
    assert (reply["answer"], reply["judgments"]) == ("none", [])


def test_the_person_decides_and_not_the_request_id(police, portal, asked, unknown_person):
    """The same request id about two people: two answers."""
    police.send("/requests", asked(request="HS92-1"))
    police.send("/requests", asked(unknown_person, request="HS92-1"))
    assert {reply["answer"] for reply in portal.wait(2)} == {"has_record", "none"}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("national_centre", "TTLLTPQG"),
        ("court", "TA92"),
        ("military_court", "TAQSTW"),
        ("procuracy", "VKS92"),
        ("commune", "UBND92"),
    ],
)
def test_every_agency_answers_under_its_own_key(start, portal, asked, unknown_person, name, code):
    start(name).send("/requests", asked(unknown_person))
    [reply] = portal.wait(1)
    assert (reply["sender"], reply["answer"]) == (code, "none")
    assert reply["signed_by"]


def test_another_province_runs_the_same_agency_under_its_code(start, portal, asked):
    start("police", "--code", "CA01").send("/requests", asked())
    [reply] = portal.wait(1)
    assert reply["sender"] == "CA01"


def test_an_office_may_change_the_file_of_its_agency(police, portal, asked, data_dir):
    file = data_dir / "sandbox" / "police.csv"
    file.write_text(file.read_text().partition("\n")[0] + "\n")
    police.send("/requests", asked())
    [reply] = portal.wait(1)
    assert reply["answer"] == "none"


def test_the_same_message_twice_is_answered_the_same_and_replied_to_once(police, portal, asked):
    request = asked()
    assert police.send("/requests", request).body == police.send("/requests", request).body
    portal.wait(1)
    assert police.counts(delivered=1)["received"] == 1


def test_a_message_id_used_for_another_content_is_refused(police, asked):
    request = asked()
    police.send("/requests", request)
    with pytest.raises(PermanentError) as caught:
        police.send("/requests", request | {"question": "khác"})
    assert caught.value.status == 409


def test_only_the_portal_may_ask(police, asked, data_dir):
    other = load_private_key(data_dir / "keys" / "agency-TA92.key")
    for signer in (None, Signer("PORTAL", other), Signer("TA92", other)):
        with pytest.raises(PermanentError) as caught:
            police.send("/requests", asked(), signer=signer)
        assert caught.value.status == 401
    assert police.counts()["received"] == 0


def test_the_portals_next_key_holds_beside_the_present_one(police, portal, asked, data_dir):
    keys = data_dir / "keys"
    present = (keys / "portal.pub").read_text()
    (keys / "portal.pub").write_text((keys / "agency-BANK.pub").read_text() + present)
    for name in ("portal", "agency-BANK"):
        signer = Signer("PORTAL", load_private_key(keys / f"{name}.key"))
        assert police.send("/requests", asked(), signer=signer).status == 202


@pytest.mark.parametrize("reply_to", ["http://127.0.0.1:1/", "http://a@{portal}/", "", 7])
def test_a_reply_goes_to_the_portal_only(police, portal, asked, reply_to):
    if isinstance(reply_to, str):
        reply_to = reply_to.replace("{portal}", portal.url.removeprefix("http://"))
    with pytest.raises(PermanentError) as caught:
        police.send("/requests", asked(reply_to=reply_to))
    assert caught.value.status == 422


def test_a_reply_is_tried_until_the_portal_has_it(police, portal, asked):
    portal.answers += [500, 503, 429]
    police.send("/requests", asked())
    assert len(portal.wait(1)) == 1
    police.counts(delivered=1)


def test_a_reply_refused_for_good_is_not_sent_again(police, portal, asked):
    portal.answers += [400]
    police.send("/requests", asked())
    police.counts(refused=1)
    assert portal.received == []


def test_an_agency_killed_before_its_reply_replies_after_its_start(police, portal, asked):
    police.call("/control", {"delay": 1.5})
    police.send("/requests", asked())
    police.kill_and_start_again()
    [reply] = portal.wait(1)
    assert reply["answer"] == "has_record"


def test_private_keys_are_readable_by_their_owner_only(data_dir):
    keys = list((data_dir / "keys").glob("*.key"))
    assert len(keys) == 10
    assert {stat.S_IMODE(os.stat(key).st_mode) for key in keys} == {0o600}  # noqa: PTH116


@pytest.mark.parametrize("wanted", [{"speed": 1}, {"faults": {"no_such": 1}}, {"delay": "soon"}])
def test_a_control_message_it_does_not_know_changes_nothing(police, wanted):
    before = police.call("/control")
    with pytest.raises(urllib.error.HTTPError) as caught:
        police.call("/control", wanted)
    assert caught.value.code == 422
    assert "detail" in json.load(caught.value)
    caught.value.close()
    assert police.call("/control") == before


def test_health_is_told_without_a_signature(police):
    assert police.call("/healthz") == {"name": "police", "code": "CA92"}


def test_a_stopped_agency_is_a_passing_failure(start, police, asked):
    police.stop()
    with pytest.raises(PassingError):
        police.send("/requests", asked())
    police.kill_and_start_again()


def test_a_reply_by_hand_goes_the_way_the_question_came(police, portal, asked):
    police.call("/control", {"manual": True})
    request = asked()
    police.send("/requests", request)
    path = f"/requests/{request['request']}/replies"
    sent = police.call(path, {"note": "Bằng tay", "final": False})
    [reply] = portal.wait(1)
    assert (reply["message_id"], reply["note"]) == (sent["message_id"], "Bằng tay")
    assert (reply["answer"], reply["final"]) == ("has_record", False)
    with pytest.raises(urllib.error.HTTPError) as caught:
        police.call("/requests/unknown/replies", {})
    assert caught.value.code == 404
    caught.value.close()


def test_the_way_back_may_change_between_two_tries(police, portal, asked):
    request = asked()
    first = police.send("/requests", request)
    elsewhere = request | {"reply_to": f"{portal.url}/api/v1/gateway/replies/"}
    assert police.send("/requests", elsewhere).body == first.body
    portal.wait(1)
    assert police.counts(delivered=1)["received"] == 1
