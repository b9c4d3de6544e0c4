"""What commands print: for people, and with --json for programs. Knows texts and records only.

Programs get one JSON object a line: of a list one for each entry, of an action what was done.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

R = TypeVar("R")


def add_json_option(parser: argparse.ArgumentParser) -> None:
    """Add --json."""
    parser.add_argument("--json", action="store_true", help="print one JSON object a line, for programs")


def say(options: argparse.Namespace, text: str, **facts: object) -> None:
    """Say that something was done: the text, or the facts that are not None."""
    known = {name: value for name, value in facts.items() if value is not None}
    print(json.dumps(known, ensure_ascii=False) if options.json else text)


def show(
    options: argparse.Namespace, records: Iterable[R], facts: Callable[[R], Mapping[str, object]], columns: Mapping[str, str]
) -> None:
    """Print records: with --json all of their `facts`, else a table of those that `columns` names by its headings."""
    known = [facts(record) for record in records]
    if options.json:
        for entry in known:
            print(json.dumps(entry, ensure_ascii=False))
    else:
        print_table(tuple(columns), [[_cell(entry[name]) for name in columns.values()] for entry in known])


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print columns as wide as their longest text, two blanks between them; an empty text is shown as `-`."""
    table = [header, *([text or "-" for text in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        print("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())
