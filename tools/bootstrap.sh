#!/bin/sh
# Finds a Python that is new enough and hands over to bootstrap.py. Plain sh: on a bare machine
# nothing else is there yet.
set -eu

for python in "${PYTHON:-}" python3 python3.13 python3.12 python3.11 python3.14; do
    if [ -n "$python" ] && "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        # In the isolated mode neither the folder nor PYTHONPATH can put modules in the way.
        exec "$python" -I "$(dirname "$0")/bootstrap.py" "$@"
    fi
done

echo "Python 3.11 or newer is needed. On Debian 12 or Ubuntu 23.04 and newer:" >&2
echo "    sudo apt-get install -y python3 python3-venv" >&2
echo "On Ubuntu 22.04:" >&2
echo "    sudo apt-get install -y python3.11 python3.11-venv" >&2
exit 1
