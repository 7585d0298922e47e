"""Our own keys and score over the same pairs, without a database.

The look-up itself (records/matching/search.py) reads the same keys from an index and drops early
what cannot reach the bar; who passes is the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, product

from benchmarks.audit_rows import MOST_ROWS, Asked
from records.matching.keys import Birth, Traits, question_keys, record_keys
from records.matching.score import Comparison, Record, compare, sex_number

Pairs = dict[tuple[int, int], Comparison]


class Questions:
    """Who is asked for, under the keys of each."""

    def __init__(self, asked: Sequence[Asked]) -> None:
        self.traits = [Traits(one.identity) for one in asked]
        self._by_key: Mapping[int, list[int]] = defaultdict(list)
        for at, traits in enumerate(self.traits):
            for key in question_keys(traits):
                self._by_key[key].append(at)

    def meeting(self, record: Traits) -> set[int]:
        """All that share a key with the record."""
        return {at for key in record_keys(record) for at in self._by_key.get(key, ())}

    def compared(self, record: Traits, which: Iterable[int]) -> Iterator[tuple[int, Comparison]]:
        """Each with the best entry of the record."""
        entries = list(entries_of(record))
        for at in which:
            found = [compare(entry, self.traits[at]) for entry in entries]
            yield at, max(found, key=lambda one: (one.bits, one.always))


def entries_of(traits: Traits) -> Iterator[Record]:
    """As they stand in the match table."""
    pairs = product(enumerate(traits.names), traits.births or (Birth(),))
    for (at, name), birth in islice(pairs, MOST_ROWS):
        yield Record(
            name=name,
            is_alias=at >= traits.own_names,
            birth=birth,
            sex=sex_number(traits.identity.sex),
            birthplace=traits.birthplace,
            residence=traits.residence,
            father=next(iter(traits.fathers), None),
            mother=next(iter(traits.mothers), None),
            spouse=next(iter(traits.spouses), None),
            numbers=traits.numbers,
        )
