# Two commands do all the set-up on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
PRODUCT := $(VENV)/.product
STAMP := $(VENV)/.installed
ARGS ?=

.PHONY: setup demo test unit lint docs console fuzz bridge clean test-asterisk

setup: $(STAMP)

# What runs callplane, and what tests it besides.
$(PRODUCT): pyproject.toml scripts/setup.sh
	PYTHON="$(PYTHON)" VENV="$(VENV)" sh scripts/setup.sh .
	@touch $@

$(STAMP): pyproject.toml scripts/setup.sh
	PYTHON="$(PYTHON)" VENV="$(VENV)" sh scripts/setup.sh '.[test]'
	@touch $(PRODUCT) $@

demo: $(PRODUCT)
	@exec $(VENV)/bin/callplane demo $(ARGS)

test: setup
	@sh scripts/components.sh
	@sh scripts/console.sh --packages
	@sh scripts/test.sh

unit: setup
	@$(VENV)/bin/python -m pytest -q -n 2 --dist loadfile --ignore=tests/scenarios --ignore=tests/components

lint: setup
	@sh scripts/lint.sh

docs: setup
	@sh scripts/docs.sh
	@echo "build/docs/index.html"

console:
	@sh scripts/console.sh

# Each decoder for so many seconds: make fuzz SECONDS=60
SECONDS ?= 60
FUZZED := json_codec ber_codec tcp_framing rose_peer number_parsing sip_message sip_stream sip_agent hands_free rtp_stream wav_file manager_interface
fuzz: setup
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check -e '.[fuzz]'
	@for target in $(FUZZED); do nice $(VENV)/bin/python -m fuzz.run $$target $(SECONDS) || exit 1; done

# The driver at a real Asterisk: make test-asterisk CALLPLANE_TEST_AMI=127.0.0.1:5038 (see docs/asterisk.md)
test-asterisk: setup
	@test -n "$(CALLPLANE_TEST_AMI)" || { echo "say where it is: make test-asterisk CALLPLANE_TEST_AMI=host:port"; exit 2; }
	@CALLPLANE_TEST_AMI="$(CALLPLANE_TEST_AMI)" $(VENV)/bin/python -m pytest -q tests/components/asterisk

# The bridge for Windows telephony and the fake TAPI for tests, in build/bridge. Needs mingw-w64 (Debian: gcc-mingw-w64-x86-64-win32).
bridge:
	@$(MAKE) -s -C bridge
	@cd build/bridge && sha256sum callplane-bridge.exe fake/tapi32.dll

clean:
	rm -rf $(VENV) build dist
