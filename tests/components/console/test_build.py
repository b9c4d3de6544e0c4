"""The sources of the web console: their types and own tests hold, and the package has what is built from them."""

from __future__ import annotations

import gzip
import subprocess
from pathlib import Path

import pytest
from scripts.generate_docs import ROOT
from tests.components import needs

SOURCES = ROOT / "console"
BUILT = ROOT / "src/callplane/console/static"
MOST_BYTES = 150_000


@pytest.fixture
def tool() -> Path:
    needs.program("node", "nodejs")
    needs.file(str(SOURCES / "node_modules/.bin/vite"), "nodejs npm, then sh scripts/console.sh --packages")
    return SOURCES / "node_modules/.bin"


def run(*command: object) -> None:
    done = subprocess.run([*map(str, command)], cwd=SOURCES, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def test_types_hold(tool: Path) -> None:
    run(tool / "tsc", "--noEmit")


def test_own_tests_hold(tool: Path) -> None:
    run(tool / "vitest", "run")


def test_what_is_committed_is_what_the_sources_give(tool: Path, tmp_path: Path) -> None:
    run(tool / "vite", "build", "--outDir", tmp_path, "--logLevel", "warn")
    fresh = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert {file.name: file.read_bytes() for file in BUILT.iterdir()} == fresh, "run `make console` and commit what it builds"


def test_it_is_small() -> None:
    assert sum(len(gzip.compress(file.read_bytes())) for file in BUILT.iterdir()) < MOST_BYTES
