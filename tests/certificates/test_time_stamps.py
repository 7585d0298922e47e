"""Who stamps the time is asked over HTTP, and believed only when the stamp is what was asked."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from certificates import keys, timestamping
from certificates.pades import sign_pdf
from certificates.rendering import Rendered
from certificates.unavailable import SigningUnavailable, Trouble
from common.pdf_signature import check_signature
from sandbox.timestamps import Refused
from tests.certificates import office
from tests.certificates.conftest import SEAL
from tests.verification.partners import Partner
from tools.surroundings import any_free_port


def refused(rendered: Rendered, signing_keys: keys.SigningKeys) -> str:
    """Nothing is signed; the reason."""
    with pytest.raises(SigningUnavailable) as error:
        sign_pdf(rendered, seal=SEAL, keys=signing_keys)
    assert error.value.trouble is Trouble.NO_TIME_STAMP
    return error.value.reason


def test_a_signature_carries_the_stamp_of_another_process(
    rendered: Rendered, signing_keys: keys.SigningKeys
) -> None:
    report = check_signature(sign_pdf(rendered, seal=SEAL, keys=signing_keys), roots=keys.roots())
    assert report.accepted
    assert report.signed_at is not None
    assert abs(report.signed_at - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("http_500", "answers 500"),
        ("refused", "answers rejection"),
        ("wrong_nonce", "nonce"),
        ("wrong_hash", "digest"),
        ("wrong_key", "signature"),
        ("expired_certificate", "signature|certificate"),
    ],
)
def test_a_lying_stamper_signs_nothing(
    rendered: Rendered,
    signing_keys: keys.SigningKeys,
    time_stamps: Partner,
    fault: str,
    reason: str,
) -> None:
    timestamping._stamper.cache_clear()
    for _known in (False, True):  # asked for the first time, and when it has answered before
        time_stamps.fault(fault)
        assert re.search(reason, refused(rendered, signing_keys))
        time_stamps.control({"reset": True})
        data = sign_pdf(rendered, seal=SEAL, keys=signing_keys)
        assert check_signature(data, roots=keys.roots()).accepted


def test_a_stamper_that_hangs_is_left_after_seconds(
    rendered: Rendered,
    signing_keys: keys.SigningKeys,
    time_stamps: Partner,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(timestamping, "TIMEOUT", 0.2)
    time_stamps.fault("slow")
    assert "Timeout" in refused(rendered, signing_keys)


def test_a_stamper_that_is_down_signs_nothing(
    rendered: Rendered, signing_keys: keys.SigningKeys, settings: Any
) -> None:
    settings.TSA_URL = f"http://127.0.0.1:{any_free_port()}/"
    assert "ConnectionError" in refused(rendered, signing_keys)


def test_without_an_address_nothing_is_signed(
    rendered: Rendered, signing_keys: keys.SigningKeys, settings: Any
) -> None:
    settings.TSA_URL = ""
    assert "TSA_URL" in refused(rendered, signing_keys)


def test_a_stamper_under_another_root_is_refused(
    rendered: Rendered, signing_keys: keys.SigningKeys, settings: Any, tmp_path: Any
) -> None:
    with office.stamping(office.made(tmp_path)) as stranger:
        settings.TSA_URL = stranger.url
        assert "root" in refused(rendered, signing_keys)


def test_a_stamper_that_started_again_is_asked_again(
    rendered: Rendered, settings: Any, tmp_path: Any
) -> None:
    """The line that was kept open is gone; the first signature after it works."""
    there = office.made(tmp_path)
    with office.stamping(there) as first:
        office.use(settings, there, stamps=first.url)
        sign_pdf(rendered, seal=SEAL, keys=keys.signing_keys())
    port = int(first.url.rpartition(":")[2])
    with office.stamping(there, port=port):
        data = sign_pdf(rendered, seal=SEAL, keys=keys.signing_keys())
    assert check_signature(data, roots=keys.roots()).accepted


def test_what_is_no_query_gets_no_stamp(stamper: Partner) -> None:
    kinds = {"Content-Type": "application/timestamp-query"}
    answer = requests.post(stamper.url, b"nonsense", headers=kinds, timeout=5)
    assert Refused.load(answer.content)["status"]["status"].native == "rejection"
    assert requests.post(stamper.url, b"nonsense", timeout=5).status_code == 415
