"""How a whole name goes wrong: its words left out, added, exchanged, glued, shortened."""

from __future__ import annotations

from random import Random

from benchmarks.register import slips
from benchmarks.register.words import ERAS, pick, words

TOO_SHORT_TO_LOSE = 3


def words_exchanged(name: str, dice: Random) -> str:
    """Given name first as abroad, or the surname last."""
    parts = name.split(" ")
    if len(parts) < 2:
        return name
    surname, *middle, given = parts
    orders = [[given, *middle, surname], [given, surname, *middle], [*middle, given, surname]]
    return " ".join(dice.choice([order for order in orders if order != parts]))


def middle_lost(name: str, dice: Random) -> str:
    parts = name.split(" ")
    if len(parts) < TOO_SHORT_TO_LOSE:
        return name
    del parts[dice.randrange(1, len(parts) - 1)]
    return " ".join(parts)


def middle_added(name: str, dice: Random) -> str:
    parts = name.split(" ")
    sex, era = ("female" if "Thị" in parts else "male"), dice.randrange(len(ERAS) + 1)
    middle = pick(words().middles[sex][era], dice.random) or "Văn"
    if len(parts) < 2 or middle in parts:
        return name
    parts.insert(dice.randrange(1, len(parts)), middle)
    return " ".join(parts)


def glued(name: str, dice: Random) -> str:
    """NguyễnVănHùng, or only two words of it run together; never without capitals."""
    parts = name.split(" ")
    if len(parts) < 2:
        return name
    if dice.random() < 0.6:
        return "".join(parts)
    place = dice.randrange(len(parts) - 1)
    return " ".join([*parts[:place], parts[place] + parts[place + 1], *parts[place + 2 :]])


def shortened(name: str, dice: Random) -> str:
    """Ng. V. Hùng, N.V. Hùng, NV Hùng, Nguyễn V. Hùng."""
    parts = name.split(" ")
    if len(parts) < TOO_SHORT_TO_LOSE:
        return name
    surname, *middle, given = parts
    letters = [word[0] for word in middle]
    short = "Ng." if surname == "Nguyễn" else surname[0] + "."
    dotted = " ".join(f"{letter}." for letter in letters)
    return dice.choice(
        (
            f"{short} {dotted} {given}",
            f"{surname[0]}.{'.'.join(letters)}. {given}",
            f"{surname[0]}{''.join(letters)} {given}",
            f"{surname} {dotted} {given}",
            f"{surname} {''.join(letters)}. {given}",
        )
    )


def given_changed(name: str, dice: Random) -> str:
    parts = name.split(" ")
    sex = "female" if "Thị" in parts else "male"
    given = parts[-1]
    while given == parts[-1]:
        given = pick(words().givens[sex][dice.randrange(len(ERAS) + 1)], dice.random)
    return " ".join([*parts[:-1], given])


def surname_changed(name: str, dice: Random) -> str:
    """After a mother, an adoption, or by a slip."""
    parts = name.split(" ")
    surname = parts[0]
    while surname == parts[0]:
        surname = pick(words().surnames[dice.randrange(3)], dice.random)
    return " ".join([surname, *parts[1:]])


def renamed(name: str, dice: Random) -> str:
    """A new middle and given name; the surname stays."""
    parts = name.split(" ")
    sex = "female" if "Thị" in parts else "male"
    era = dice.randrange(len(ERAS) + 1)
    new = parts[1:]
    while set(new) & set(parts[1:]):
        middle = pick(words().middles[sex][era], dice.random)
        new = [word for word in (middle, pick(words().givens[sex][era], dice.random)) if word]
    return " ".join([parts[0], *new])


def typo_in_given(name: str, dice: Random) -> str:
    return slips.typo_in(name, -1, dice)


def two_typos(name: str, dice: Random) -> str:
    """In two words of the name."""
    parts = name.split(" ")
    if len(parts) < 2:
        return name
    one, two = dice.sample(range(len(parts)), 2)
    return slips.typo_in(slips.typo_in(name, one, dice), two, dice)
