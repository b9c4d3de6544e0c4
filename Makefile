# Two commands do all the set-up on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
STAMP := $(VENV)/.installed
ARGS ?=

.PHONY: setup demo test unit lint clean

setup: $(STAMP)

$(STAMP): pyproject.toml scripts/setup.sh
	PYTHON="$(PYTHON)" VENV="$(VENV)" sh scripts/setup.sh
	@touch $@

demo: setup
	@exec $(VENV)/bin/callplane demo $(ARGS)

test: setup
	@sh scripts/test.sh

unit: setup
	@$(VENV)/bin/python -m pytest -q --ignore=tests/scenarios

lint: setup
	@sh scripts/lint.sh

clean:
	rm -rf $(VENV) build dist
