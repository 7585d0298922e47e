"""Violations stay apart: no certificate states them, and nobody is classified by them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from records.models import Violation, ViolationVersion

ROOT = Path(__file__).resolve().parents[2]
# Whoever answers for a dossier or a certificate. Above them only the tables of addresses and of
# the desk's links name the list, by its address.
OTHERS = ("accounts", "applications", "certificates", "postal", "regulations", "verification")
FORBIDDEN = {"Violation", "ViolationVersion", "violations", "violation_rows", "violation_admin"}


def names_in(code: str) -> Iterator[str]:
    """Every name that the code imports, and every text that could name a model or a table."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from (getattr(node, "module", None) or "").split(".")
            yield from (part for one in node.names for part in one.name.split("."))
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            lowered = node.value.lower()
            if "records_violation" in lowered or "records.violation" in lowered:
                yield "Violation"


@pytest.mark.parametrize("package", OTHERS)
def test_no_other_package_reads_the_second_list(package: str) -> None:
    files = list((ROOT / package).rglob("*.py"))
    found = {
        str(path.relative_to(ROOT))
        for path in files
        if FORBIDDEN.intersection(names_in(path.read_text()))
    }
    assert files
    assert found == set()


@pytest.mark.parametrize(
    "code",
    [
        "from records.models import Violation",
        "import records.violations",
        "from records import violations",
        "apps.get_model('records.Violation')",
        "cursor.execute('SELECT * FROM records_violation')",
        "records.models.Violation.objects.all()",
    ],
)
def test_the_check_sees_every_way_to_it(code: str) -> None:
    assert FORBIDDEN.intersection(names_in(code))


@pytest.mark.parametrize(
    "module", ["lookup", "registration", "issue_book", "judgments", "comparisons", "numbering"]
)
def test_the_look_up_of_people_does_not_ask_it(module: str) -> None:
    code = (ROOT / "records" / f"{module}.py").read_text()
    assert not FORBIDDEN.intersection(names_in(code))


def test_no_relation_leads_to_it() -> None:
    """From a person, an office or a user nothing can be followed to their violations."""
    ways = [
        (model.__name__, field.name)
        for model in apps.get_models()
        if model not in {Violation, ViolationVersion}
        for field in model._meta.get_fields()
        if getattr(field, "related_model", None) in {Violation, ViolationVersion}
    ]
    assert ways == []


def test_no_template_of_a_certificate_names_it() -> None:
    for folder in ("certificates", "applications", "verification", "postal", "notices"):
        for path in (ROOT / "templates" / folder).rglob("*.*"):
            assert "violation" not in path.read_text().lower(), path
