"""Turns what was said into Markdown: a sequence diagram, then the messages. Pure.

What differs from run to run is put right: ids become numbered ones, in the order in which they appear, and all times one time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from scripts.conversations.stage import Message, Said

from callplane.model.call import CallState
from callplane.model.changes import ChangeReason
from callplane.wire.operations import BY_ID

_GUID = re.compile(r"\{[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}\}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
_EVENT = 99999
_WIDTH = 92


def page_part(said: Iterable[Said]) -> str:
    """The diagram and the messages of a conversation."""
    settled = _settled(said)
    return "\n\n".join((f"```mermaid\n{_diagram(settled)}\n```", *_blocks(settled)))


def _settled(said: Iterable[Said]) -> list[Said]:
    ids: dict[str, str] = {}

    def numbered(found: re.Match[str]) -> str:
        return ids.setdefault(found[0], f"{{00000000-0000-4000-8000-{len(ids) + 1:012X}}}")

    def put_right(message: Message) -> Message:
        text = _GUID.sub(numbered, json.dumps(message))
        return dict(json.loads(_TIME.sub("2026-01-05T10:00:00Z", text)))

    return [Said(one.who, put_right(one.message) if one.message else None, one.received, one.deed) for one in said]


def _diagram(said: list[Said]) -> str:
    programs = list(dict.fromkeys(one.who for one in said if one.message is not None))
    lines = ["sequenceDiagram"]
    lines += [f"    participant {name} as {name.title()}'s program" for name in programs[:1]]
    lines += ["    participant server as callplane"]
    lines += [f"    participant {name} as {name.title()}'s program" for name in programs[1:]]
    for one in said:
        if one.message is None:
            lines.append(f"    Note over server: {one.deed}")
        elif one.received:
            arrow = "-)" if "invoke" in one.message else "-->>"
            lines.append(f"    server{arrow}{one.who}: {_label(one.message)}")
        else:
            lines.append(f"    {one.who}->>server: {_label(one.message)}")
    return "\n".join(lines)


def _label(message: Message) -> str:
    """What a message says, in a few words."""
    if "result" in message:
        return "result"
    invoke = message["invoke"]
    name = BY_ID[invoke["operationID"]].name.removeprefix("asnCti").removeprefix("Notify")
    argument = invoke["argument"]
    if "callinformation" in argument:
        call, reason = argument["callinformation"], ChangeReason(argument["reason"])
        state = CallState(call["iCallState"]).name
        told = reason.name if reason.name == state else f"{reason.name}, now {state}"
        return f"{name}: call {int(call['u8sConnectionID'][-13:-1], 16)} {told}"
    return name


def _blocks(said: list[Said]) -> Iterable[str]:
    """Requests and results in full, and of each kind of event the first."""
    shown = set()
    for one in said:
        if one.message is None:
            continue
        who, invoke = one.who.title(), one.message.get("invoke")
        if not one.received:
            yield f"{who} asks:"
        elif invoke is None:
            yield "The result:"
        elif invoke["operationID"] in shown:
            continue
        else:
            shown.add(invoke["operationID"])
            yield f"{who} is told:"
        yield f"```json\n{_written(one.message)}\n```"


def _written(value: object, indent: int = 0) -> str:
    """JSON with what fits a line in one line."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(flat) + indent <= _WIDTH or not isinstance(value, dict | list):
        return flat
    inner = " " * (indent + 2)
    if isinstance(value, list):
        return "[\n" + ",\n".join(inner + _written(item, indent + 2) for item in value) + f"\n{' ' * indent}]"
    return "{\n" + ",\n".join(_members(value, inner, indent + 2)) + f"\n{' ' * indent}}}"


def _members(value: Message, inner: str, indent: int) -> Iterable[str]:
    """Members of an object, as many in a line as fit."""
    line = ""
    for name, member in value.items():
        text = f"{json.dumps(name)}: {_written(member, indent)}"
        if line and ("\n" in text or len(inner) + len(line) + len(text) + 2 > _WIDTH):
            yield inner + line
            line = ""
        line += f", {text}" if line else text
        if "\n" in text:
            yield inner + line
            line = ""
    if line:
        yield inner + line
