"""Builds what is published into a folder: `python -m scripts.build_packages [FOLDER] [--no-isolation]` (FOLDER: dist).

- `callplane-VERSION.tar.gz` and `callplane-VERSION-py3-none-any.whl`: the server, the commands, the client library;
- `callplane_client-VERSION-py3-none-any.whl`: the client library alone, for programs that run where no server is to be
  installed. It has the same modules under the same names: an environment has one of the two.

With --no-isolation the tools are those of this environment, and nothing is downloaded.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
CLIENT_PARTS: Final = ("__init__.py", "_version.py", "py.typed", "errors.py", "client", "wire")
CLIENT_NEEDS: Final = ("aiohttp", "msgspec")

_CLIENT = """\
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "callplane-client"
version = "{version}"
description = "The client library of callplane: remote call control over phone lines"
readme = "README.md"
requires-python = ">=3.11"
license = "MIT"
license-files = ["LICENSE"]
dependencies = [{needs}]

[tool.setuptools.package-data]
callplane = ["py.typed"]
"""


def main(arguments: list[str]) -> int:
    """Build all packages and print their paths."""
    options = [argument for argument in arguments if argument.startswith("--")]
    folder = Path(next((argument for argument in arguments if argument not in options), "dist")).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    _build(ROOT, folder, *options)
    build_client(folder, *options)
    for path in sorted(folder.iterdir()):
        print(path)  # noqa: T201 (it is what the script is for)
    return 0


def build_client(folder: Path, *options: str) -> None:
    """The wheel of the client library, made from the same sources; `_version.py` must be there."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        package = place / "src/callplane"
        package.mkdir(parents=True)
        for part in CLIENT_PARTS:
            source = ROOT / "src/callplane" / part
            if source.is_dir():
                shutil.copytree(source, package / part, ignore=shutil.ignore_patterns("__pycache__", "asn1"))
            else:
                shutil.copy(source, package / part)
        shutil.copy(ROOT / "LICENSE", place)
        shutil.copy(ROOT / "docs/client.md", place / "README.md")
        (place / "pyproject.toml").write_text(_CLIENT.format(version=_version(), needs=", ".join(_needs())), encoding="utf-8")
        _build(place, folder, "--wheel", *options)


def _version() -> str:
    found = re.search(r'__version__ = "(.+)"', (ROOT / "src/callplane/_version.py").read_text(encoding="utf-8"))
    assert found is not None
    return found[1]


def _needs() -> list[str]:
    """The client's dependencies, in the same versions as the server's."""
    listed = re.findall(r'^    ("[a-z-]+.*?"),$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [line for line in listed if re.split(r"[>=~<\[]", line.strip('"'), maxsplit=1)[0] in CLIENT_NEEDS]


def _build(place: Path, folder: Path, *options: str) -> None:
    command = [sys.executable, "-m", "build", *options, "--outdir", str(folder), str(place)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 (our own arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
