"""Modules and functions stay small. Exceptions stand in ARCHITECTURE.md with their reason, and nowhere else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULE_LINES = 400
FUNCTION_LINES = 50


def exceptions() -> list[str]:
    """The paths in the table of exceptions; one may be a pattern."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    section = text.partition("## Exceptions to the size rules")[2].partition("\n## ")[0]
    return re.findall(r"^\| `([^`]+)`", section, flags=re.MULTILINE)


def modules() -> Iterator[Path]:
    for folder in ("src", "tests", "scripts", "bench", "fuzz", "examples"):
        yield from sorted((ROOT / folder).rglob("*.py"))


def c_files() -> Iterator[Path]:
    yield from sorted((ROOT / "bridge").rglob("*.[ch]"))


def longest_c_function(text: str) -> int:
    """A function begins with a brace in the first column, and ends with one."""
    return max((body.count("\n") for body in re.findall(r"^\{\n(.*?)^\}", text, flags=re.DOTALL | re.MULTILINE)), default=0)


def test_files_and_functions_in_c_are_small() -> None:
    long = {path.relative_to(ROOT): path.read_text(encoding="utf-8") for path in c_files()}
    assert long
    assert [
        str(path) for path, text in long.items() if text.count("\n") >= MODULE_LINES or longest_c_function(text) >= FUNCTION_LINES
    ] == []


def longest_function(text: str) -> int:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return max((1 + (n.end_lineno or 0) - n.lineno for n in ast.walk(ast.parse(text)) if isinstance(n, kinds)), default=0)


def is_too_long(path: Path) -> bool:
    text = path.read_text(encoding="utf-8")
    return len(text.splitlines()) >= MODULE_LINES or longest_function(text) >= FUNCTION_LINES


def test_modules_and_functions_are_small_or_have_a_reason() -> None:
    too_long = {path.relative_to(ROOT) for path in modules() if is_too_long(path)}
    excused = {path: [pattern for pattern in exceptions() if path.match(pattern)] for path in too_long}
    assert [str(path) for path, patterns in excused.items() if not patterns] == []
    needed = {pattern for patterns in excused.values() for pattern in patterns}
    assert set(exceptions()) - needed == set(), "no longer exceptions"
