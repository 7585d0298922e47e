"""The code on a letter and on its reply form: what a scanner reads, and a person can type.

It names the letter and not the person. Two check digits (ISO/IEC 7064, MOD 97-10, as in a bank
account) keep one wrong digit, or two that changed places, from opening another person's question.
"""

from __future__ import annotations

import re

from verification.models import VerificationRequest

PREFIX = "XM"
LONGEST = 60
_DIGITS = 8
_SHAPE = re.compile(rf"{PREFIX}(\d{{{_DIGITS}}})(\d{{2}})", re.ASCII)


def code_of(letter_pk: int) -> str:
    """The code as the barcode holds it: XM0000012363."""
    serial = f"{letter_pk:0{_DIGITS}}"
    return f"{PREFIX}{serial}{98 - int(serial) * 100 % 97:02}"


def readable(code: str) -> str:
    """In groups, for the eye: XM 0000 0123 63."""
    return f"{code[:2]} {code[2:6]} {code[6:10]} {code[10:]}"


def letter_named(typed: str) -> int | None:
    """The letter's number in a code that was scanned or typed, if its check digits are right."""
    match = _SHAPE.fullmatch(normal(typed))
    if match is None or int(match[1] + match[2]) % 97 != 1:
        return None
    return int(match[1])


def normal(typed: str) -> str:
    """In capitals, without blanks; a dash belongs to a reference and not to a code."""
    text = re.sub(r"\s", "", typed[:LONGEST]).upper()
    bare = text.replace("-", "").replace(".", "")
    return bare if bare.startswith(PREFIX) else text


def request_named(typed: str) -> VerificationRequest | None:
    """The question that a code, or the request's own number, stands for."""
    rows = VerificationRequest.objects.select_related("application", "agency")
    letter = letter_named(typed)
    if letter is not None:
        return rows.filter(letter__pk=letter).first()
    return rows.filter(reference=normal(typed)).first()
