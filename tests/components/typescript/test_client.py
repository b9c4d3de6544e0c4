"""The client in TypeScript: its own tests on Node against a server, and its package as others install it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.components import needs

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "clients/typescript"


@pytest.fixture(scope="module")
def npm() -> str:
    """npm, with what the package is built and tested with."""
    needs.program("node", "nodejs")
    npm = needs.program("npm", "npm")
    lock, installed = PACKAGE / "package-lock.json", PACKAGE / "node_modules/.package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        run(npm, "ci", "--silent", "--ignore-scripts")
    return npm


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """A demo's server in a process of its own."""
    ports = [option for name in ("http", "tcp", "tls") for option in (f"--{name}-port", "0")]
    command = [sys.executable, "-m", "callplane.cli.main", "demo", *ports]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tmp_path) as server:
        assert server.stdout is not None
        yield server.stdout.readline().split()[2]
        server.terminate()


def run(*command: str, **environment: str) -> str:
    """What a command prints, which must succeed."""
    env = {**os.environ, **environment}
    done = subprocess.run(command, cwd=PACKAGE, env=env, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_its_own_tests_pass_against_a_server(npm: str, url: str) -> None:
    run(npm, "test", CALLPLANE_URL=url)


def test_the_package_holds_what_it_needs_and_depends_on_nothing(npm: str, tmp_path: Path) -> None:
    run(npm, "run", "build")
    (packed,) = json.loads(run(npm, "pack", "--json", "--ignore-scripts", "--pack-destination", str(tmp_path)))
    modules = tmp_path / "node_modules"
    modules.mkdir()
    with tarfile.open(tmp_path / packed["filename"]) as archive:
        archive.extractall(modules, filter="data")
    (modules / "package").rename(modules / "callplane-client")
    assert "dependencies" not in json.loads((modules / "callplane-client/package.json").read_text(encoding="utf-8"))
    (tmp_path / "trial.mjs").write_text(
        'import { CallReason, connect } from "callplane-client";\n'
        'const failed = await connect({ url: "http://127.0.0.1:1", credentials: { token: "x" } }).catch((error) => error.name);\n'
        "console.log(JSON.stringify([CallReason.reasonCallOffering, failed]));\n",
        encoding="utf-8",
    )
    assert json.loads(run("node", str(tmp_path / "trial.mjs"))) == [0, "ConnectionFailed"]


def test_the_readme_shows_the_example() -> None:
    example = (PACKAGE / "examples/screen-pop.ts").read_text(encoding="utf-8")
    assert f"```ts\n{example}```" in (PACKAGE / "README.md").read_text(encoding="utf-8")
