#!/bin/sh
# All checks: style, types, import contracts, then every test. The last line printed is pytest's own summary.
set -eu
: "${VENV:=.venv}"

VENV="$VENV" sh scripts/lint.sh
exec "$VENV/bin/python" -m pytest -q -n 2 --dist loadfile "$@"
