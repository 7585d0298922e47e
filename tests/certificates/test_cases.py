"""What a certificate says, case by case (cases.toml), and that its data fits the schema."""

import copy
import hashlib
import json
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from certificates.content import content_from
from certificates.machine_data import machine_data, schema_address, schema_text
from tests.certificates.reading import as_text
from tests.certificates.table import composed, table

TABLE = table()
CASES = {case["name"]: case for case in TABLE["case"]}
SCHEMA = json.loads(schema_text())
VALIDATOR = Draft202012Validator(SCHEMA)
# Of version 1 as it was published. A file that names it must mean the same for ever.
PUBLISHED = "cfe7d3aec3bbb24b5a726e1d1aa428ef5fff885e021f559d16e9e84ac7f00e32"


def expected(case: dict[str, Any]) -> str:
    text: str = case["text"]
    for name, shared in TABLE["shared"].items():
        text = text.replace(f"{{{name}}}\n", shared)
    return text


def data_of(case: dict[str, Any]) -> dict[str, Any]:
    made = machine_data(
        composed(case), number="01/STP-LLTP", issued_on="2024-06-13", signer="Phạm Minh Tuấn"
    )
    plain: dict[str, Any] = json.loads(json.dumps(made))
    return plain


@pytest.mark.parametrize("name", CASES)
def test_a_case_is_printed_as_the_table_says(name: str) -> None:
    case = CASES[name]
    assert case["article"]
    content = composed(case)
    assert as_text(content) == expected(case)
    assert content_from(content.as_json()) == content


@pytest.mark.parametrize("name", CASES)
def test_its_data_fits_the_published_schema(name: str) -> None:
    data = data_of(CASES[name])
    VALIDATOR.validate(data)
    text = json.dumps(data, ensure_ascii=False)
    assert unicodedata.is_normalized("NFC", text)


def test_the_schema_itself_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_a_published_version_never_changes() -> None:
    """What is to be added gets another version, another file and another address."""
    assert hashlib.sha256(schema_text().encode()).hexdigest() == PUBLISHED


FULL = ("one expunged, one not, No. 2", "bans asked for, one with and one without a term")


def mutated(data: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The data with one thing wrong: a key gone, a key too many, a value of another kind."""
    for path in list(_paths(data)):
        for how in ("gone", "more", "other"):
            changed = copy.deepcopy(data)
            parent = changed
            for step in path[:-1]:
                parent = parent[step]
            value = parent[path[-1]]
            if how == "gone" and isinstance(parent, dict):
                del parent[path[-1]]
            elif how == "more" and isinstance(value, dict):
                value["more"] = "x"
            elif how == "other":
                parent[path[-1]] = 7.5
            else:
                continue
            yield f"{how} {path}", changed


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, one in inner:
        yield from _paths(one, (*path, key))


@pytest.mark.parametrize("name", FULL)
def test_data_with_anything_wrong_does_not_fit(name: str) -> None:
    found = dict(mutated(data_of(CASES[name])))
    assert len(found) > 100
    fits = [what for what, data in found.items() if VALIDATOR.is_valid(data)]
    assert fits == []


def _set(data: dict[str, Any], *path: Any, value: Any) -> dict[str, Any]:
    changed = copy.deepcopy(data)
    parent: Any = changed
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = value
    return changed


WRONG = [
    (("version",), 2),
    (("$schema",), "https://lltp.example/schemas/phieu-2.json"),
    (("issued_on",), "13/06/2024"),
    (("content_digest",), "abc"),
    (("content", "certificate_type"), 3),
    (("content", "certificate_type"), 1),  # No. 1 names no parents and holds no block
    (("content", "bans"), None),  # No. 2 always speaks of bans
    (("content", "record", "key"), "bans"),
    (("content", "identity", 0, 0, "key"), "religion"),
    (("content", "identity", 0, 0, "value"), ""),
    (("content", "identity", 0, 0, "value"), "NGUYỄN\nVĂN AN"),
    (("content", "record", "blocks", 0, "rows", 0, 0, "key"), "verdict"),
    (("content", "heading", "number_pattern"), "STP-LLTP"),
]


@pytest.mark.parametrize(("path", "value"), WRONG)
def test_nor_does_what_no_certificate_says(path: tuple[Any, ...], value: Any) -> None:
    data = data_of(CASES[FULL[0]])
    VALIDATOR.validate(data)
    assert not VALIDATOR.is_valid(_set(data, *path, value=value))


def test_the_schema_lies_open_where_the_data_says(client: Client, settings: Any, db: None) -> None:
    settings.PUBLIC_URL = "https://lltp.example"
    assert schema_address() == "https://lltp.example/schemas/phieu-1.json"
    answer = client.get("/schemas/phieu-1.json")
    assert answer.json() == SCHEMA
    assert answer["Content-Type"] == "application/schema+json"
    assert "public" in answer["Cache-Control"]
    assert "max-age" in answer["Cache-Control"]
    assert not answer.cookies
    again = client.get("/schemas/phieu-1.json", headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    assert client.post("/schemas/phieu-1.json").status_code == 405
    assert client.get("/schemas/phieu-2.json").status_code == 404
