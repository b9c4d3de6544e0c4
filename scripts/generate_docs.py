"""Writes into the documents what the code knows best: `python -m scripts.generate_docs [--check]`.

In a document, the lines between `<!-- begin NAME -->` and `<!-- end NAME -->` are made by the part of that name. With --check
it writes nothing, names stale documents and exits with 1.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from functools import partial
from importlib import import_module
from inspect import getdoc
from pathlib import Path
from typing import Any

import msgspec
from scripts import reference
from scripts.reference import table
from scripts.state_diagram import diagram

from callplane.cli.examples import as_document
from callplane.cli.main import COMMANDS
from callplane.client import Client
from callplane.metrics import METRICS
from callplane.settings import SECTIONS, toml_value
from callplane.wire import operations
from callplane.wire.operations import AnyOperation

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = (ROOT / "ARCHITECTURE.md", *sorted((ROOT / "docs").glob("*.md")))
CONVERSATIONS = ROOT / "docs" / "conversations.md"

_PART = re.compile(r"(<!-- begin (\S+) -->\n).*?(<!-- end \2 -->)", re.DOTALL)


def main(arguments: list[str]) -> int:
    """Write the documents, or with --check compare them; returns the exit code."""
    stale = {path: text for path, text in render().items() if path.read_text(encoding="utf-8") != text}
    for path, text in stale.items():
        if "--check" in arguments:
            sys.stderr.write(f"{path.relative_to(ROOT)} is stale: run `python -m scripts.generate_docs`\n")
        else:
            path.write_text(text, encoding="utf-8")
    return 1 if stale and "--check" in arguments else 0


def render() -> dict[Path, str]:
    """Every document as it should be."""
    return {path: _PART.sub(_filled, path.read_text(encoding="utf-8")) for path in DOCUMENTS}


def parts_in(path: Path) -> set[str]:
    """The names of the parts that a document has."""
    return {found[2] for found in _PART.finditer(path.read_text(encoding="utf-8"))}


def _filled(found: re.Match[str]) -> str:
    return f"{found[1]}\n{PARTS[found[2]]()}\n\n{found[3]}"


def _settings() -> str:
    return "\n\n".join(_section(name, kind) for name, kind in SECTIONS.items())


def _section(name: str, kind: type[Any]) -> str:
    rows = []
    for row in fields(kind):
        limits = "{} to {}".format(*row.metadata["limits"]) if type(row.default) is int else ""
        rows.append((f"`{row.name}`", f"`{toml_value(row.default)}`", limits, row.metadata["help"].replace("\n", " ")))
    return "\n\n".join((f"## [{name}]", getdoc(kind) or "", table(("Setting", "Default", "Limits", "What it is"), rows)))


def command_parsers() -> dict[str, argparse.ArgumentParser]:
    """The parser of every command, and of every action of one: `user`, `user add`, ..."""
    subparsers = argparse.ArgumentParser("callplane").add_subparsers()
    for command in COMMANDS:
        import_module(f"callplane.cli.{command.replace('-', '_')}").add_parser(subparsers)
    found = {}
    for command, parser in subparsers.choices.items():
        found[command] = parser
        found |= {f"{command} {action}": child for action, child in _actions(parser)}
    return found


def _actions(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.items()


def _command(name: str) -> str:
    parsers = {found: parser for found, parser in command_parsers().items() if found.split()[0] == name}
    parser = parsers[name]
    texts = [text for text in (parser.description, parser.epilog) if text]
    actions = {found: child for found, child in parsers.items() if child is not parser}
    if not actions:
        return "\n\n".join([*texts, _usage(name, parser), *_arguments(_explained(parser)), as_document(name)])
    explained = {action: _explained(child) for action, child in actions.items()}
    common = [row for row in next(iter(explained.values())) if all(row in rows for rows in explained.values())]
    for action, child in actions.items():
        texts += [_usage(action, child), *_arguments(row for row in explained[action] if row not in common)]
    return "\n\n".join([*texts, "Each of them takes:", *_arguments(common), as_document(name)])


def _options(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    return [action for action in parser._actions if not isinstance(action, argparse._HelpAction)]


def _usage(command: str, parser: argparse.ArgumentParser) -> str:
    return f"```text\n{' '.join(['callplane', command, *map(_spelled, _options(parser))])}\n```"


def _explained(parser: argparse.ArgumentParser) -> list[tuple[str, str]]:
    return [
        (f"`{_spelled(action, bare=True)}`", action.help % {"default": action.default})
        for action in _options(parser)
        if action.help
    ]


def _arguments(rows: Iterable[tuple[str, str]]) -> list[str]:
    shown = list(rows)
    return [table(("Argument", "What it is"), shown)] if shown else []


def _spelled(action: argparse.Action, *, bare: bool = False) -> str:
    """An argument as a command line has it."""
    choices = "|".join(map(str, action.choices)) if action.choices else ""
    value = action.metavar if isinstance(action.metavar, str) else choices or action.dest.upper()
    if not action.option_strings:
        return f"{value}..." if action.nargs == "+" else value
    text = action.option_strings[-1] if action.nargs == 0 else f"{action.option_strings[-1]} {value}"
    return text if bare or action.required else f"[{text}]"


def _operation(operation: AnyOperation) -> str:
    """Number, members and client method of an operation. An optional member has a question mark."""
    facts = [f"**{operation.id}**"]
    method = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", operation.name.removeprefix("asnCti").removeprefix("asn")).lower()
    if hasattr(Client, method):
        facts.append(f"client library: `{method}`")
    facts.append(f"argument: {_members(operation.argument)}")
    if operation.result is not None:
        facts.append(f"result: {_members(operation.result)}")
    if f"<!-- conversation {operation.name} -->" in CONVERSATIONS.read_text(encoding="utf-8"):
        facts.append(f"[on the wire](conversations.md#{operation.name.removeprefix('asnCti').lower()})")
    return " · ".join(facts)


def _members(structure: type[msgspec.Struct]) -> str:
    members = msgspec.structs.fields(structure)
    return ", ".join(f"`{member.name}`" + ("" if member.required else "?") for member in members) or "empty"


def _metrics() -> str:
    rows = [(f"`{m.name}`", m.kind, ", ".join(f"`{label}`" for label in m.labels), m.help) for m in METRICS]
    return table(("Metric", "Kind", "Labels", "What it is"), rows)


PARTS: dict[str, Callable[[], str]] = {
    "call-states": lambda: f"```mermaid\n{diagram()}\n```",
    "settings": _settings,
    "metrics": _metrics,
    "routes": reference.routes,
    "capabilities": reference.capabilities,
    "client": partial(reference.interface, *reference.CLIENT),
    "testing": partial(reference.interface, *reference.TESTING),
    **{f"command-{command}": partial(_command, command) for command in COMMANDS},
    **{operation.name: partial(_operation, operation) for operation in operations.ALL},
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
