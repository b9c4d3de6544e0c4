"""Parts of the documents that are made of the code's own declarations: HTTP routes, drivers, the Python interfaces.

Knows modules by name and reads what they say of themselves; `generate_docs` puts the parts in their places.
"""

from __future__ import annotations

import enum
import inspect
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any

from callplane.description.admin_routes import ADMIN_PREFIX, ADMIN_ROUTES
from callplane.description.fixed_routes import fixed_paths
from callplane.drivers.base import Driver
from callplane.drivers.registry import driver_class, driver_names
from callplane.model.line import Capability

CLIENT = ("callplane.client", "callplane.client.sync")
TESTING = ("callplane.testing.contract", "callplane.testing.harness", "callplane.testing.witness")
_OPERATION_ROUTES = (
    ("/ws/client/{operation}", "GET, POST", "One operation in a session, named in the header or query `x-ucsessionid`."),
    ("/ws/direct/{operation}", "GET, POST", "One operation with credentials and without a session."),
    ("/drivers/{pbx}/{entrance}", "GET", "The WebSocket of a program on the PBX's side, where its driver waits for one."),
)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown."""
    columns = list(head)
    lines = [columns, ["---"] * len(columns), *([cell.replace("|", r"\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def routes() -> str:
    """Every address of the HTTP port, but for those of drivers."""
    rows = [
        (path, ", ".join(method.upper() for method in item), next(iter(item.values()))["summary"])
        for path, item in fixed_paths("local", [], []).items()
    ]
    rows[3:3] = _OPERATION_ROUTES
    rows += [(f"/{ADMIN_PREFIX}/{route.path}", route.method, route.summary) for route in ADMIN_ROUTES]
    return table(("Address", "Methods", "What it is"), ((f"`{path}`", methods, text) for path, methods, text in rows))


def drivers() -> dict[str, type[Driver]]:
    """The drivers that are part of callplane."""
    return {name: driver_class(name) for name in driver_names()}


def capabilities() -> str:
    """What lines can do at most, by driver."""
    classes = drivers()
    named = [capability for capability in Capability if capability.name]
    rows = ([f"`{one.name}`", *("yes" if one in driver.most else "" for driver in classes.values())] for one in named)
    return table(("Capability", *(f"`{name}`" for name in classes)), rows)


def interface(*modules: str) -> str:
    """The public names of modules, with what they say of themselves. A method that several classes have is shown once."""
    shown: set[object] = set()
    return "\n\n".join(f"### {name}\n\n{_module(import_module(name), shown)}" for name in modules)


def public_names(module: Any) -> list[str]:
    """What a module offers: its `__all__`, else the classes and functions that are defined in it."""
    listed = getattr(module, "__all__", None)
    return sorted(listed, key=str.lower) if listed else list(_defined(module))


def _defined(module: Any) -> Iterator[str]:
    for name, value in vars(module).items():
        if not name.startswith("_") and callable(value) and getattr(value, "__module__", None) == module.__name__:
            yield name


def _module(module: Any, shown: set[object]) -> str:
    entries = [_entry(name, getattr(module, name), shown) for name in public_names(module)]
    return "\n".join([_first(module), "", *entries])


def _entry(name: str, value: Any, shown: set[object]) -> str:
    """One name as an item of a list; methods below their class."""
    if isinstance(value, type) and issubclass(value, enum.Enum):
        return f"- `{name}`, an enumeration: {', '.join(f'`{member.name}` {member.value}' for member in value)}"
    if not callable(value):
        return f"- `{name}`"
    lines = [f"- `{name}{_signature(value)}`: {_first(value)}" if _first(value) else f"- `{name}{_signature(value)}`"]
    if isinstance(value, type) and value.__module__.startswith(("callplane.client", "callplane.testing")):
        methods = [(method, function) for method, function in _methods(value) if function not in shown]
        lines += [f"    - `{method}{_signature(function)}`: {_first(function)}" for method, function in methods]
        shown.update(function for _, function in methods)
    return "\n".join(lines)


def _methods(kind: type) -> Iterator[tuple[str, Any]]:
    """The public methods of a class and of its bases in callplane, those with a text of their own."""
    for name, function in inspect.getmembers(kind, inspect.isfunction):
        if not name.startswith("_") and function.__module__.startswith("callplane") and inspect.getdoc(function):
            yield name, function


def _signature(value: Any) -> str:
    """The parameters' names, with their defaults."""
    if isinstance(value, type) and (issubclass(value, BaseException) or hasattr(value, "__struct_fields__")):
        return ""
    try:
        parameters = list(inspect.signature(value).parameters.values())
    except (TypeError, ValueError):
        return ""
    shown = [_parameter(one) for one in parameters if one.name != "self"]
    return f"({', '.join(shown)})" if shown or not isinstance(value, type) else ""


def _parameter(parameter: inspect.Parameter) -> str:
    """A parameter without its type; a default out of an enumeration as its number."""
    default = parameter.default
    plain = default.value if isinstance(default, enum.Enum) else default
    return str(parameter.replace(annotation=parameter.empty, default=plain))


def _first(value: Any) -> str:
    """The first paragraph of a text, in one line."""
    return " ".join((inspect.getdoc(value) or "").split("\n\n")[0].split())
