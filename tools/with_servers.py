"""Runs a command beside throwaway servers, with settings fit for tests.

python -m tools.with_servers -- pytest -q
"""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from tools import servers
from tools.postgres import NotStarted

SETTINGS = {
    "SECRET_KEY": "for-tests-only-" + "0123456789" * 5,
    "PUBLIC_URL": "http://127.0.0.1:8000",
    "ALLOWED_HOSTS": "127.0.0.1,localhost,testserver",
    "DJANGO_SETTINGS_MODULE": "portal.settings",
    "DEBUG": "1",  # static files from where they lie; the test runner turns the rest off again
}


def main(arguments: list[str]) -> int:
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that it also cleans up
    with tempfile.TemporaryDirectory(prefix="portal-test-", ignore_cleanup_errors=True) as folder:
        return run(command, Path(folder))


def run(command: list[str], folder: Path) -> int:
    """The command's exit code. What the environment already says is left as it is."""
    folder.chmod(0o755)  # PostgreSQL's account walks through; what lies in it stays closed
    try:
        with servers.running_unless_given(folder / "data", durable=False) as here:
            environment = {**SETTINGS, "DATA_DIR": str(folder / "data"), **os.environ}
            environment |= here.environment()
            return subprocess.call(command, env=environment)
    except NotStarted as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
