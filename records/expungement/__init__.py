"""Expungement (xóa án tích): whether and since when a judgment no longer counts.

`decide` is a pure function over values; `register` asks it of the people of the register.
"""

from records.expungement.decision import decide
from records.expungement.outcome import Decision, State

__all__ = ["Decision", "State", "decide"]
