"""What a certificate costs, which preference is best, where the money goes."""

from datetime import date

import pytest

from regulations import fees

IN_2024 = date(2024, 6, 3)
TT244 = fees.fee_table(IN_2024, regime_setting="R1c")
IN_AUGUST_2026 = date(2026, 8, 20)


def amount(category, copies, **more):
    more = {"paid_on": IN_2024, "regime_setting": "R1c", **more}
    return fees.fee_for(category=category, copies=copies, **more).amount


@pytest.mark.parametrize(
    ("category", "copies", "dong"),
    [
        ("standard", 1, 200_000),
        ("standard", 2, 200_000),
        ("standard", 3, 205_000),
        ("standard", 10, 240_000),
        ("reduced_student", 2, 100_000),
        ("reduced_merit", 4, 110_000),
        ("exempt_child", 1, 0),
        ("exempt_elderly", 2, 0),
        ("exempt_disabled", 2, 0),
        ("exempt_hard_area", 2, 0),
        ("exempt_poor", 4, 10_000),  # an exemption does not cover extra copies
    ],
)
def test_the_fee_is_the_base_and_five_thousand_for_each_copy_after_two(category, copies, dong):
    assert amount(category, copies) == dong


def test_a_fee_names_its_category_currency_and_basis():
    fee = fees.fee_for(category="standard", copies=1, paid_on=IN_2024, regime_setting="R1c")
    assert fee == fees.Fee(200_000, "VND", "standard", "Thông tư số 244/2016/TT-BTC")


def test_agencies_pay_nothing():
    fee = fees.fee_for(
        category="standard", copies=5, paid_on=IN_2024, regime_setting="R1c", relation="agency"
    )
    assert (fee.amount, fee.category) == (0, "agency")


@pytest.mark.parametrize("copies", [0, -1])
def test_at_least_one_copy_is_asked_for(copies):
    with pytest.raises(ValueError):
        amount("standard", copies)


def test_an_unknown_category_is_not_given_a_price():
    with pytest.raises(fees.UnknownCategory):
        amount("free", 1)


@pytest.mark.parametrize(
    ("setting", "paid_on", "table"),
    [
        ("R1c", date(2026, 11, 22), "TT244"),  # a fixed regime fixes its fee table
        ("R2", date(2016, 1, 1), "TT16-2025"),
        ("auto", date(2016, 12, 31), "TT174"),
        ("auto", date(2017, 1, 1), "TT244"),
        ("auto", date(2025, 4, 23), "TT244"),
        ("auto", date(2025, 4, 24), "TT16-2025-interim"),
        ("auto", date(2026, 1, 1), "TT16-2025"),
    ],
)
def test_the_fee_table_is_that_of_the_day_of_payment_or_of_the_fixed_regime(
    setting, paid_on, table
):
    assert fees.fee_table(paid_on, regime_setting=setting).code == table


@pytest.mark.parametrize(
    ("setting", "paid_on", "channel", "citizen", "dong"),
    [
        ("auto", IN_AUGUST_2026, "online", True, 0),
        ("R3", IN_AUGUST_2026, "online", True, 0),
        ("auto", date(2026, 8, 14), "online", True, 200_000),
        ("auto", date(2027, 2, 28), "online", True, 0),
        ("auto", date(2027, 3, 1), "online", True, 200_000),
        ("auto", IN_AUGUST_2026, "counter", True, 200_000),
        ("auto", IN_AUGUST_2026, "online", False, 200_000),
        ("R1c", IN_AUGUST_2026, "online", True, 200_000),
    ],
)
def test_digital_citizens_file_online_without_a_fee_for_a_time(
    setting, paid_on, channel, citizen, dong
):
    paid = amount(
        "standard",
        1,
        paid_on=paid_on,
        regime_setting=setting,
        channel=channel,
        digital_citizen=citizen,
    )
    assert paid == dong


@pytest.mark.parametrize(
    ("held", "best"),
    [
        ([], "standard"),
        (["standard"], "standard"),
        (["reduced_student"], "reduced_student"),
        (["reduced_student", "exempt_poor"], "exempt_poor"),
        (["reduced_merit", "standard"], "reduced_merit"),
    ],
)
def test_of_several_preferences_the_best_one_counts(held, best):
    assert fees.best_preference(held, paid_on=IN_2024, regime_setting="R1c") == best


@pytest.mark.parametrize(
    ("paid", "police", "others", "parts"),
    [
        (200_000, True, 0, (8_000, 30_000, 162_000, 97_200, 0, 64_800)),
        (200_000, True, 1, (8_000, 30_000, 162_000, 97_200, 25_000, 39_800)),
        (200_000, True, 2, (8_000, 30_000, 162_000, 97_200, 50_000, 14_800)),
        (200_000, False, 0, (8_000, 30_000, 162_000, 0, 0, 162_000)),
        (100_000, True, 0, (4_000, 15_000, 81_000, 48_600, 0, 32_400)),
        (0, True, 0, (0, 0, 0, 0, 0, 0)),
    ],
)
def test_a_fee_is_split_as_the_circular_says(paid, police, others, parts):
    split = fees.split_fee(paid, table=TT244, police_verified=police, other_bodies=others)
    assert parts == (
        split.national_centre,
        split.budget,
        split.kept,
        split.police,
        split.other_bodies,
        split.rest,
    )


def test_the_centre_keeps_all_but_the_part_of_the_budget():
    split = fees.split_fee(200_000, table=TT244, by_centre=True)
    assert (split.budget, split.kept, split.rest) == (30_000, 170_000, 170_000)


@pytest.mark.parametrize("paid", [1, 99, 5_000, 205_000, 12_345])
def test_no_dong_is_lost_in_the_split(paid):
    split = fees.split_fee(paid, table=TT244, other_bodies=1)
    parts = (split.national_centre, split.budget, split.police, split.other_bodies, split.rest)
    assert sum(parts) == paid
