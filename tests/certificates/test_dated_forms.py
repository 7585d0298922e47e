"""The form is the regime's: head, lines and titles by date, and no official phrase in code."""

import ast
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from certificates.drafting import Contradiction
from certificates.preparing import letterhead
from regulations.loading import DATA, law, read_law
from regulations.regimes import certificate_form, form_by_code, regime_by_code, regime_for
from regulations.strict import DataError
from tests.certificates.reading import foot, head
from tests.certificates.table import composed

JUSTICE = ("UBND THÀNH PHỐ CẦN THƠ", "SỞ TƯ PHÁP", "{number}/STP-LLTP", "GIÁM ĐỐC")
POLICE = (
    "CÔNG AN THÀNH PHỐ CẦN THƠ",
    "PHÒNG HỒ SƠ NGHIỆP VỤ",
    "{number}/PV06-LLTP",
    "TRƯỞNG PHÒNG",
)
DATED = [
    # day, regime, form No. 1 and No. 2, who issues
    (date(2013, 6, 3), "R1a", "06/TT-LLTP", "07/TT-LLTP", JUSTICE),
    (date(2014, 1, 10), "R1b", "06/2013/TT-LLTP", "07/2013/TT-LLTP", JUSTICE),
    (date(2024, 6, 30), "R1b", "06/2013/TT-LLTP", "07/2013/TT-LLTP", JUSTICE),
    (date(2024, 7, 1), "R1c", "06/2024/LLTP", "07/2024/LLTP", JUSTICE),
    (date(2025, 3, 1), "R2", "06/2024/LLTP", "07/2024/LLTP", POLICE),
    (date(2026, 7, 1), "R3", "06/2024/LLTP", "07/2024/LLTP", POLICE),
]


@pytest.mark.parametrize(("day", "code", "one", "two", "issuer"), DATED)
def test_form_and_issuer_follow_the_day(
    day: date, code: str, one: str, two: str, issuer: tuple[str, ...]
) -> None:
    regime = regime_for(day, setting="auto")
    assert regime.code == code
    for kind, form in ((1, one), (2, two)):
        content = composed({"type": kind}, regime=code)
        top = content.heading
        assert top.form == form
        found = (top.superior, top.issuer, top.number_pattern, content.signatures.signer_title)
        assert found == issuer
        assert top.legal_basis == regime.legal_basis
        assert top.title == f"PHIẾU LÝ LỊCH TƯ PHÁP SỐ {kind}"


def test_the_police_sign_where_they_sit() -> None:
    content = composed({"type": 1}, regime="R2")
    assert head(content) == (
        "CÔNG AN THÀNH PHỐ CẦN THƠ | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "PHÒNG HỒ SƠ NGHIỆP VỤ | Độc lập - Tự do - Hạnh phúc\n"
        "Số: {number}/PV06-LLTP | Cần Thơ\n"
        "PHIẾU LÝ LỊCH TƯ PHÁP SỐ 1\n" + "\n".join(regime_by_code("R2").legal_basis) + "\nXÁC NHẬN:"
    )
    assert foot(content) == (
        "NGƯỜI LẬP PHIẾU (Ký, ghi rõ họ tên) Lê Thị Lập\nTRƯỞNG PHÒNG (Ký, ghi rõ họ tên, đóng dấu)"
    )


def test_the_forms_of_2013_and_2024_differ_in_the_papers_line_alone() -> None:
    for kind in (1, 2):
        old = vars(certificate_form(regime_by_code("R1b"), certificate_type=kind))
        new = vars(certificate_form(regime_by_code("R1c"), certificate_type=kind))
        differing = {name for name in old if old[name] != new[name]}
        assert differing == {"code", "identity"}
        labels = {key for key in old["identity"] if old["identity"][key] != new["identity"][key]}
        assert labels == {"document"}


def test_every_regime_prints_both_certificates() -> None:
    for code in law().regimes:
        for kind in (1, 2):
            assert composed({"type": kind, "ask": True}, regime=code).bans is not None


@pytest.mark.parametrize("name", ["full_name", "sex", "date_of_birth"])
def test_nothing_is_printed_of_nobody(name: str) -> None:
    assert name in form_by_code("06/2024/LLTP").never_missing
    with pytest.raises(Contradiction):
        composed({"type": 1, "subject": {name: ""}})


def test_nor_of_a_person_of_no_country() -> None:
    """Whether the words speak of the stay in Vietnam hangs on it."""
    with pytest.raises(Contradiction):
        composed({"type": 1, "subject": {"nationality": ""}})


@pytest.fixture
def edited(tmp_path: Path) -> Callable[[str, str, str], Any]:
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)

    def read(file: str, old: str, new: str) -> Any:
        path = folder / "forms" / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return read_law(folder)

    return read


BASE, NEW, TWO = "06-2013-TT-LLTP.toml", "06-2024-LLTP.toml", "07-2024-LLTP.toml"
FAULTS = [
    (BASE, 'confirms = "XÁC NHẬN:"', "", "missing key 'confirms'"),
    (BASE, 'confirms = "XÁC NHẬN:"', 'confirm = "X"', "unknown key 'confirm'"),
    (BASE, 'sex = "Giới tính"', "", "identity: 'sex' is missing"),
    (BASE, 'sex = "Giới tính"', 'gender = "Giới tính"', "'gender' is not one of"),
    (BASE, '["court"], ["stages"]', '["court"]', "judgment_rows: 'stages' is missing"),
    (BASE, '["court"], ["stages"]', '["court"], ["court"]', "'court' stands twice"),
    (BASE, '"{term} tù"', '"{months} tù"', "names in braces are term"),
    (BASE, '"Đến hết {date}"', '"Đến hết"', "names in braces are date"),
    (BASE, 'life = "Tù chung thân"', "", "missing key 'life'"),
    (BASE, "certificate_type = 1", "certificate_type = 3", "certificate_type is 1 or 2"),
    (BASE, 'code = "06/2013/TT-LLTP"', 'code = "06/2012"', "not the name of the file"),
    (BASE, 'code = "06', 'based_on = "06/2024/LLTP"\ncode = "06', "leads back"),
    (NEW, 'based_on = "06/2013/TT-LLTP"', 'based_on = "06/1999"', "there is no form '06/1999'"),
    (NEW, 'document = "', 'papers = "', "'papers' is not one of"),
    (TWO, 'based_on = "07', 'based_on = "06', "not a form of certificate No. 2"),
]


@pytest.mark.parametrize(("file", "old", "new", "told"), FAULTS)
def test_a_fault_in_a_form_stops_the_start_and_is_named(
    edited: Any, file: str, old: str, new: str, told: str
) -> None:
    with pytest.raises(DataError, match=re.escape(told)):
        edited(file, old, new)


def test_a_regime_without_its_form_stops_the_start(tmp_path: Path) -> None:
    shutil.copytree(DATA, tmp_path / "data")
    (tmp_path / "data" / "forms" / TWO).unlink()
    with pytest.raises(DataError, match=r"needs 07-2024-LLTP\.toml"):
        read_law(tmp_path / "data")


def test_an_office_mends_a_label_in_one_place_for_all_that_rest_on_it(edited: Any) -> None:
    forms = edited(BASE, '"Nơi thường trú"', '"Nơi đăng ký thường trú"').certificate_forms
    labels = {form.identity["permanent_address"] for form in forms.values()}
    assert labels == {"Nơi đăng ký thường trú"}


# No official phrase stands in code.

PACKAGE = Path(__file__).parents[2] / "certificates"
# What these make is demonstration: an authority of nobody's, samples to look at.
INVENTED = {"demonstration_pki.py", "samples.py", "make_keys.py"}
_TRANSLATED = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext"}


def _phrases() -> set[str]:
    regime = law().regimes.values()
    forms = (value for form in law().certificate_forms.values() for value in _texts(form))
    wording = (value for one in regime for value in _texts(one.wording))
    titles = (one.issuer.department.signer_title for one in regime)
    found = {*forms, *wording, *titles, "UBND"}
    return {phrase for phrase in found if len(phrase) > 3 and not phrase.isascii()}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one)
    elif is_dataclass(value):
        yield from _texts(vars(value))


def _literals(path: Path) -> Iterator[str]:
    """Texts in the code itself: neither docstrings nor what is said to a user in their language."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(id(node.value))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in _TRANSLATED:
            skipped |= {id(inner) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in skipped:
            yield from [node.value] if isinstance(node.value, str) else []


def test_no_official_phrase_stands_in_the_code() -> None:
    phrases = _phrases()
    assert len(phrases) > 50
    found = {
        f"{path.relative_to(PACKAGE)}: {literal}"
        for path in PACKAGE.rglob("*.py")
        if "migrations" not in path.parts and path.name not in INVENTED
        for literal in _literals(path)
        for phrase in phrases
        if phrase in literal
    }
    assert found == set()


def test_the_letterhead_names_the_province_of_its_day() -> None:
    found = letterhead(regime_by_code("R1c"), province="92", on=date(2024, 6, 3))
    assert (found.superior, found.place) == ("UBND THÀNH PHỐ CẦN THƠ", "Cần Thơ")
