"""Signed files altered in every manner that a forger or an accident could; seeded."""

from __future__ import annotations

import hashlib
import io
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pikepdf
from pyhanko.pdf_utils.generic import NumberObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from common.pdf_container import read

SEED = 20240613
DEAR = 40  # one mutant in so many is made by writing a whole PDF anew


def container(data: bytes) -> range:
    """The signature's hex digits, between their brackets."""
    _zero, before, after, _rest = read(data).byte_range
    return range(before + 1, after - 1)


def with_container(data: bytes, der: bytes) -> bytes:
    """The file with another value in the room of its signature."""
    gap = container(data)
    digits = der.hex().upper().encode().ljust(len(gap), b"0")
    assert len(digits) == len(gap)
    return data[: gap.start] + digits + data[gap.stop :]


@dataclass
class Mutator:
    """Alters one signed file; `other` is another one under the same keys."""

    data: bytes
    other: bytes
    chance: random.Random

    def place(self) -> int:
        """Anywhere; a third of all in the signature's container, a tenth in the file's end."""
        gap, used = container(self.data), 2 * len(read(self.data).der)
        area = self.chance.choices(
            (range(len(self.data)), range(gap.start, gap.start + used), gap, self.tail),
            weights=(5, 3, 1, 1),
        )[0]
        return self.chance.choice(area)

    @property
    def tail(self) -> range:
        return range(container(self.data).stop, len(self.data))

    def spliced(self, start: int, stop: int, middle: bytes) -> bytes:
        return self.data[:start] + middle + self.data[stop:]

    def bit_flipped(self) -> bytes:
        at = self.place()
        return self.spliced(at, at + 1, bytes([self.data[at] ^ 1 << self.chance.randrange(8)]))

    def digit_changed(self) -> bytes:
        """Still hexadecimal, in the container or wherever digits stand."""
        at = self.chance.choice(container(self.data))
        return self.spliced(at, at + 1, self.chance.choice(b"0123456789ABCDEF").to_bytes())

    def case_changed(self) -> bytes:
        at = self.place()
        return self.spliced(at, at + 1, self.data[at : at + 1].swapcase())

    def dropped(self) -> bytes:
        at = self.place()
        return self.spliced(at, at + self.chance.randint(1, 4), b"")

    def doubled(self) -> bytes:
        at = self.place()
        return self.spliced(at, at, self.data[at : at + self.chance.randint(1, 4)])

    def swapped(self) -> bytes:
        one, two = sorted((self.place(), self.place()))
        middle = self.data[two : two + 1] + self.data[one + 1 : two] + self.data[one : one + 1]
        return self.spliced(one, two + 1, middle) if one < two else self.data

    def zeroed(self) -> bytes:
        at, length = self.place(), self.chance.randint(2, 64)
        zero = b"0" if at in container(self.data) else b"\0"
        return self.spliced(at, at + length, zero * len(self.data[at : at + length]))

    def inserted(self) -> bytes:
        at = self.place()
        return self.spliced(at, at, self.chance.randbytes(self.chance.randint(1, 8)))

    def truncated(self) -> bytes:
        return self.data[: self.place()]

    def appended(self) -> bytes:
        junk = (b"\n", b" ", b"%%EOF\n", b"\0", self.chance.randbytes(16))
        return self.data + self.chance.choice(junk)

    def prepended(self) -> bytes:
        return self.chance.choice((b"\n", b"%PDF-1.7\n", b"\0")) + self.data

    def range_edited(self) -> bytes:
        """Another number in /ByteRange, of the same length in digits or not."""
        start = self.data.rindex(b"/ByteRange [") + 12
        stop = self.data.index(b"]", start)
        numbers = [int(number) for number in self.data[start:stop].split()]
        at = self.chance.randrange(4)
        numbers[at] = max(0, numbers[at] + self.chance.choice((-2, -1, 1, 2, 1000)))
        text = b" ".join(str(number).encode() for number in numbers)
        return self.spliced(start, stop, text.ljust(stop - start)[: stop - start])

    def another_container(self) -> bytes:
        """The whole signature of another certificate, or only its beginning."""
        gap, theirs = container(self.data), read(self.other).der
        if self.chance.random() < 0.2:
            return with_container(self.data, theirs)
        digits = theirs.hex().upper().encode()[: self.chance.randrange(16, 2 * len(theirs))]
        return self.spliced(gap.start, gap.start + len(digits), digits)

    def evidence_changed(self) -> bytes:
        """A byte of the stored certificates and lists of revoked keys."""
        start = self.data.rindex(b"/DSS")
        at = self.chance.randrange(max(0, start - 12_000), start + 4)
        return self.spliced(at, at + 1, self.chance.randbytes(1))

    def later_revision(self) -> bytes:
        writer = IncrementalPdfFileWriter(io.BytesIO(self.data))
        writer.root[pdf_name("/Note")] = NumberObject(self.chance.randrange(10**6))
        writer.update_root()
        out = io.BytesIO()
        writer.write(out)
        return out.getvalue()

    def saved_again(self) -> bytes:
        with pikepdf.open(io.BytesIO(self.data)) as pdf:
            pdf.Root.Note = self.chance.randrange(10**6)
            return saved(pdf)

    def pages_moved(self) -> bytes:
        """A page put in again at another place, or taken out."""
        with pikepdf.open(io.BytesIO(self.data)) as pdf:
            if len(pdf.pages) > 1 and self.chance.random() < 0.5:
                del pdf.pages[self.chance.randrange(len(pdf.pages))]
            else:
                place = self.chance.randint(0, len(pdf.pages))
                pdf.pages.insert(place, pdf.pages[self.chance.randrange(len(pdf.pages))])
            return saved(pdf)


def saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


CHEAP: tuple[Callable[[Mutator], bytes], ...] = (
    Mutator.bit_flipped,
    Mutator.digit_changed,
    Mutator.case_changed,
    Mutator.dropped,
    Mutator.doubled,
    Mutator.swapped,
    Mutator.zeroed,
    Mutator.inserted,
    Mutator.truncated,
    Mutator.appended,
    Mutator.prepended,
    Mutator.range_edited,
    Mutator.another_container,
    Mutator.evidence_changed,
)
WHOLE: tuple[Callable[[Mutator], bytes], ...] = (
    Mutator.later_revision,
    Mutator.saved_again,
    Mutator.pages_moved,
)


def mutants(
    data: bytes, *, other: bytes, count: int, seed: int = SEED
) -> Iterator[tuple[str, bytes]]:
    """`count` different files, each with the manner in which it was altered."""
    mutator = Mutator(data, other, random.Random(seed))
    seen = {hashlib.sha256(data).digest()}
    number = 0
    while len(seen) <= count:
        number += 1
        manners = CHEAP if number % DEAR else WHOLE
        manner = manners[(number if manners is CHEAP else number // DEAR) % len(manners)]
        made = manner(mutator)
        digest = hashlib.sha256(made).digest()
        if digest not in seen:
            seen.add(digest)
            yield manner.__name__, made
