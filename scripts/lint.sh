#!/bin/sh
# Style, types and the import contracts. Changes nothing.
set -eu
: "${VENV:=.venv}"
bin=$VENV/bin

"$bin/ruff" check .
"$bin/ruff" format --check .
"$bin/mypy"
"$bin/lint-imports"
