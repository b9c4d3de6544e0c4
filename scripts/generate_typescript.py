"""Writes the types of the interface in TypeScript, made from the JSON Schemas that the server serves: what is in TARGETS.

A type is what the server *writes*: times are texts, parameters are objects. Members of requests that have a default in the
schema may be left out. With --check nothing is written; it fails when a file is not in step.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from callplane.description import json_schema
from callplane.description.source import definitions, operation_texts
from callplane.wire import operations
from callplane.wire.asn1_parser import Definition
from callplane.wire.operations import AnyOperation

ROOT: Final = Path(__file__).resolve().parent.parent
TARGETS: Final = (ROOT / "clients/typescript/src/interface.ts",)

_HEAD: Final = "// Generated from the JSON Schemas of the interface by scripts/generate_typescript.py. Do not edit.\n"
_SIMPLE: Final = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}
_WRITTEN: Final = {
    "AsnSystemTime": "string",
    "AsnOptionalParameters": "Record<string, string | number | { binarydata: string }>",
}


def render() -> dict[Path, str]:
    """What every target should hold."""
    text = "\n".join((_HEAD, *_types(), *_operations()))
    return dict.fromkeys(TARGETS, text)


def _types() -> Iterator[str]:
    for name in sorted(definitions()):
        definition = definitions()[name]
        yield f"{_comment(definition.doc)}{_type(definition)}"


def _type(definition: Definition) -> str:
    name = definition.name
    if name in _WRITTEN:
        return f"export type {name} = {_WRITTEN[name]};\n"
    if definition.numbers:
        rows = "".join(f"  {_identifier(label)}: {number},\n" for label, number in definition.numbers)
        return f"export const {name} = {{\n{rows}}} as const;\nexport type {name} = number;\n"
    schema = json_schema.schema(name, "")
    if schema.get("type") == "object":
        return f"export interface {name} {{\n{_members(schema)}}}\n"
    return f"export type {name} = {_expression(schema)};\n"


def _members(schema: Mapping[str, Any]) -> str:
    required = set(schema.get("required", ()))
    rows = []
    for name, member in schema["properties"].items():
        if name != "_type":
            mark = "" if name in required else "?"
            rows.append(f"  {_comment(member.get('description', ''), '  ')}{name}{mark}: {_expression(member)};\n")
    return "".join(rows)


def _expression(schema: Mapping[str, Any]) -> str:
    """A schema in the place of a type."""
    if "$ref" in schema:
        return str(schema["$ref"])
    if schema.get("type") == "array":
        return f"{_expression(schema['items'])}[]"
    return _SIMPLE.get(schema.get("type", ""), "unknown")


def _operations() -> Iterator[str]:
    """Requests with argument and result, and events with their argument, by name; the numbers as values."""
    requests = [operation for operation in operations.ALL if not operation.is_event]
    events = [operation for operation in operations.ALL if operation.is_event]
    yield _table("Requests", "What a client can ask for, by name.", requests)
    yield _table("Events", "What is told without being answered, by name.", events)
    yield (
        "/** The number of every operation and event. */\nexport const operationID = {\n"
        + "".join(f"  {operation.name}: {operation.id},\n" for operation in operations.ALL)
        + "} as const;\n"
    )


def _table(name: str, text: str, found: list[AnyOperation]) -> str:
    rows = []
    for operation in found:
        members = [f"argument: {operation.argument.__name__}"]
        if operation.result is not None:
            members.append(f"result: {operation.result.__name__}")
        rows.append(f"  {_comment(operation_texts()[operation.name], '  ')}{operation.name}: {{ {'; '.join(members)} }};\n")
    return f"/** {text} */\nexport interface {name} {{\n{''.join(rows)}}}\n"


def _comment(text: str, indent: str = "") -> str:
    return f"/** {text} */\n{indent}" if text else ""


def _identifier(label: str) -> str:
    return label.replace("-", "_")


def main(arguments: list[str]) -> int:
    """Write what is not in step; with --check only say so, with status 1."""
    stale = [path for path, text in render().items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        if "--check" in arguments:
            print(f"{path} is not in step: run python -m scripts.generate_typescript", file=sys.stderr)  # noqa: T201
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(render()[path], encoding="utf-8")
    return int(bool(stale) and "--check" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
