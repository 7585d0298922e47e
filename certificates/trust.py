"""What our own signatures and stamps are held against: the pinned root, with the lists at hand."""

from __future__ import annotations

from datetime import datetime

from pyhanko_certvalidator import ValidationContext

from certificates.keys import SigningKeys


def trust(keys: SigningKeys, *, at: datetime | None = None) -> ValidationContext:
    """Nothing is fetched: a signature depends on no other service than the time stamp."""
    return ValidationContext(
        trust_roots=[keys.root],
        other_certs=[keys.issuing],
        crls=list(keys.revoked),
        allow_fetching=False,
        revocation_mode="require",
        moment=at,
    )
