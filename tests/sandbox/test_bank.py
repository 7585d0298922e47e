"""The bank: a citizen pays on its page, and the portal is told once, signed."""

import re
import urllib.error
import urllib.parse
import urllib.request
import uuid

import pytest


@pytest.fixture
def bank(start):
    return start("bank")


def opened(bank, path, form=None):
    """The page's text."""
    data = urllib.parse.urlencode(form).encode() if form is not None else None
    with urllib.request.urlopen(bank.url + path, data=data, timeout=15) as response:
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        return response.read().decode()


def typed(text):
    """The values in the page's form."""
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', text))


def test_a_citizen_pays_and_the_portal_is_told(bank, portal):
    query = {
        "reference": "LLTP 92-24-000123",
        "amount": "200000",
        "return_to": f"{portal.url}/ho-so/1/",
    }
    form = typed(opened(bank, f"/pay?{urllib.parse.urlencode(query)}"))
    assert query.items() <= form.items()
    text = opened(bank, "/pay", form)
    assert "200.000 đồng" in text
    assert f'href="{portal.url}/ho-so/1/"' in text
    [notice] = portal.wait(1)
    assert (notice["sender"], notice["path"]) == ("BANK", "/api/v1/payments/events/")
    assert (notice["reference"], notice["amount"]) == ("LLTP 92-24-000123", 200_000)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00", notice["paid_at"])


def test_a_double_click_pays_once(bank, portal):
    form = typed(opened(bank, "/pay?reference=LLTP-1&amount=200000"))
    opened(bank, "/pay", form)
    opened(bank, "/pay", form)
    portal.wait(1)
    bank.counts(received=1, delivered=1)


def test_the_way_back_is_to_the_portal_only(bank, portal):
    there = portal.url.removeprefix("http://")
    for return_to in ("https://evil.example/", f"//{there}/", f"http://{there}@evil.example/", ""):
        query = urllib.parse.urlencode({"return_to": return_to})
        assert typed(opened(bank, f"/pay?{query}"))["return_to"] == portal.url
    query = urllib.parse.urlencode({"return_to": "javascript:alert(1)"})
    assert "javascript" not in opened(bank, f"/pay?{query}")


def test_what_is_typed_is_shown_as_text(bank):
    text = opened(bank, "/pay?reference=%22%3E%3Cscript%3E&amount=%3Cb%3E")
    assert "<script" not in text
    assert "<b>" not in text


@pytest.mark.parametrize(
    ("reference", "amount", "problem"),
    [
        ("LLTP-1", "0", "Số tiền"),
        ("LLTP-1", "-5", "Số tiền"),
        ("LLTP-1", "²", "Số tiền"),
        ("LLTP-1", "", "Số tiền"),
        ("", "200000", "Nội dung"),
        ("<b>", "200000", "Nội dung"),
    ],
)
def test_what_cannot_be_paid_is_said_on_the_form(bank, reference, amount, problem):
    text = opened(bank, "/pay", {"reference": reference, "amount": amount})
    assert problem in text.partition("<form")[0]
    assert bank.counts() == {"received": 0}


def test_a_program_transfers_with_json(bank, portal):
    order = {"message_id": str(uuid.uuid4()), "reference": "LLTP-1", "amount": 205_000}
    assert bank.call("/transfers", order) == bank.call("/transfers", order)
    [notice] = portal.wait(1)
    assert notice["message_id"] == order["message_id"]
    bank.counts(delivered=1)


def test_one_message_id_does_not_pay_two_amounts(bank):
    order = {"message_id": "m-1", "reference": "LLTP-1", "amount": 205_000}
    bank.call("/transfers", order)
    with pytest.raises(urllib.error.HTTPError) as caught:
        bank.call("/transfers", order | {"amount": 1})
    caught.value.close()
    assert caught.value.code == 409


def test_doubled_notices_bear_one_id(bank, portal):
    bank.faults(doubled={"count": 1})
    bank.call("/transfers", {"reference": "LLTP-1", "amount": 200_000})
    assert len({notice["message_id"] for notice in portal.wait(3)}) == 1


def test_a_delayed_notice_outlives_a_restart(bank, portal):
    bank.faults(delayed={"count": 1, "seconds": 1.2})
    bank.call("/transfers", {"reference": "LLTP-1", "amount": 200_000})
    assert bank.counts() == {"received": 1, "waiting": 1}
    bank.kill_and_start_again()
    assert portal.wait(1)[0]["amount"] == 200_000


def test_the_bank_knows_no_faults_of_agencies(bank):
    with pytest.raises(urllib.error.HTTPError) as caught:
        bank.faults(wrong_person=True)
    caught.value.close()
    assert caught.value.code == 422


def test_a_form_of_another_site_cannot_command_the_bank(bank):
    """A browser sends a form without asking first; JSON it does not."""
    for path in ("/transfers", "/control"):
        with pytest.raises(urllib.error.HTTPError) as caught:
            opened(bank, path, {"reference": "LLTP-1", "amount": "1"})
        caught.value.close()
        assert caught.value.code == 415
