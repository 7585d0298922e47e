"""Documents tell the truth: every file, test, target and command they name is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
FOLDERS = (
    *("accounts", "applications", "certificates", "common", "deploy", "docs", "locale", "portal"),
    *("postal", "records", "regulations", "sandbox", "static", "templates", "tests", "tools"),
    *("verification", "benchmarks"),
)
IN_TICKS = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)#\s]+)\)")
PATH = re.compile(rf"(?:{'|'.join(FOLDERS)})/[\w./-]*[\w/]")
PLACEHOLDER = re.compile(r"/[A-Z]{3,}\.")  # NAME.csv
MADE = ("benchmarks/results", "docs/pictures")  # by their commands
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
TESTS = {
    (str(path.relative_to(ROOT)), name)
    for path in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"^(?:    )?(?:async )?def (test_\w+)", path.read_text(), re.M)
}

documents = pytest.mark.parametrize(
    "document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT))
)


def in_ticks(document: Path) -> list[str]:
    """What stands in back-ticks, and the lines of code blocks."""
    text = document.read_text()
    blocks = "\n".join(re.findall(r"^```\w*\n(.*?)^```", text, re.S | re.M)).splitlines()
    return IN_TICKS.findall(re.sub(r"^```.*?^```", "", text, flags=re.S | re.M)) + blocks


@documents
def test_every_link_leads_to_a_file(document: Path) -> None:
    links = [link for link in LINK.findall(document.read_text()) if "://" not in link]
    missing = [link for link in links if not (document.parent / link).exists()]
    assert [link for link in missing if not link.startswith(MADE)] == []


@documents
def test_every_file_named_is_there(document: Path) -> None:
    named = {word for words in in_ticks(document) for word in words.split() if PATH.fullmatch(word)}
    there = (path for path in named if not path.startswith(MADE) and not PLACEHOLDER.search(path))
    assert [path for path in there if not (ROOT / path).exists()] == []


@documents
def test_every_make_target_named_is_one(document: Path) -> None:
    named = re.findall(r"(?<![\w/])make ([a-z]+(?:-[a-z]+)*)", "\n".join(in_ticks(document)))
    assert set(named) <= TARGETS


@documents
def test_every_manage_command_named_is_one(document: Path) -> None:
    named = re.findall(r"manage\.py ([a-z_]+)", "\n".join(in_ticks(document)))
    assert set(named) <= set(get_commands())


def test_the_table_of_guarantees_names_tests_that_are_there() -> None:
    rows = (ROOT / "docs/architecture.md").read_text().splitlines()
    named = [
        (path, name)
        for row in rows
        for path, names in re.findall(r"`(tests/\w[\w/]*\.py)`((?:[,:]? `test_\w+`)+)", row)
        for name in re.findall(r"`(test_\w+)`", names)
    ]
    assert len(named) > 20
    assert [one for one in named if one not in TESTS] == []
