"""Looks through what git would commit for keys and passwords.

Names the line and what it resembles; a line that ends with `# not a secret` is let through.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILES = re.compile(r"(^|/)(\.env|id_(rsa|ed25519|ecdsa)|[^/]+\.(pem|key|p12|pfx|jks|kdbx))$")
LINES = {
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"),
    "an access key": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a token": re.compile(r"\b(?:ghp|gho|ghs|glpat|xox[bp])[_-][0-9A-Za-z_-]{20,}"),
    "a password in an address": re.compile(
        r"\b\w+://[^\s:/@'\"{}$<>]+:(?!password@)[^\s/@'\"{}$<>]{6,}@"
    ),
    "a password": re.compile(
        r"(?i)\b(?:password|secret|secret_key|api_key|token)\b['\"]?\s*[:=]\s*"
        r"['\"](?=[^'\"]*\d)(?=[^'\"]*[a-z])[0-9A-Za-z+/_=-]{24,}['\"]"
    ),
}
LET_THROUGH = "# not a secret"


def main() -> int:
    found = list(search())
    print(*found, sep="\n")
    return 1 if found else 0


def search() -> Iterator[str]:
    for path in _committed():
        if FILES.search(path) and not path.endswith(".env.example"):
            yield f"{path}: a file of this name is not committed"
            continue
        try:
            lines = (ROOT / path).read_text().splitlines()
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue
        for number, line in enumerate(lines, start=1):
            for what in resembles(line):
                yield f"{path}:{number}: looks like {what}"


def resembles(line: str) -> list[str]:
    """What secrets the line looks like."""
    if line.rstrip().endswith(LET_THROUGH):
        return []
    return [what for what, pattern in LINES.items() if pattern.search(line)]


def _committed() -> list[str]:
    """What is tracked, and what is new and not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    # The hashes of the pinned packages are long and mean nothing.
    return [name for name in listed.stdout.split("\0") if name and "requirements" not in name]


if __name__ == "__main__":
    sys.exit(main())
