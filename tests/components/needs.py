"""What a test needs of the machine: a component that is missing fails the test in CI, and skips it with a remedy elsewhere."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest


def program(name: str, package: str) -> str:
    """The path of a program out of a Debian package."""
    found = shutil.which(name, path=os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin")))
    if found is None:
        missing(name, f"apt-get install --no-install-recommends {package}")
    return found


def file(path: str, package: str) -> Path:
    """A file out of a Debian package."""
    if not Path(path).exists():
        missing(path, f"apt-get install --no-install-recommends {package}")
    return Path(path)


def missing(what: str, remedy: str) -> NoReturn:
    """Say that a component is not there, and how to get it."""
    text = f"{what} is not on this machine: {remedy}"
    if "CI" in os.environ:
        pytest.fail(text, pytrace=False)
    pytest.skip(text)
