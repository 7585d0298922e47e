"""A demonstration authority for the tests, and certificates rendered and signed under it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.models import User
from applications.models import Application, State
from certificates import approval, issuing, keys, signing
from certificates.models import Certificate
from certificates.pades import sign_pdf
from certificates.rendering import Issue, Rendered, render
from certificates.seal import Seal
from tests.certificates.samples import drafted
from verification.models import Conclusion

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
def rendered() -> Rendered:
    return render(drafted(2), issue=ISSUE)


@pytest.fixture
def signed(rendered: Rendered, signing_keys: keys.SigningKeys) -> bytes:
    return sign_pdf(rendered, seal=SEAL, keys=signing_keys)


@pytest.fixture
def concluded(submitted: Application, verifier: User) -> Application:
    """A dossier on which nothing was found, ready to be drafted."""
    return conclude(submitted, by=verifier)


@pytest.fixture
def office_keys(signing_keys: keys.SigningKeys) -> keys.SigningKeys:
    """The installation has its keys."""
    return signing_keys


def conclude(
    application: Application, *, by: User, finding: str = "none", **statement: Any
) -> Application:
    Application.objects.filter(pk=application.pk).update(state=State.CONCLUDING)
    Conclusion.objects.create(
        application=application,
        number=Conclusion.next_number(application),
        by=by,
        finding=finding,
        statement={"judgments": [], "bans": [], **statement},
    )
    application.refresh_from_db()
    return application


def ordered(application: Application, cast: dict[str, User]) -> Certificate:
    """Drafted, approved and ordered signed; the worker has not come yet."""
    approval.draft(application, by=cast["drafter"])
    approval.approve(application, by=cast["approver"])
    return signing.order(application, by=cast["signer"])


@pytest.fixture
def issued(
    concluded: Application, cast: dict[str, User], office_keys: keys.SigningKeys
) -> Certificate:
    return issuing.issue(ordered(concluded, cast))
