"""The documents are in step with the code: nothing is undocumented, every link leads somewhere, every command shown exists."""

from __future__ import annotations

import ast
import inspect
import json
import re
import shlex
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import fields
from importlib.util import find_spec
from itertools import takewhile
from pathlib import Path

import pytest
import yaml
from scripts import generate_docs
from scripts.generate_docs import ROOT

from callplane.drivers.asterisk import options as asterisk
from callplane.drivers.base import Driver
from callplane.drivers.bluetooth.options import Options as BluetoothOptions
from callplane.drivers.exchange.control_routes import ROUTES
from callplane.drivers.exchange.options import Options
from callplane.drivers.exchange.sip.options import KEYS as SIP_KEYS
from callplane.drivers.exchange.trunk_options import TrunkOptions
from callplane.drivers.registry import driver_class, driver_names
from callplane.drivers.tapi.options import BridgeOptions
from callplane.model.line import Capability, ForwardMode
from callplane.numbers.location import Location

DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("bench/*.md"), *ROOT.glob("clients/*/*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
SHELL = {">", "|", "<", "&&", "||"}
CODE_NAME = re.compile(r"`([^`\n]+)`")


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def without_code(path: Path) -> str:
    return re.sub(r"```.*?```", "", text_of(path), flags=re.DOTALL)


def anchors(path: Path) -> set[str]:
    """The anchors of a document's headings, as web views of repositories make them."""
    headings = re.findall(r"^#+ (.+)$", without_code(path), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def blocks() -> Iterator[tuple[str, str, str]]:
    """Every block of code in a language: document, language, text."""
    for path in DOCUMENTS:
        for language, code in re.findall(r"^```(\w+)\n(.*?)^```", text_of(path), flags=re.DOTALL | re.MULTILINE):
            yield path.name, language, code


def commands_shown() -> Iterator[tuple[str, str]]:
    """Every command line of a shell that a document shows: those after a `$`."""
    for path in DOCUMENTS:
        for line in re.findall(r"^\$ (.+)$", text_of(path), flags=re.MULTILINE):
            yield path.name, line


def test_generated_parts_are_in_step() -> None:
    stale = [path.name for path, text in generate_docs.render().items() if text_of(path) != text]
    assert stale == [], "run `.venv/bin/python -m scripts.generate_docs`"


def test_every_setting_command_operation_and_event_is_documented() -> None:
    documented = set().union(*map(generate_docs.parts_in, generate_docs.DOCUMENTS))
    assert set(generate_docs.PARTS) - documented == set(), "add a part `<!-- begin NAME --><!-- end NAME -->` and a sentence"


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("settings.md", [row.name for row in fields(Location)]),
        ("exchange.md", [row.name for row in fields(Options) if row.name not in ("capabilities", "forward_modes", "sip")]),
        ("exchange.md", ["sip_port", "sip_host", *SIP_KEYS]),
        ("trunk.md", [row.name for row in fields(TrunkOptions) if row.name != "name"]),
        ("asterisk.md", list(asterisk.KEYS)),
        ("tapi.md", [row.name for row in fields(BridgeOptions)]),
        ("bluetooth.md", [row.name for row in fields(BluetoothOptions)]),
        ("exchange.md", [str(member.name) for member in (*Capability, *ForwardMode)]),
    ],
)
def test_every_key_of_a_location_and_of_a_driver_is_documented(page: str, names: list[str]) -> None:
    documented = set(CODE_NAME.findall(text_of(ROOT / "docs" / page)))
    assert set(names) - documented == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    broken = []
    for target in LINK.findall(without_code(document)):
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        page = (document.parent / name).resolve() if name else document
        if not page.exists() or (anchor and anchor not in anchors(page)):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize(("document", "language", "code"), list(blocks()))
def test_every_block_of_code_can_be_read(document: str, language: str, code: str) -> None:
    readers: dict[str, Callable[[str], object]] = {
        "python": ast.parse,
        "toml": tomllib.loads,
        "json": json.loads,
        "yaml": yaml.safe_load,
    }
    readers.get(language, str)(code)
    assert language in (*readers, "sh", "text", "mermaid", "js", "ts"), f"{document}: unknown language"


@pytest.mark.parametrize("name", driver_names())
def test_every_driver_has_a_page_and_says_what_it_can_do(name: str) -> None:
    assert "most" in vars(driver_class(name)), "say in `most` what its lines can do at most: docs/capabilities.md shows it"
    linked = re.findall(
        rf"^\| `{name}` \| \[[^]]+\]\((\w+\.md)\)", text_of(ROOT / "docs" / "capabilities.md"), flags=re.MULTILINE
    )
    assert linked, f"name the page of driver {name} in docs/capabilities.md"
    assert f'driver = "{name}"' in text_of(ROOT / "docs" / linked[0])


def test_every_control_route_of_the_exchange_is_documented() -> None:
    page = text_of(ROOT / "docs" / "exchange.md").replace("EXT", "{}").replace("ID", "{}")
    documented = {tuple(found.split()) for found in CODE_NAME.findall(page)}
    paths = {re.sub(r"\{\w+\}", "{}", route.path) for route in ROUTES}
    missing = [path for path in paths if not any(path in words or path.rsplit("/", 1)[-1] in words for words in documented)]
    assert missing == []


def test_every_option_of_every_command_is_explained() -> None:
    for name, parser in generate_docs.command_parsers().items():
        assert [action.dest for action in parser._actions if action.option_strings and not action.help] == [], name


def test_the_smallest_driver_is_a_driver() -> None:
    (code,) = [
        code for document, language, code in blocks() if (document, language) == ("drivers.md", "python") and "Tiny" in code
    ]
    names: dict[str, type[Driver]] = {}
    exec(compile(code, "drivers.md", "exec"), names)
    driver = names["TinyDriver"]
    assert issubclass(driver, Driver)
    assert not inspect.isabstract(driver)


@pytest.mark.parametrize(("document", "line"), sorted(set(commands_shown())))
def test_every_command_shown_exists(document: str, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = list(takewhile(lambda word: word not in SHELL, shlex.split(line, comments=True)))
    if words[0] == "make":
        targets = re.findall(r"^([a-z-]+):", text_of(ROOT / "Makefile"), flags=re.MULTILINE)
        assert {word for word in words[1:] if "=" not in word} <= set(targets)
    elif Path(words[0]).name == "callplane":
        parsers = generate_docs.command_parsers()
        try:
            parsers[words[1]].parse_args(words[2:])
        except SystemExit:
            pytest.fail(f"{document}: {line}: {capsys.readouterr().err}")
    elif words[:2] == [".venv/bin/python", "-m"]:
        assert words[2] == "pytest" or find_spec(words[2]) is not None
