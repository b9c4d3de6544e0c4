"""The one source of all descriptions: the ASN.1 modules, parsed. Knows where they lie; nothing of what is made from them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import callplane.wire
from callplane.wire.asn1_parser import Definition, Module, OperationDefinition, parse_folder

_FOLDER = Path(callplane.wire.__file__).parent / "asn1"


@cache
def modules() -> dict[str, Module]:
    """The modules by name."""
    return {module.name: module for module in parse_folder(_FOLDER)}


@cache
def module_texts() -> dict[str, str]:
    """The modules as they are written, by name."""
    return {name: (_FOLDER / f"{name}.asn1").read_text(encoding="utf-8") for name in modules()}


@cache
def definitions() -> dict[str, Definition]:
    """All types by name."""
    return {name: found for module in modules().values() for name, found in module.definitions.items()}


@cache
def module_of(operation_name: str) -> str:
    """The last part of the name of the module that defines an operation: `CTI`, `Main`, ..."""
    (home,) = [name for name, module in modules().items() if operation_name in module.operations]
    return home.rpartition("-")[2]


@cache
def operation_texts() -> dict[str, str]:
    """What the modules say of each operation, by its name."""
    operations: list[OperationDefinition] = [o for module in modules().values() for o in module.operations.values()]
    return {operation.name: operation.doc for operation in operations}
