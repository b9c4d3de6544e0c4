"""The configuration files that commands write: the commented one of `init`, and the demo's. Knows the table of settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from callplane.settings import SECTIONS, ServerSettings, toml_value

_FIRST_PBX = """
# A location says how numbers are written and dialled at one place. Change this one to yours.
[locations.office]
country_code = "49"
area_code = "8151"
main_number = "36856"           # what all numbers begin with; extensions follow it
min_internal_length = 3         # extensions have three digits
max_internal_length = 3
access_code_local = "0"         # dialled first to get an outside line

# A PBX has a driver and a location; its name stands in the addresses of its lines: tel:+49815136856101@main
# The driver "exchange" is a PBX inside this server, with virtual phones and SIP phones.
[pbx.main]
driver = "exchange"
location = "office"
#sip_host = "0.0.0.0"           # SIP phones may register from everywhere; "127.0.0.1": from this machine only; left out: none
#sip_port = 5060                # then: callplane phone add 101
extensions = [
    {number = "101", name = "Reception"},
    {number = "102", name = "Office"},
]
"""

_DEMO = """\
[locations.demo]
language = 1031
country_code = "49"
area_code = "8151"
main_number = "36856"
min_internal_length = 3
max_internal_length = 3
range_begin = "100"
range_end = "199"
access_code_local = "0"

[pbx.demo]
driver = "exchange"
location = "demo"
extensions = [
    {number = "101", name = "Alice"},
    {number = "111", name = "Alice"},
    {number = "102", name = "Bob"},
    {number = "103", name = "Carol"},
    {number = "104", name = "Dave"},
]
"""


def default_toml(data: str = ServerSettings().data) -> str:
    """The configuration that `callplane init` writes: every setting with its help and default, and a PBX to begin with."""
    parts = ["# Configuration of callplane. The #name = value lines show the defaults: remove the # to change one.\n"]
    for section, kind in SECTIONS.items():
        parts.append(f"\n[{section}]\n")
        for row in fields(kind):
            help_text = row.metadata["help"].replace("\n", "\n# ")
            line = f"data = {toml_value(data)}" if row.name == "data" else f"#{row.name} = {toml_value(row.default)}"
            parts.append(f"# {help_text}\n{line}\n")
    return "".join(parts) + _FIRST_PBX


def demo_toml(data: str = ".", tls: Mapping[str, str | int] | None = None, sip: str = "", **server: str | int) -> str:
    """The demo's configuration; `tls` and `server` are settings of these sections, such as http_port=9001; `sip` are lines for
    its exchange."""
    parts = []
    for section, values in (("server", {"data": data, **server}), ("tls", tls or {})):
        parts += [f"[{section}]", *(f"{name} = {toml_value(value)}" for name, value in values.items()), ""]
    return "\n".join([*parts, _DEMO.replace('location = "demo"\n', f'location = "demo"\n{sip}')])
