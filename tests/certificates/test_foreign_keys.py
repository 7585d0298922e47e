"""Whose signatures count: only those of a key under our root that is meant for it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.fields import MDPPerm

from certificates import keys
from certificates.demonstration_authority import Authority, Wanted, own, revocation_list
from certificates.demonstration_pki import Place
from certificates.rendering import Rendered
from common.pdf_container import Problem
from common.pdf_signature import SignatureReport, check_signature
from tests.certificates.forger import SERVER, TIME_STAMPING, Forger, Wish, certified, stamper

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def root(key_place: Place) -> Authority:
    return key_place.authority("root")


@pytest.fixture(scope="module")
def issuing(key_place: Place) -> Authority:
    return key_place.authority("issuing")


@pytest.fixture(scope="module")
def insider(root: Authority, issuing: Authority) -> Forger:
    """With a signer's and a stamper's certificates by our own authority."""
    return Forger(
        signer=certified(Wish(), by=issuing),
        stamper=stamper(Wish("Dấu thời gian", (TIME_STAMPING,)), by=issuing),
        above=(issuing, root),
        stamper_above=(issuing, root),
    )


@pytest.fixture(scope="module")
def other_root() -> Authority:
    """Another authority with the very names of ours."""
    return own(Wanted("root", "Sở Tư pháp (thử)", NOW - timedelta(days=9), 3650))


@pytest.fixture
def judged(signing_keys: Any, rendered: Rendered) -> Any:
    def judge(forger: Forger, **options: Any) -> SignatureReport:
        return check_signature(forger.signs(rendered), roots=keys.roots(), **options)

    return judge


def test_a_key_under_our_root_that_is_meant_for_it_counts(judged: Any, insider: Forger) -> None:
    """The measure for all the others: keys are renewed, and none is named in the check."""
    report = judged(insider)
    assert (report.accepted, report.problem) == (True, Problem.NONE)


def test_a_certificate_that_vouches_for_itself_is_refused(judged: Any, insider: Forger) -> None:
    report = judged(insider.but(signer=certified(Wish(), by=None), above=()))
    assert (report.accepted, report.problem) == (False, Problem.UNKNOWN_AUTHORITY)
    assert (report.intact, report.trusted, report.signer_name) == (True, False, "")


def test_another_authority_of_the_same_name_is_refused(
    judged: Any, insider: Forger, other_root: Authority
) -> None:
    forger = insider.but(signer=certified(Wish(), by=other_root), above=(other_root,))
    report = judged(forger)
    assert (report.accepted, report.problem) == (False, Problem.UNKNOWN_AUTHORITY)
    assert (report.intact, report.trusted, report.signed_at) == (True, False, None)


@pytest.mark.parametrize(
    "wish",
    [
        Wish("Dấu thời gian", (TIME_STAMPING,)),
        Wish("lltp.example", (SERVER,)),
        Wish("lltp.example", (SERVER,), commits=False),
        Wish(commits=False),
    ],
    ids=["time stamps", "web server that commits", "web server", "log-in"],
)
def test_a_certificate_for_another_purpose_signs_nothing(
    judged: Any, insider: Forger, issuing: Authority, wish: Wish
) -> None:
    report = judged(insider.but(signer=certified(wish, by=issuing)))
    assert (report.accepted, report.problem) == (False, Problem.WRONG_PURPOSE)


def test_an_authority_signs_no_certificates_itself(
    judged: Any, insider: Forger, issuing: Authority, root: Authority
) -> None:
    report = judged(insider.but(signer=issuing, above=(root,)))
    assert (report.accepted, report.problem) == (False, Problem.WRONG_PURPOSE)


def test_a_key_taken_back_before_the_stamp_is_refused(judged: Any, insider: Forger) -> None:
    serial = insider.signer.certificate.serial_number
    report = judged(insider.but(taken_back=(serial,)))
    assert (report.accepted, report.problem) == (False, Problem.REVOKED)


def test_an_old_list_in_the_file_hides_no_revocation_that_we_know_of(
    judged: Any, insider: Forger, issuing: Authority
) -> None:
    """A thief of a key puts yesterday's list into the file; the check brings today's."""
    serial = insider.signer.certificate.serial_number

    def newest(start: datetime) -> list[bytes]:
        made = revocation_list(issuing, number=99, start=start, days=30, serials=(serial,))
        return [made.public_bytes(Encoding.DER)]

    earlier, later = NOW - timedelta(hours=1), NOW + timedelta(hours=1)
    assert judged(insider, revoked=newest(earlier)).problem == Problem.REVOKED
    assert judged(insider, revoked=newest(later)).accepted  # taken back after it had signed


@pytest.mark.parametrize(
    "wish",
    [
        Wish(start=NOW - timedelta(days=90), days=30),
        Wish(start=NOW + timedelta(days=1), days=30),
    ],
    ids=["run out", "not yet"],
)
def test_a_key_outside_its_dates_is_refused(
    judged: Any, insider: Forger, issuing: Authority, wish: Wish
) -> None:
    report = judged(insider.but(signer=certified(wish, by=issuing)))
    assert (report.accepted, report.problem) == (False, Problem.NOT_VALID_THEN)


def test_a_stamp_of_a_foreign_authority_is_refused(
    judged: Any, insider: Forger, other_root: Authority
) -> None:
    theirs = stamper(Wish("Dấu thời gian", (TIME_STAMPING,)), by=other_root)
    report = judged(insider.but(stamper=theirs, stamper_above=(other_root,)))
    assert (report.accepted, report.problem) == (False, Problem.FOREIGN_STAMP)


@pytest.mark.parametrize(
    "purposes", [(), (TIME_STAMPING, SERVER), (SERVER,)], ids=["none", "two", "another"]
)
def test_a_stamp_by_a_key_for_anything_else_is_refused(
    judged: Any, insider: Forger, issuing: Authority, purposes: Any
) -> None:
    theirs = stamper(Wish("Dấu thời gian", purposes), by=issuing)
    report = judged(insider.but(stamper=theirs))
    assert (report.accepted, report.problem) == (False, Problem.FOREIGN_STAMP)


def test_a_signature_without_a_stamp_is_refused(judged: Any, insider: Forger) -> None:
    assert judged(insider.but(stamper=None, stamper_above=())).problem == Problem.NO_STAMP


@pytest.mark.parametrize("permission", [MDPPerm.FILL_FORMS, MDPPerm.ANNOTATE])
def test_a_signature_that_allows_changes_is_refused(
    judged: Any, insider: Forger, permission: MDPPerm
) -> None:
    assert judged(insider.but(may_change=permission)).problem == Problem.CHANGES_ALLOWED


def test_another_digest_than_ours_is_refused(judged: Any, insider: Forger) -> None:
    assert judged(insider.but(digest="sha512")).problem == Problem.OTHER_FORM
