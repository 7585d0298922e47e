"""A fault in a data file stops the start and names the file and the key."""

import shutil

import pytest
from django.apps import apps

from regulations import copies
from regulations.loading import DATA, law, read_law
from regulations.strict import DataError
from regulations.terms import AgencyKind, LimitClass


@pytest.fixture
def edited(tmp_path):
    """Reads a copy of the data in which one text of one file is another."""
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)

    def read(file, old, new):
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return read_law(folder)

    return read


def test_the_data_as_shipped_can_be_read():
    assert list(law().regimes) == ["R0", "R1a", "R1b", "R1c", "R2", "R3"]
    for regime in law().regimes.values():
        assert set(regime.limits) == set(LimitClass)
        assert set(regime.agencies) == set(AgencyKind)


def test_an_office_changes_an_amount_in_one_place(edited):
    changed = edited("fees.toml", "amount = 200_000", "amount = 150_000")
    assert changed.fee_tables["TT174"].category[0].amount == 150_000


FEES = "fees.toml"
R1C = "regimes/R1c.toml"
FILING = "filing/law-2009.toml"
TRIAGE = "triage/nd-111.toml"

FAULTS = [
    # Unknown, missing and wrong keys
    (FEES, "extra_copy = 5_000", "extra_copies = 5_000", "unknown key 'extra_copies'"),
    (FEES, "extra_copy = 5_000", "", "missing key 'extra_copy'"),
    (FEES, "extra_copy = 5_000", 'extra_copy = "5000"', "int is expected"),
    (FEES, "extra_copy = 5_000", "extra_copy = 5000.0", "int is expected"),
    (FEES, "extra_copy = 5_000", "extra_copy = true", "int is expected"),
    (FEES, "amount = 200_000", "amount = -1", "not negative"),
    (FEES, "extra_copy = 5_000", "extra_copy = = 5", "Invalid value"),
    (FEES, 'key = "exempt_child"', 'key = "exempt_children"', "categories are standard"),
    (FEES, 'tables = ["TT16-2025"]', 'tables = ["TT17"]', "no fee table 'TT17'"),
    (FEES, 'code = "TT244"', 'code = "TT174"', "'TT174' stands twice"),
    (R1C, 'unit = "calendar_days"', 'unit = "days"', "'days' is not one of calendar_days"),
    (R1C, "base = {", "basis = {", "'basis' is not one of base"),
    (R1C, "procuracy = {", "# procuracy = {", "limits of an agency kind are missing"),
    (R1C, "amount = 10", "amount = -10", "not negative"),
    (R1C, '"{number}/STP-LLTP"', '"{nr}/STP-LLTP"', "names in braces are number"),
    (R1C, "UBND {PROVINCE}", "UBND {province_name}", "names in braces"),
    (R1C, 'fee_table = "TT244"', 'fee_table = "TT245"', "no fee table 'TT245'"),
    (R1C, 'filing = "law-2009"', 'filing = "law-2008"', "no filing/law-2008.toml"),
    (R1C, 'code = "R1c"', 'code = "R1d"', "not the name of the file"),
    (R1C, "forward_until = 15:00:00", "forward_until = 15", "time is expected"),
    ("wording/tt-13-2011.toml", "tích {date}", "tích {day}", "names in braces are date"),
    (FILING, 'relation = "guardian"', 'relation = "warden"', "'warden' is not one of self"),
    (FILING, 'type = 2, relation = "self"', 'type = 1, relation = "self"', "one line for each"),
    (TRIAGE, 'when = ["abroad"]', 'when = ["overseas"]', "'overseas' is not one of"),
    (TRIAGE, 'when = ["abroad"]', "when = []", "only the last route"),
    (TRIAGE, 'when = []\nroute = "police"', 'when = ["abroad"]\nroute = "police"', "no facts"),
    (TRIAGE, 'route = "in_house"', 'route = "inhouse"', "'inhouse' is not one of"),
    ("provinces.toml", 'merged_into = "79"', 'merged_into = "78"', "unknown '78'"),
    ("provinces.toml", "from = 2025-07-01", "from = 2025-06-30", "two names on 2025-06-30"),
    ("calendar.toml", 'kind = "day_off"', 'kind = "holiday"', "'holiday' is not one of"),
    ("purposes.toml", "en = ", "english = ", "unknown key 'english'"),
    # Every day has exactly one regime and one fee table
    (R1C, "from = 2024-07-01", "from = 2024-06-30", "R1b and R1c overlap"),
    (R1C, "from = 2024-07-01", "from = 2024-07-02", "gap between R1b and R1c"),
    (R1C, "to = 2025-02-28", "", "R1c and R2 overlap"),
    ("regimes/R0.toml", "to = 2010-06-30", "from = 1999-01-01\nto = 2010-06-30", "no `from`"),
    ("regimes/R3.toml", "from = 2026-07-01", "from = 2026-07-01\nto = 2030-01-01", "no `to`"),
    (FEES, "to = 2016-12-31", "to = 2016-12-30", "gap between TT174 and TT244"),
    (FEES, "from = 2017-01-01", "from = 2016-12-31", "TT174 and TT244 overlap"),
]


@pytest.mark.parametrize(("file", "old", "new", "told"), FAULTS)
def test_a_fault_stops_the_start_and_names_the_file(edited, file, old, new, told):
    with pytest.raises(DataError) as stopped:
        edited(file, old, new)
    assert told in str(stopped.value)
    named = file.split("/")[0] if "overlap" in told or "gap" in told or "no `" in told else file
    assert named in str(stopped.value)


def test_a_missing_file_stops_the_start(tmp_path):
    with pytest.raises(DataError, match=r"fees\.toml"):
        read_law(tmp_path)


def test_the_limits_of_copies_are_read_at_the_start_too(monkeypatch, tmp_path):
    monkeypatch.setattr(copies, "DATA", tmp_path)
    copies.copy_periods.cache_clear()
    with pytest.raises(DataError, match=r"copies\.toml"):
        apps.get_app_config("regulations").ready()
