"""How a partner misbehaves on command: which fault, how probable, how many times."""

import random
import threading
from typing import Any

from sandbox.store import Store

ARRIVAL = {"slow", "http_500", "hang", "answer_lost"}
SENDING = {"doubled", "reordered", "bad_signature", "silent"}
FAULTS = {
    "agency": ARRIVAL
    | SENDING
    | {"wrong_person", "near_person", "unclear", "contradict", "interim", "late"},
    "gateway": ARRIVAL | {"doubled", "x_road_error", "mixed_up"},
    "carrier": ARRIVAL | SENDING | {"failed_attempt", "returned", "lost"},
    "timestamps": {"slow", "hang", "http_500", "refused", "wrong_nonce", "wrong_hash"}
    | {"expired_certificate", "wrong_key"},
    "bank": {"doubled", "delayed", "bad_signature", "silent"},
}
LONG = 60.0  # seconds: how long `slow`, `hang`, `late` and `delayed` last unless told
UNREACHED = "Server.ServerProxy.NetworkError"  # what `x_road_error` says unless told


class BadControl(ValueError):
    """The control message asks for something this partner does not know."""


class Controls:
    """The partner's settings, kept in its store so that a restart keeps them."""

    def __init__(self, store: Store, *, role: str, delay: float) -> None:
        self._store = store
        self._known = FAULTS[role]
        self._default: dict[str, Any] = {"delay": delay, "manual": False, "faults": {}}
        self._lock = threading.Lock()

    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = self._default | self._store.control("controls", {})
        return state

    def change(self, wanted: dict[str, Any]) -> None:
        """Apply `{"reset", "delay", "manual", "faults": {name: {probability, count, seconds}}}`."""
        unknown = set(wanted) - {"reset", "delay", "manual", "faults"}
        if unknown:
            raise BadControl(f"unknown: {', '.join(sorted(unknown))}")
        with self._lock:
            state = dict(self._default) if wanted.get("reset") else self.state()
            if "delay" in wanted:
                state["delay"] = _number(wanted["delay"], "delay")
            if "manual" in wanted:
                state["manual"] = bool(wanted["manual"])
            state["faults"] = state["faults"] | self._faults(wanted.get("faults", {}))
            self._store.set_control("controls", state)

    def drawn(self, name: str) -> dict[str, Any] | None:
        """The fault, when it is set and strikes now; its count goes down by one."""
        with self._lock:
            state = self.state()
            fault = state["faults"].get(name)
            if not fault or fault["count"] == 0 or random.random() >= fault["probability"]:
                return None
            if fault["count"] is not None:
                fault["count"] -= 1
                self._store.set_control("controls", state)
            strike: dict[str, Any] = fault
            return strike

    def _faults(self, wanted: Any) -> dict[str, Any]:
        if not isinstance(wanted, dict) or set(wanted) - self._known:
            raise BadControl(f"faults here are: {', '.join(sorted(self._known))}")
        return {name: _fault(setting) for name, setting in wanted.items()}


def _fault(setting: Any) -> dict[str, Any]:
    """`true` is always, `false` is never; else probability, count (null: no end), seconds."""
    if isinstance(setting, bool):
        setting = {"probability": float(setting)}
    if not isinstance(setting, dict) or set(setting) - {"probability", "count", "seconds", "code"}:
        raise BadControl("a fault takes probability, count, seconds and code")
    count = setting.get("count")
    return {
        "probability": _number(setting.get("probability", 1), "probability"),
        "count": None if count is None else int(_number(count, "count")),
        "seconds": _number(setting.get("seconds", LONG), "seconds"),
        "code": str(setting.get("code", UNREACHED)),
    }


def _number(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e6:
        raise BadControl(f"{name} is a number from 0")
    return float(value)
