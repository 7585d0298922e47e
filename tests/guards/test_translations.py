"""English is whole, and its checker sees what it must (`tools.messages check`, in `make check`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polib
import pytest

from tools import messages

LOCALE = Path(__file__).resolve().parents[2] / "locale"
CATALOGUES = sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


def entries(msgid: str, msgstr: str = "", **more: Any) -> messages.Entries:
    return {("", msgid): polib.POEntry(msgid=msgid, msgstr=msgstr, **more)}


def faults(known: messages.Entries, **used: Any) -> list[str]:
    one = next(iter(known.values()))
    asked = entries(one.msgid, msgid_plural=one.msgid_plural, **used)
    return [line.split(": ")[1] for line in messages.problems(asked, known)]


def test_every_text_of_the_code_has_its_english() -> None:
    assert list(messages.check()) == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_a_catalogue_reads_and_says_each_text_once(path: Path) -> None:
    catalogue = polib.pofile(str(path), check_for_duplicates=True)
    assert len(catalogue) > 0
    assert not [entry.msgid for entry in catalogue if entry.fuzzy]
    assert not catalogue.obsolete_entries()


def test_vietnamese_is_written_in_the_sources_and_nowhere_twice() -> None:
    theirs = {entry.msgid for entry in polib.pofile(str(LOCALE / "vi/LC_MESSAGES/django.po"))}
    ours = {text for _, text in messages.extract() if not text.isascii()}
    assert theirs & ours == set()


@pytest.mark.parametrize(
    ("text", "english", "fault"),
    [
        ("Hồ sơ", "", "not translated to English"),
        ("Hồ sơ", "Hồ sơ", "still Vietnamese in locale/en"),
        ("Còn %(days)s ngày", "%(day)s days left", "other placeholders in English"),
        ("Còn %(days)s ngày", "Some days left", "other placeholders in English"),
        ("Còn %d ngày", "%s days left", "other placeholders in English"),
        ("Chậm nhất <strong>mai</strong>", "By tomorrow", "other markup in English"),
        ("Trang <b>này</b>", "<i>This</i> page", "other markup in English"),
    ],
)
def test_a_wrong_english_text_is_named(text: str, english: str, fault: str) -> None:
    assert faults(entries(text, english)) == [fault]


def test_a_guess_of_a_program_is_no_translation() -> None:
    assert faults(entries("Hồ sơ", "Dossier", flags=["fuzzy"])) == ["a guess (fuzzy) in locale/en"]


def test_every_plural_form_is_translated_and_keeps_its_placeholders() -> None:
    def plural(one: str, many: str) -> messages.Entries:
        forms = {0: one, 1: many}
        return entries("%(n)s bản", msgid_plural="%(n)s bản", msgstr_plural=forms)

    assert faults(plural("%(n)s copy", "%(n)s copies")) == []
    assert faults(plural("%(n)s copy", "")) == ["not translated to English"]
    assert faults(plural("%(n)s copy", "%(m)s copies")) == ["other placeholders in English"]


def test_what_is_missing_and_what_is_left_over_are_both_named() -> None:
    found = list(messages.problems(entries("Mới"), entries("Cũ", "Old")))
    assert found == [
        ": not in locale/en (make messages): 'Mới'",
        "locale/en: no longer used (make messages): 'Cũ'",
    ]
