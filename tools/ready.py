"""Asks an address whether it is well: `python -m tools.ready URL`; exit code 0 if it is."""

import sys
import urllib.error
import urllib.request


def is_ready(url: str, *, seconds: float = 5) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=seconds) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


if __name__ == "__main__":
    sys.exit(not is_ready(sys.argv[1]))
