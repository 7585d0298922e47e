"""Runs a command with the settings of the portal that `make run` started.

python -m tools.with_env python manage.py shell
"""

import os
import sys
from pathlib import Path
from typing import NoReturn

from tools.surroundings import recall

ROOT = Path(__file__).resolve().parent.parent


def main(command: list[str]) -> NoReturn:
    data_dir = Path(os.environ.get("DATA_DIR") or ROOT / ".data").absolute()
    settings = recall(data_dir)
    if not command:
        sys.exit(__doc__)
    if not settings:
        sys.exit(f"There is no {data_dir / 'env'}. Start the portal first: make run")
    os.environ.update(settings)
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])
