"""A demonstration authority for the tests, and certificates rendered and signed under it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from certificates import demonstration_pki, keys
from certificates.pades import sign_pdf
from certificates.rendering import Issue, Rendered, render
from certificates.seal import Seal
from tests.certificates.samples import drafted

ISSUE = Issue(
    number="123/STP-LLTP",
    issued_at=datetime(2024, 6, 13, 2, 30, tzinfo=UTC),
    signer="Phạm Minh Tuấn",
    signer_titles=("GIÁM ĐỐC",),
    check_url="https://lltp.example/verify/" + "A" * 118,
    typed_code="7K3M-9QWX-2D5R-ABCD",
    check_page="lltp.example/verify",
)
SEAL = Seal(
    upper="SỞ TƯ PHÁP",
    lower="THÀNH PHỐ CẦN THƠ",
    organisation="Sở Tư pháp thành phố Cần Thơ",
    signer="Phạm Minh Tuấn",
    place="Cần Thơ",
    signed_at=ISSUE.issued_at,
)


@pytest.fixture(scope="session")
def key_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys made once for the whole run; making four RSA keys takes a second."""
    folder = tmp_path_factory.mktemp("keys")
    demonstration_pki.make(folder / "certificates", organisation="Sở Tư pháp (thử)")
    return folder


@pytest.fixture
def signing_keys(key_folder: Path, settings: object) -> Iterator[keys.SigningKeys]:
    settings.KEYS_DIR = key_folder  # type: ignore[attr-defined]
    return keys.signing_keys()


@pytest.fixture(scope="session")
def rendered() -> Rendered:
    return render(drafted(2), issue=ISSUE)


@pytest.fixture
def signed(rendered: Rendered, signing_keys: keys.SigningKeys) -> bytes:
    return sign_pdf(rendered, seal=SEAL, keys=signing_keys)
