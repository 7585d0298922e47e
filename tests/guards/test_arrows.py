"""The arrows between packages: imports, and the relations between models, which imports do not
show (a foreign key may be named by a string)."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
LAYERS = [layer.split(" | ") for layer in CONTRACTS["contracts"][0]["layers"]]
HEIGHT = {package: -depth for depth, layer in enumerate(LAYERS) for package in layer}


def test_imports_point_down() -> None:
    program = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([program], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_every_package_has_its_layer() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    beside = {"sandbox", "tools", "tests", "benchmarks"}
    assert packages - beside == set(HEIGHT)


def test_relations_between_models_point_down() -> None:
    wrong = [
        f"{model.__name__}.{field.name} -> {field.related_model.__name__}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields(include_hidden=True)
        if not field.auto_created and _points_up(model._meta.app_label, field)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("source", "target", "allowed"),
    [
        ("verification", "applications", True),
        ("applications", "verification", False),
        ("applications", "records", False),
        ("applications", "applications", True),
        ("portal", "common", True),
    ],
)
def test_the_arrows_are_read_as_they_are_drawn(source: str, target: str, allowed: bool) -> None:
    assert _allowed(source, target) is allowed


def _points_up(source: str, field: object) -> bool:
    target = getattr(field, "related_model", None)
    if target is None or isinstance(target, str):
        return False
    label = target._meta.app_label
    return {source, label} <= HEIGHT.keys() and not _allowed(source, label)


def _allowed(source: str, target: str) -> bool:
    return source == target or HEIGHT[target] < HEIGHT[source]
