"""Anybody may check a certificate; nobody learns what it says, or what does not exist."""

import base64
import re
import time
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import resolve

from accounts.models import User
from applications.models import Application
from certificates import checking, files, issuing, keys, revocation
from certificates.addresses import CHECK_PATH, check_url
from certificates.models import Certificate, Revocation
from certificates.tokens import read_typed_code, token_facts
from common.refusals import Refusal
from tests.certificates.conftest import conclude, ordered
from tests.certificates.samples import judgment

Cast = dict[str, User]


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def browser() -> Client:
    return Client()


def api(browser: Client, token: str) -> Any:
    return browser.get(f"/api/v1/certificates/{token}/")


def flipped(token: str, at: int) -> str:
    return token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]


def test_a_valid_certificate_shows_number_day_and_initials_only(
    browser: Client, issued: Certificate
) -> None:
    answer = api(browser, issued.token).json()
    assert answer == {
        "status": "valid",
        "number": "01/STP-LLTP",
        "issued_on": answer["issued_on"],
        "issuer": issued.office.name,
        "masked_name": "N*** V*** A***",
        "revoked_on": None,
    }
    page = browser.get(check_url(issued).removeprefix("http://127.0.0.1:8000"))
    text = page.content.decode()
    assert "Phiếu còn giá trị" in text
    for secret in ("NGUYỄN VĂN AN", "Nguyễn Văn An", "092090001234", "án tích", "Phiếu số 1"):
        assert secret not in text


def test_both_types_show_the_same_fields(
    browser: Client, submitted: Application, cast: Cast, office_keys: Any
) -> None:
    answers = []
    for kind in (1, 2):
        Application.objects.filter(pk=submitted.pk).update(certificate_type=kind)
        conclude(submitted, by=cast["verifier"], finding="has_record", judgments=[judgment()])
        certificate = issuing.issue(ordered(submitted, cast))
        answers.append(api(browser, certificate.token).json())
    one, two = ({**answer, "number": ""} for answer in answers)
    assert one == two


def told(page: Any) -> str:
    """What a page says, without what the asker sent: the address, and the form's own token."""
    return re.sub(r'<input type="hidden"[^>]*>', "", page.content.decode())


MALFORMED = ["x", "A" * 118, "A" * 5000, "%00", "../../etc/passwd", "a/b/c", "✓", "'; DROP TABLE x"]


def test_unknown_malformed_and_unpublished_get_the_same_answer(
    browser: Client, issued: Certificate, submitted: Application
) -> None:
    tokens = [*MALFORMED, *(flipped(issued.token, at) for at in (0, 40, 117))]
    answers = [api(browser, token) for token in tokens]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].json()["status"] == "unknown"
    pages = [browser.get(f"/verify/{token}") for token in tokens]
    assert {page.status_code for page in pages} == {200}
    assert len({told(page) for page in pages}) == 1


def test_a_token_with_one_bit_changed_fails_without_a_network(issued: Certificate) -> None:
    key = keys.code_public_key()
    assert token_facts(issued.token, key=key) is not None
    raw = base64.urlsafe_b64decode(issued.token + "==")
    for bit in range(0, len(raw) * 8, 7):
        changed = bytearray(raw)
        changed[bit // 8] ^= 1 << bit % 8
        token = base64.urlsafe_b64encode(bytes(changed)).decode().rstrip("=")
        assert token_facts(token, key=key) is None


def test_a_revoked_certificate_says_so_at_once(
    browser: Client, issued: Certificate, head: User
) -> None:
    assert api(browser, issued.token).json()["status"] == "valid"
    revocation.revoke(issued.application, by=head, ground="Sai nơi sinh")
    for answer in (api(browser, issued.token), browser.get(f"/verify/{issued.token}")):
        assert "no-store" in answer["Cache-Control"]
        text = answer.content.decode()
        assert "revoked" in text or "Phiếu đã bị thu hồi" in text
        assert "Sai nơi sinh" not in text


def test_a_code_is_typed_in_any_manner(browser: Client, issued: Certificate) -> None:
    code = issued.typed_code
    for typed in (code, code.lower(), "-".join(code), f" {code[:8]} {code[8:]} "):
        assert checking.by_typed_code(typed).status == "valid"
    assert read_typed_code("o0il-7") == "00117"
    page = browser.post("/verify/", {"code": code.lower()})
    assert "Phiếu còn giá trị" in page.content.decode()


def test_the_page_of_the_check_offers_code_and_file(browser: Client, db: None) -> None:
    page = browser.get("/verify/")
    assert page.status_code == 200
    assert 'name="code"' in page.content.decode()
    assert 'type="file"' in page.content.decode()
    assert browser.post("/verify/", {"code": ""}).status_code == 400


def test_guessing_codes_is_held_back(browser: Client, issued: Certificate, settings: Any) -> None:
    settings.GUESS_LIMITS = {**settings.GUESS_LIMITS, "check": 5}
    answers = [browser.post("/verify/", {"code": f"{number:016}"}) for number in range(8)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 3
    assert browser.post("/verify/", {"code": issued.typed_code}).status_code == 429
    assert api(browser, issued.token).status_code == 429


def check_file(browser: Client, data: bytes) -> Any:
    return browser.post(
        "/api/v1/certificates/check-file/", data=data, content_type="application/pdf"
    ).json()


def test_the_issued_file_is_known_by_register_and_signature(
    browser: Client, issued: Certificate
) -> None:
    data = files.read(issued)
    answer = check_file(browser, data)
    assert answer["status"] == "valid"
    assert answer["bytes_as_issued"] is True
    assert answer["signature"]["valid"] is True
    assert answer["certificate"]["number"] == "01/STP-LLTP"
    upload = SimpleUploadedFile("phieu.pdf", data, "application/pdf")
    multipart = browser.post("/api/v1/certificates/check-file/", {"file": upload}).json()
    assert multipart == answer
    page = browser.post("/verify/", {"file": SimpleUploadedFile("a.pdf", data, "application/pdf")})
    assert "Phiếu còn giá trị" in page.content.decode()


def test_a_changed_file_is_not_ours_even_if_only_its_padding_changed(
    browser: Client, issued: Certificate
) -> None:
    data = files.read(issued)
    padding = data.rindex(b"0000>")
    for at in (0, 500, len(data) // 2, padding, len(data) - 1):
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        answer = check_file(browser, changed)
        assert (answer["status"], answer["bytes_as_issued"]) == ("unknown", False)
        assert answer["certificate"]["number"] is None


def test_a_file_that_the_register_knows_but_nobody_signed_does_not_count(
    issued: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = files.read(issued)
    monkeypatch.setattr(checking, "roots", list)
    found = checking.by_file(data)
    assert (found.bytes_as_issued, found.status) == (True, "unknown")


def test_a_revoked_file_is_still_ours_and_no_longer_counts(
    browser: Client, issued: Certificate, head: User
) -> None:
    revocation.revoke(issued.application, by=head, ground="Sai")
    answer = check_file(browser, files.read(issued))
    assert (answer["status"], answer["bytes_as_issued"]) == ("revoked", True)


def test_a_file_too_large_or_absent_is_refused(browser: Client, settings: Any, db: None) -> None:
    settings.UPLOAD_MAX_BYTES = 10
    for data in (b"x" * 11,):
        answer = browser.post(
            "/api/v1/certificates/check-file/", data=data, content_type="application/pdf"
        )
        assert answer.status_code == 400
    assert browser.post("/api/v1/certificates/check-file/", {}).status_code == 400


def test_a_certificate_is_revoked_once_and_then_issued_anew(
    issued: Certificate, cast: Cast
) -> None:
    application = issued.application
    with pytest.raises(Refusal) as refusal:
        revocation.reissue(application, by=cast["head"], reason="Sai nơi sinh")
    assert refusal.value.code == "not_revoked"
    revocation.revoke(application, by=cast["head"], ground="Sai nơi sinh")
    with pytest.raises(Refusal):
        revocation.revoke(application, by=cast["head"], ground="Sai nơi sinh")
    assert Revocation.objects.count() == 1
    revocation.reissue(application, by=cast["head"], reason="Sai nơi sinh")
    again = issuing.issue(ordered(application, cast))
    assert again.printed_number == "02/STP-LLTP"
    assert (checking.by_token(issued.token).status, checking.by_token(again.token).status) == (
        "revoked",
        "valid",
    )


def test_the_file_is_for_those_who_may_see_the_dossier(
    browser: Client, issued: Certificate, applicant: User, other_applicant: User
) -> None:
    address = f"/ho-so/{issued.application.code}/phieu.pdf"
    assert browser.get(address).status_code == 404
    for person, status in ((other_applicant, 404), (applicant, 200)):
        browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        assert browser.get(address).status_code == status
    answer = browser.get(address)
    assert answer.content == files.read(issued)
    assert answer["Content-Disposition"] == 'attachment; filename="phieu-01-STP-LLTP.pdf"'


def test_the_printed_address_is_the_page(issued: Certificate) -> None:
    path = "/" + check_url(issued).split("/", 3)[3]
    assert resolve(path).view_name == "certificates:checked"
    assert resolve(CHECK_PATH).view_name == "certificates:check"


def test_an_unknown_code_costs_as_much_as_a_known_one(issued: Certificate) -> None:
    """A rough watch for a short cut; the exact measure is a benchmark."""

    def cost(token: str) -> float:
        started = time.perf_counter()
        for _time in range(50):
            checking.by_token(token)
        return time.perf_counter() - started

    unknown, malformed = cost(flipped(issued.token, 60)), cost("x")
    assert 0.2 < unknown / malformed < 5
