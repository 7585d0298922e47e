"""The whole portal as real processes, once for all tests that ask for it.

`portal` is shared by the procedure's, the browser's and the faults' tests: whoever breaks
something mends it again. What a test adds it names by its own codes; it finds others' dossiers
beside its own.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.live.portal import Portal
from tools import stack, surroundings
from tools.demo_client import issue_tokens

STAFF = tuple(name for name in surroundings.ACCOUNTS if name != "applicant")
LOGS_SHOWN = ("web", "worker", "signer", "outside", "beat", "postgres", "valkey")
LAST_WORDS = 12  # lines of each of them that a failure shows
# What a developer's shell may set, and a portal of our own must not take over.
OURS = {"DEBUG": "0", "LOG_LEVEL": "INFO", "STATIC_ROOT": "", "EMAIL_HOST": ""}


@pytest.fixture(scope="session")
def portal_stack() -> Iterator[stack.Stack]:
    """Servers, web, worker, beat and all partners on data of their own, thrown away at the end."""
    # Outside pytest's folder, which only its owner may enter: the servers have an account.
    with tempfile.TemporaryDirectory(
        prefix="portal-live-", dir="/tmp", ignore_cleanup_errors=True
    ) as folder:
        Path(folder).chmod(0o755)
        port = surroundings.any_free_port()
        with stack.running(Path(folder) / "data", port=port, settings=OURS) as running:
            yield running


@pytest.fixture(scope="session")
def portal_with_people(portal_stack: stack.Stack) -> Portal:
    tokens = issue_tokens(portal_stack.environment, *STAFF)
    without_applicant = Portal(portal_stack, tokens)
    return Portal(portal_stack, {**tokens, "applicant": without_applicant.token_of("applicant")})


@pytest.fixture
def portal(portal_with_people: Portal) -> Portal:
    """The running portal; a test that finds it broken does not begin."""
    dead = [child.name for child in portal_with_people.stack.children.values() if not child.alive]
    assert not dead, f"an earlier test left {dead} behind"
    return portal_with_people


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Any:
    """A failure on the running portal shows what its processes said last."""
    report = yield
    running = getattr(item, "funcargs", {}).get("portal")
    if report.failed and isinstance(running, Portal):
        for name in LOGS_SHOWN:
            words = running.child(name).last_words(LAST_WORDS)
            report.sections.append((f"last words of {name}", words))
    return report
