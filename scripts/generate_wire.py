"""Writes the Python structures of the interface from its ASN.1 modules: `python -m scripts.generate_wire [--check]`.

Reads src/callplane/wire/asn1; writes src/callplane/wire/types (structures, and `schema.py` with what BER needs) and the
marked part of src/callplane/wire/operations.py. With --check it writes nothing, names stale files and exits with 1.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from callplane.wire.asn1_parser import parse_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from callplane.wire.asn1_parser import Definition, Member, Module

WIRE = Path(__file__).resolve().parent.parent / "src/callplane/wire"

PYTHON_MODULES = {
    "SNACC-ROSE": "rose",
    "UC-Server-Access-Protocol-Transport": "transport",
    "UC-Server-Access-Protocol-Auth": "auth",
    "UC-Server-Access-Protocol-AuthCommon": "auth_common",
    "UC-Server-Access-Protocol-Common": "common",
    "UC-Server-Access-Protocol-Main": "main",
    "UC-Server-Access-Protocol-SIPCTICommon": "sipcti_common",
    "UC-Server-Access-Protocol-AsnContactCommon": "contact_common",
    "UC-Server-Access-Protocol-AppointmentsCommon": "appointments_common",
    "UC-Server-Access-Protocol-CTI": "cti",
}
BUILTIN = {
    "UTF8String": "str",
    "INTEGER": "Integer",
    "BOOLEAN": "bool",
    "OCTET STRING": "OctetString",
    "NULL": "None",
    "ANY": "Raw",
}
# Types with a Python form of their own, and types that older clients send empty or partly filled.
OWN_FORM = {"AsnSystemTime": "SystemTime", "AsnOptionalParameters": "OptionalParameters"}
SENT_EMPTY = {"AsnProjectPinRule", "AsnCtiNewCallParams", "AsnNetDatabaseContact"}
EMPTY = {"str": "str", "Integer": "int", "bool": "bool"}
BASE_NAMES = ("Choice", "Integer", "OctetString", "OptionalParameters", "Sequence", "SystemTime", "settle_parameters")
OPTIONS = "frozen=True, kw_only=True"
BEGIN, END = "# Generated from wire/asn1: begin\n", "# Generated from wire/asn1: end\n"


def main(arguments: list[str]) -> int:
    """Writes the files, or with --check compares them; returns the exit code."""
    check = "--check" in arguments
    stale = {path: text for path, text in render().items() if not path.exists() or path.read_text(encoding="utf-8") != text}
    for path, text in stale.items():
        if check:
            sys.stderr.write(f"{path.relative_to(WIRE)} is stale: run `python -m scripts.generate_wire`\n")
        else:
            path.write_text(text, encoding="utf-8")
    return 1 if stale and check else 0


def render() -> dict[Path, str]:
    """The text of every generated file."""
    modules = parse_folder(WIRE / "asn1")
    by_name = {definition.name: definition for module in modules for definition in module.definitions.values()}
    files = {WIRE / f"types/{PYTHON_MODULES[module.name]}.py": _types_module(module, by_name) for module in modules}
    files[WIRE / "types/__init__.py"] = '"""Generated structures, one module per ASN.1 module."""\n'
    files[WIRE / "types/schema.py"] = _schema_module(modules)
    operations = WIRE / "operations.py"
    head, _, rest = operations.read_text(encoding="utf-8").partition(BEGIN)
    _, _, tail = rest.partition(END)
    files[operations] = head + BEGIN + _operations(modules) + END + tail
    return files


# Structures ----------------------------------------------------------------------------------------------------------


def _types_module(module: Module, by_name: dict[str, Definition]) -> str:
    body = "".join(_structure(definition, by_name) for definition in module.definitions.values() if definition.members)
    body += "".join(_empty_structure(d) for d in module.definitions.values() if d.kind == "SEQUENCE" and not d.members)
    numbers = "".join(_numbers(definition) for definition in module.definitions.values() if definition.numbers)
    aliases = "".join(_alias(definition) for definition in module.definitions.values() if definition.target)
    text = numbers + body + (f"\n\n{aliases}" if aliases else "")
    return "".join(
        [
            f'"""Generated from wire/asn1/{module.name}.asn1.\n\n{module.doc}\n"""\n\n',
            "from __future__ import annotations\n\n",
            *_import_lines(module, text),
            text,
        ]
    )


def _import_lines(module: Module, text: str) -> Iterator[str]:
    used = set(re.findall(r"\w+", text))
    if "IntEnum" in used:
        yield "from enum import IntEnum\n\n"
    outside = [name for name in ("UNSET", "Raw", "UnsetType", "field") if name in used]
    if outside:
        yield f"from msgspec import {', '.join(outside)}\n\n"
    ours: dict[str, list[str]] = {"callplane.wire.base": [name for name in BASE_NAMES if name in used]}
    for source, imported in module.imports.items():
        ours[f"callplane.wire.types.{PYTHON_MODULES[source]}"] = [name for name in imported if name in used]
    for source, names in sorted(ours.items()):
        if names:
            yield f"from {source} import (\n" + "".join(f"    {name},\n" for name in sorted(names)) + ")\n"


def _numbers(definition: Definition) -> str:
    lines = "".join(f"    {name} = {number}\n" for name, number in definition.numbers)
    return f'\n\nclass {definition.name}(IntEnum):\n    """{_doc(definition)}"""\n\n{lines}'


def _empty_structure(definition: Definition) -> str:
    return f'\n\nclass {definition.name}(Sequence, {OPTIONS}):\n    """{_doc(definition)}"""\n'


def _structure(definition: Definition, by_name: dict[str, Definition]) -> str:
    base = "Choice" if definition.kind == "CHOICE" else "Sequence"
    text = f'\n\nclass {definition.name}({base}, {OPTIONS}):\n    """{_doc(definition)}"""\n\n'
    text += "".join(f"    {_field(definition, member, by_name)}\n" for member in definition.members)
    parameters = [python_name(m.name) for m in definition.members if m.type == "AsnOptionalParameters"]
    if parameters:
        marks = "".join(f"        settle_parameters(self.{name})\n" for name in parameters)
        text += f"\n    def __post_init__(self) -> None:\n{marks}"
    return text


def _field(definition: Definition, member: Member, by_name: dict[str, Definition]) -> str:
    name, kind = python_name(member.name), _annotation(member.type, by_name)
    note = f"  # {member.values}" if member.values else ""
    if definition.kind == "CHOICE" and member.type == "NULL":
        return f"{name}: UnsetType | None = UNSET{note}"
    if member.type == "ANY":
        return f"{name}: Raw = Raw()" if member.optional else f"{name}: Raw"
    if member.optional or definition.kind == "CHOICE":
        return f"{name}: {kind} | None = None{note}"
    if member.type == "NULL":
        return f"{name}: None = field(default_factory=type(None))"
    if definition.name in SENT_EMPTY:
        return f"{name}: {kind} = field(default_factory={EMPTY.get(kind, kind)}){note}"
    return f"{name}: {kind}{note}"


def _annotation(type_name: str, by_name: dict[str, Definition]) -> str:
    if type_name in BUILTIN:
        return BUILTIN[type_name]
    return "Integer" if by_name[type_name].kind == "INTEGER" else type_name


def _alias(definition: Definition) -> str:
    if definition.name in OWN_FORM:
        return f"{definition.name} = {OWN_FORM[definition.name]}\n"
    return f"{definition.name} = list[{BUILTIN.get(definition.target, definition.target)}]\n"


def _doc(definition: Definition) -> str:
    return definition.doc or f"{definition.kind} {definition.name}."


def python_name(name: str) -> str:
    """The Python (and JSON) name of a member."""
    return name.replace("-", "_")


# What BER needs ------------------------------------------------------------------------------------------------------


def _schema_module(modules: list[Module]) -> str:
    definitions = [definition for module in modules for definition in module.definitions.values()]
    parts = [
        '"""Generated from wire/asn1. Tags and order of every type, for BER."""\n\n',
        "from callplane.wire.schema import Alternatives, ListOf, Member, Members, Numbers, Schema\n",
        "from callplane.wire.types import (\n",
        *(f"    {module},\n" for module in sorted(PYTHON_MODULES.values())),
        ")\n\n",
        "SCHEMA: dict[str, Schema] = {\n",
    ]
    homes = {name: PYTHON_MODULES[module.name] for module in modules for name in module.definitions}
    parts += [f'    "{d.name}": {_schema_entry(d, homes[d.name])},\n' for d in definitions if d.kind != "ALIAS"]
    return "".join([*parts, "}\n"])


def _schema_entry(definition: Definition, module: str) -> str:
    structure = f"{module}.{definition.name}"
    match definition.kind:
        case "LIST":
            return f'ListOf("{definition.target}")'
        case "ENUMERATED":
            return f"Numbers(\n        {structure},\n        enumerated=True,\n    )"
        case "INTEGER":
            return f"Numbers(\n        {structure},\n        enumerated=False,\n    )"
    kind = "Alternatives" if definition.kind == "CHOICE" else "Members"
    members = "".join(f"            {_schema_member(definition, member)},\n" for member in definition.members)
    if not members:
        return f"{kind}({structure}, [])"
    return f"{kind}(\n        {structure},\n        [\n{members}        ],\n    )"


def _schema_member(definition: Definition, member: Member) -> str:
    optional = member.optional or definition.name in SENT_EMPTY
    parts = [f'"{python_name(member.name)}"', f'"{member.type}"']
    if member.tag is not None:
        parts.append(f"tag={member.tag}")
    parts += [f"{name}=True" for name, holds in (("explicit", member.explicit), ("optional", optional)) if holds]
    return f"Member({', '.join(parts)})"


# Operations ----------------------------------------------------------------------------------------------------------


def _operations(modules: Iterable[Module]) -> str:
    homes = {name: PYTHON_MODULES[module.name] for module in modules for name in module.definitions}
    found = sorted((o for module in modules for o in module.operations.values()), key=lambda o: o.number)
    parts = []
    for operation in found:
        types = [operation.argument, *filter(None, (operation.result, operation.error))]
        parts.append(
            f"{constant_name(operation.name)} = {'_request' if operation.result else '_event'}(\n"
            f'    {operation.number},\n    "{operation.name}",\n'
            f"{''.join(f'    {homes[name]}.{name},{chr(10)}' for name in types)})\n"
            f'"""{operation.doc}"""\n\n'
        )
    names = "".join(f"    {constant_name(operation.name)},\n" for operation in found)
    return "".join(["\n", *parts, f"ALL: tuple[AnyOperation, ...] = (\n{names})\n\n"])


def constant_name(name: str) -> str:
    """asnCtiMakeCall -> CTI_MAKE_CALL, asnGetLocationIDs -> GET_LOCATION_IDS."""
    words = re.findall(r"[A-Z]+s(?![a-z])|[A-Z]+(?![a-z])\d*|[A-Z][a-z]+\d*", name.removeprefix("asn"))
    return "_".join(words).upper()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
