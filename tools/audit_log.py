"""An auditor of the public log, for anybody: needs Python, `cryptography`, and no trust.

    python -m tools.audit_log URL --state FILE [--file certificate.pdf] [--compare OTHER]

The first run keeps the log's newest root and its key. Every later run demands a proof that the
log only grew since. One line says what is wrong, and the exit code is 1. Time stamps are verified
by OpenSSL where `--tsa-root` names the authority's root certificate.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tools.audit_proofs import follows, holds, leaf_hash

PURPOSE = b"lltp-public-log-root-1\n"
LOGGED_WITHIN = timedelta(days=2)  # of the day printed on the certificate
STALE_AFTER = timedelta(days=2)
_TIMEOUT = 20  # seconds

Root = dict[str, Any]


class Wrong(Exception):
    """What the log cannot explain; its text is the line that is printed."""


class Log:
    """The published log, asked over HTTP."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")

    def get(self, path: str, **query: Any) -> Any:
        address = urllib.parse.urljoin(f"{self.url}/", path)
        if query:
            address += f"?{urllib.parse.urlencode(query)}"
        if not address.startswith(("http://", "https://")):
            raise Wrong(f"{self.url} is no address of a log")
        try:
            with urllib.request.urlopen(address, timeout=_TIMEOUT) as answer:
                return json.load(answer)
        except (urllib.error.URLError, OSError, ValueError) as error:
            raise Wrong(f"{path} cannot be read: {error}") from error

    def roots(self) -> Iterator[tuple[str, Root]]:
        """Public key and root, the newest first."""
        path = "/api/v1/log/roots.json"
        while path:
            page = self.get(path)
            for root in page["roots"]:
                yield page["public_key"], root
            path = page["older"]


def signed_bytes(root: Root) -> bytes:
    body = {name: root[name] for name in ("made_at", "root", "size")}
    return PURPOSE + json.dumps(body, sort_keys=True, separators=(",", ":")).encode()


def check_root(root: Root, *, key: str, tsa_root: Path | None) -> None:
    signature = base64.b64decode(root["signature"])
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key))
        public.verify(signature, signed_bytes(root))
    except (InvalidSignature, ValueError) as error:
        raise Wrong(f"the root of {root['made_at']} is not signed by the key we know") from error
    if tsa_root is not None:
        check_stamp(root, signed_bytes(root) + signature, tsa_root)


def check_stamp(root: Root, stamped: bytes, tsa_root: Path) -> None:
    """OpenSSL: the token is the authority's, and over this root."""
    with tempfile.TemporaryDirectory() as folder:
        token = Path(folder) / "token.der"
        token.write_bytes(base64.b64decode(root["time_stamp"]))
        command = ["openssl", "ts", "-verify", "-digest", hashlib.sha256(stamped).hexdigest()]
        files = ["-token_in", "-in", str(token), "-CAfile", str(tsa_root)]
        done = subprocess.run([*command, *files], capture_output=True, text=True)
    if done.returncode != 0:
        raise Wrong(f"the time stamp of the root of {root['made_at']} does not hold")


def new_roots(log: Log, state: dict[str, Any], *, tsa_root: Path | None) -> list[Root]:
    """What was published since the last run, oldest first; every root seen must still be there."""
    seen = {root["made_at"]: root for root in state.get("roots", [])}
    found: list[Root] = []
    for key, root in log.roots():
        if state.setdefault("public_key", key) != key:
            raise Wrong("the log now shows another key than the one we know")
        check_root(root, key=key, tsa_root=tsa_root)
        kept = seen.pop(root["made_at"], None)
        if kept is None:
            found.append(root)
        elif (kept["size"], kept["root"]) != (root["size"], root["root"]):
            raise Wrong(f"the root of {root['made_at']} is another than the one we were shown")
    if seen:
        raise Wrong(f"the root of {min(seen)} that we were shown is no longer published")
    return found[::-1]


def check_growth(log: Log, old: Root, new: Root) -> None:
    first, second = old["size"], new["size"]
    if second < first:
        raise Wrong(f"the log shrank from {first} to {second} entries")
    path = log.get("/api/v1/log/consistency/", first=first, second=second)["path"]
    if not follows(old, new, [bytes.fromhex(digest) for digest in path]):
        raise Wrong(
            f"the log of {second} entries ({new['made_at']}) does not go on from the one of "
            f"{first} ({old['made_at']}): an entry was dropped, slipped in or changed"
        )


def check_file(log: Log, roots: list[Root], data: bytes) -> str:
    """That this file is in the log, and came there when it says it was issued."""
    sha256 = hashlib.sha256(data).hexdigest()
    newest = roots[-1]
    told = log.get("/api/v1/log/inclusion/", sha256=sha256, size=newest["size"])["entries"]
    if not told:
        raise Wrong("this file is not in the log")
    leaves = [check_entry(one, newest, sha256) for one in told]
    issued = [
        (one, leaf) for one, leaf in zip(told, leaves, strict=True) if leaf["kind"] == "issued"
    ]
    if len(issued) != 1:
        raise Wrong("the log does not say once that this file was issued")
    check_date(issued[0][0]["position"], issued[0][1]["issued_on"], roots)
    revoked = [leaf["revoked_on"] for leaf in leaves if leaf["kind"] == "revoked"]
    number = issued[0][1]["number"]
    return f"{number} is in the log" + (f", revoked on {revoked[0]}" if revoked else "")


def check_entry(told: dict[str, Any], root: Root, sha256: str) -> dict[str, str]:
    leaf: dict[str, str] = json.loads(told["leaf"])
    if leaf["sha256"] != sha256:
        raise Wrong("the log answers with the entry of another file")
    if told["path"] is None:
        raise Wrong(f"{leaf['number']} is in no published root yet; ask again tomorrow")
    path = [bytes.fromhex(digest) for digest in told["path"]]
    digest = leaf_hash(told["leaf"].encode())
    if not holds(digest, told["position"], path, root):
        raise Wrong(f"{leaf['number']}: the proof does not lead to the root we know")
    return leaf


def check_date(position: int, issued_on: str, roots: list[Root]) -> None:
    """The first root that covers it is of the days after it was issued, or the log's very first."""
    first = next(at for at, root in enumerate(roots) if root["size"] > position)
    made = datetime.fromisoformat(roots[first]["made_at"]).date()
    if first > 0 and made - date.fromisoformat(issued_on) > LOGGED_WITHIN:
        raise Wrong(f"it is dated {issued_on} and came into the log only about {made}")


def compare(log: Log, ours: list[Root], other: Path) -> None:
    """Whether somebody else was shown the same log."""
    theirs = json.loads(other.read_text())["roots"]
    by_size = {root["size"]: root for root in theirs}
    for root in ours:
        same = by_size.get(root["size"])
        if same is not None and same["root"] != root["root"]:
            raise Wrong(f"{other.name} was shown another log of {root['size']} entries")
    old, new = sorted((ours[-1], theirs[-1]), key=lambda root: int(root["size"]))
    try:
        check_growth(log, old, new)
    except Wrong as wrong:
        raise Wrong(f"{other.name} was shown a log that is not ours: {wrong}") from wrong


def audit(args: argparse.Namespace) -> str:
    log = Log(args.url)
    state = json.loads(args.state.read_text()) if args.state.exists() else {}
    if args.key:
        state.setdefault("public_key", args.key)
    roots: list[Root] = state.get("roots", [])
    for root in new_roots(log, state, tsa_root=args.tsa_root):
        if roots:
            check_growth(log, roots[-1], root)
        roots.append({name: root[name] for name in ("size", "root", "made_at")})
    if not roots:
        raise Wrong("the log has published no root yet")
    if datetime.now(UTC) - datetime.fromisoformat(roots[-1]["made_at"]) > STALE_AFTER:
        raise Wrong(f"no root was published since {roots[-1]['made_at']}")
    state["roots"] = roots
    args.state.write_text(json.dumps(state, indent=1) + "\n")
    if args.compare:
        compare(log, roots, args.compare)
    said = f"{roots[-1]['size']} entries, {len(roots)} roots, all is well"
    return f"{said}; {check_file(log, roots, args.file.read_bytes())}" if args.file else said


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Audit the public log of issued certificates.")
    parser.add_argument("url", help="the portal, for example https://lltp.example")
    parser.add_argument("--state", type=Path, required=True, help="what was seen; made if absent")
    parser.add_argument("--file", type=Path, help="a certificate that must be in the log")
    parser.add_argument("--compare", type=Path, help="the state of another auditor")
    parser.add_argument("--key", help="the log's key, base64, known from elsewhere")
    parser.add_argument("--tsa-root", type=Path, help="verify time stamps up to this root (PEM)")
    try:
        print(audit(parser.parse_args(arguments)))
    except Wrong as wrong:
        print(f"WRONG: {wrong}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
