"""What is published: built from a copy of the sources, installed offline into clean environments, and used there."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tarfile
import urllib.request
import zipfile
from pathlib import Path

import pytest
import yaml
from tests.components import needs

ROOT = Path(__file__).resolve().parents[3]
VERSION = "4.5.6"
LEFT_OUT = ("node_modules", "__pycache__", "*.egg-info", "build", "dist", "data")


def run(*command: object, cwd: Path = ROOT, **environment: str) -> str:
    """What a command prints, which must succeed."""
    env = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", **environment}
    done = subprocess.run(list(map(str, command)), cwd=cwd, env=env, capture_output=True, text=True, check=False, timeout=280)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources without their repository, as a release holds them."""
    place = tmp_path_factory.mktemp("sources") / "callplane"
    shutil.copytree(ROOT, place, ignore=shutil.ignore_patterns(".*", *LEFT_OUT))
    return place


@pytest.fixture(scope="module")
def packages(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the packages."""
    folder = tmp_path_factory.mktemp("packages")
    environment = {"SETUPTOOLS_SCM_PRETEND_VERSION": VERSION}
    run(sys.executable, "-m", "scripts.build_packages", folder, "--no-isolation", cwd=sources, **environment)
    return folder


@pytest.fixture(scope="module")
def wheels(packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder from which everything can be installed without a network."""
    folder = tmp_path_factory.mktemp("wheels")
    wheel = packages / f"callplane-{VERSION}-py3-none-any.whl"
    run(sys.executable, "-m", "pip", "download", "--quiet", "--only-binary", ":all:", "--dest", folder, wheel)
    shutil.copy(packages / f"callplane_client-{VERSION}-py3-none-any.whl", folder)
    return folder


def environment(place: Path, wheels: Path, package: str) -> Path:
    """The folder of programs of a clean environment with a package, installed without a network."""
    run(sys.executable, "-m", "venv", place)
    run(place / "bin/pip", "install", "--quiet", "--no-compile", "--no-index", "--find-links", wheels, package)
    return place / "bin"


def test_the_packages_hold_all_that_belongs_to_them(packages: Path, sources: Path) -> None:
    assert {path.name for path in packages.iterdir()} == {
        f"callplane-{VERSION}.tar.gz",
        f"callplane-{VERSION}-py3-none-any.whl",
        f"callplane_client-{VERSION}-py3-none-any.whl",
    }
    package = sources / "src/callplane"
    wanted = {f"callplane/{path.relative_to(package)}" for path in package.rglob("*") if path.is_file()}
    with zipfile.ZipFile(packages / f"callplane-{VERSION}-py3-none-any.whl") as wheel:
        held = {name for name in wheel.namelist() if name.startswith("callplane/") and not name.endswith(".pyc")}
    assert {name for name in wanted if "__pycache__" not in name} - held == set()
    with tarfile.open(packages / f"callplane-{VERSION}.tar.gz") as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"LICENSE", "README.md", "pyproject.toml", "src/callplane/_version.py"} <= names


def test_the_server_runs_from_its_wheel(wheels: Path, tmp_path: Path) -> None:
    programs = environment(tmp_path / "venv", wheels, "callplane")
    assert run(programs / "callplane", "--version") == f"callplane {VERSION}\n"
    ports = [option for name in ("http", "tcp", "tls") for option in (f"--{name}-port", "0")]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(60)
        command = [str(programs / "callplane"), "demo", *ports]
        env = {**os.environ, "NOTIFY_SOCKET": str(tmp_path / "notify")}
        with subprocess.Popen(command, env=env, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            url = server.stdout.readline().split()[2]
            assert manager.recv(1000).startswith(b"READY=1\n")
            with urllib.request.urlopen(f"{url}/readyz", timeout=60) as answer:
                assert json.load(answer)["ready"]
            with urllib.request.urlopen(url, timeout=60) as page:
                assert b"<html" in page.read()
            login = ["--url", url, "--user", "alice", "--password", "demo"]
            assert "+49815136856101" in run(programs / "callplane", "lines", *login)
            server.terminate()
            assert manager.recv(1000) == b"STOPPING=1"


def test_the_client_alone_is_small(wheels: Path, tmp_path: Path) -> None:
    programs = environment(tmp_path / "venv", wheels, "callplane-client")
    look = "import importlib.util as u, callplane.client.sync; print([u.find_spec(f'callplane.{n}') for n in ('app', 'store')])"
    assert run(programs / "python", "-c", look) == "[None, None]\n"
    asked = "from importlib.metadata import requires, version as v; n = 'callplane-client'; print(v(n), len(requires(n)))"
    assert run(programs / "python", "-c", asked) == f"{VERSION} 2\n"


def test_the_unit_for_systemd_is_good_and_hardened(tmp_path: Path) -> None:
    analyze = needs.program("systemd-analyze", "systemd")
    unit = tmp_path / "callplane.service"
    text = (ROOT / "packaging/systemd/callplane.service").read_text(encoding="utf-8")
    unit.write_text(text.replace("/opt/callplane/bin/callplane", "/bin/true"), encoding="utf-8")
    run(analyze, "verify", "--man=no", unit)
    run(analyze, "security", "--offline=true", "--no-pager", "--threshold=20", unit)  # at most 2.0 of 10


def test_the_container_s_files_name_what_is_there() -> None:
    folder = ROOT / "packaging/container"
    (service,) = yaml.safe_load((folder / "compose.yaml").read_text(encoding="utf-8"))["services"].values()
    context = (folder / service["build"]["context"]).resolve()
    assert context == ROOT
    recipe = (context / service["build"]["dockerfile"]).read_text(encoding="utf-8")
    exposed = next(line.split()[1:] for line in recipe.splitlines() if line.startswith("EXPOSE"))
    assert [port.partition(":")[2] for port in service["ports"]] == exposed
