"""The translations, without the gettext programs: extraction, completeness, compilation.

Vietnamese is the language of the sources, so `locale/en` must hold every text. `locale/vi` holds
only what Vietnamese lacks in other people's apps and is written by hand.

    python -m tools.messages compile     .po to .mo where the .po is newer
    python -m tools.messages update      bring locale/en up to date with the code, then compile
    python -m tools.messages check       what is missing, no longer used or wrongly filled in
"""

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
ENGLISH = LOCALE / "en" / "LC_MESSAGES" / "django.po"
SOURCES = (
    *("accounts", "applications", "certificates", "common", "portal", "postal", "records"),
    *("regulations", "templates", "verification"),
)
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
MARKUP = re.compile(r"<[^>]+>")
Entries = dict[tuple[str, str], polib.POEntry]


def main(arguments: list[str]) -> int:
    if arguments == ["compile"]:
        compile_all()
    elif arguments == ["update"]:
        update()
        compile_all()
    elif arguments == ["check"]:
        problems = list(check())
        print(*problems, sep="\n")
        return 1 if problems else 0
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


def compile_all() -> None:
    for source in LOCALE.glob("*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(compiled))


def update() -> None:
    """Adds new texts, empty, and drops those that no code has any more."""
    kept = {_key(entry): entry for entry in _english()}
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = {
        "Language": "en",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for key, entry in sorted(extract().items()):
        if key in kept:
            entry.msgstr, entry.msgstr_plural = kept[key].msgstr, kept[key].msgstr_plural
            entry.tcomment = kept[key].tcomment
        catalogue.append(entry)
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(ENGLISH))
    missing = len(catalogue.untranslated_entries())
    print(f"{ENGLISH.relative_to(ROOT)}: {len(catalogue)} texts, {missing} to translate")


def check() -> Iterator[str]:
    """One line a problem of the English catalogue."""
    yield from problems(extract(), {_key(entry): entry for entry in _english()})


def problems(used: Entries, known: Entries) -> Iterator[str]:
    """What is wrong with the catalogue `known` for a code that uses `used`."""
    for key, entry in sorted(used.items()):
        where = entry.occurrences[0][0] if entry.occurrences else ""
        if fault := _fault(known.get(key)):
            yield f"{where}: {fault}: {entry.msgid!r}"
    for key in sorted(known.keys() - used.keys()):
        yield f"locale/en: no longer used (make messages): {key[1]!r}"


def _fault(entry: polib.POEntry | None) -> str:
    if entry is None:
        return "not in locale/en (make messages)"
    if entry.fuzzy:
        return "a guess (fuzzy) in locale/en"
    if not entry.translated():
        return "not translated to English"
    if not _same_placeholders(entry):
        return "other placeholders in English"
    if not _same_markup(entry):
        return "other markup in English"
    if entry.msgstr == entry.msgid and not entry.msgid.isascii():
        return "still Vietnamese in locale/en"
    return ""


def extract() -> Entries:
    """Every text of the code and the templates, by context and text."""
    entries: Entries = {}
    for path in _files():
        name = str(path.relative_to(ROOT))
        for text, context in _texts(path):
            singular, plural = text if isinstance(text, tuple) else (text, "")
            entry = entries.setdefault(
                (context or "", singular), polib.POEntry(msgid=singular, msgctxt=context)
            )
            if plural:
                entry.msgid_plural, entry.msgstr_plural = plural, {0: "", 1: ""}
            if (name, "") not in entry.occurrences:
                entry.occurrences.append((name, ""))
    return entries


def _files() -> Iterator[Path]:
    for source in SOURCES:
        for path in sorted((ROOT / source).rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts:
                yield path


def _texts(path: Path) -> Iterator[tuple[str | tuple[str, str], str | None]]:
    """The texts of one file. A template is first turned into something that reads as Python."""
    from babel.messages.extract import extract as babel_extract
    from django.utils.translation.template import templatize

    content = path.read_text()
    if path.suffix != ".py":
        # The leftovers of the markup keep their indentation, which Python would stumble over.
        content = "\n".join(line.lstrip() for line in templatize(content).splitlines())
    for _, text, _, context in babel_extract("python", BytesIO(content.encode()), KEYWORDS):
        yield (text if isinstance(text, str) else (text[0], text[1])), context


def _english() -> polib.POFile:
    return polib.pofile(str(ENGLISH)) if ENGLISH.exists() else polib.POFile()


def _key(entry: polib.POEntry) -> tuple[str, str]:
    return entry.msgctxt or "", entry.msgid


def _same_placeholders(entry: polib.POEntry) -> bool:
    expected = set(PLACEHOLDER.findall(entry.msgid))
    expected |= set(PLACEHOLDER.findall(entry.msgid_plural))
    for translation in [entry.msgstr, *entry.msgstr_plural.values()]:
        found = set(PLACEHOLDER.findall(translation))
        if translation and not found <= expected:
            return False
        if translation and not entry.msgid_plural and found != expected:
            return False
    return True


def _same_markup(entry: polib.POEntry) -> bool:
    expected = sorted(MARKUP.findall(entry.msgid))
    translations = [entry.msgstr] if not entry.msgid_plural else entry.msgstr_plural.values()
    return all(sorted(MARKUP.findall(one)) == expected for one in translations)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
