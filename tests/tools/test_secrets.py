"""What is taken for a secret, and what is not. The samples are put together here, so that this
file holds none."""

import pytest

from tools import secrets

KEY = "-----BEGIN {}PRIVATE KEY-----"


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (KEY.format(""), "a private key"),
        (KEY.format("RSA "), "a private key"),
        ("key = 'AKIA" + "A1B2" * 4 + "'", "an access key"),
        ("ghp" + "_" + "a1B2" * 9, "a token"),
        ("url = 'https://me:" + "hunter2hunter2@example.org'", "a password in an address"),
        ('password = "' + "a1b2c3d4" * 4 + '"', "a password"),
    ],
)
def test_a_secret_is_seen(line: str, what: str) -> None:
    assert secrets.resembles(line) == [what]


@pytest.mark.parametrize(
    "line",
    [
        "postgresql://user:password@host:port/name",
        "DATABASE_URL: postgresql://portal_app:${DATABASE_APP_PASSWORD:?}@postgres/portal",
        "password = os.environ['PASSWORD']",
        KEY.format("") + "  # not a secret",
    ],
)
def test_what_is_no_secret_is_left_alone(line: str) -> None:
    assert secrets.resembles(line) == []
