"""`callplane number`: shows how a text is read, displayed and dialled at a location. Needs no running server."""

from __future__ import annotations

import argparse

from callplane.cli.output import show
from callplane.cli.place import Subparsers, add_place_options, settings_of
from callplane.errors import ConfigurationError
from callplane.numbers import DEMO_LOCATION, Location, Source, explain_stages
from callplane.numbers.trace import Outcome


def add_parser(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    """Add the command to the parser of `callplane`."""
    parser = subparsers.add_parser(
        "number",
        help="show step by step how a number is read, displayed and dialled",
        description="Without --config and --data there is just the location of the demo.",
    )
    parser.add_argument("text", metavar="TEXT", help="what somebody writes, or what a PBX reports")
    parser.add_argument("--location", metavar="NAME", default=DEMO_LOCATION.id, help="a location (default: %(default)s)")
    parser.add_argument(
        "--source",
        choices=[source.value for source in Source],
        default=Source.WRITTEN.value,
        help="who wrote it: a person, or the PBX for a caller or for what was dialled at a telephone (default: %(default)s)",
    )
    add_place_options(parser)


def run(options: argparse.Namespace) -> int:
    """Print the steps. Returns 0, or 1 when the text cannot be read or dialled. Raises ConfigurationError."""
    explanation = explain_stages(options.text, _location(options), Source(options.source))
    stages = {"read": explanation.reading, "displayed": explanation.display, "dialled": explanation.dialling}
    steps = [row for name, outcome in stages.items() if outcome for row in _rows(name, outcome)]
    names = ("stage", "text", "becomes", "rule")
    show(options, steps, lambda step: dict(zip(names, step, strict=True)), {name.upper(): name for name in names})
    return int(any(outcome.problem for outcome in stages.values() if outcome))


def _rows(stage: str, outcome: Outcome) -> list[tuple[str, str, str, str]]:
    steps = [(stage, step.before, step.after, step.rule) for step in outcome.steps]
    return [*steps, (stage, outcome.text, "", outcome.problem)] if outcome.problem else steps


def _location(options: argparse.Namespace) -> Location:
    asked = options.config is not None or options.data is not None
    tables = settings_of(options).locations if asked else {}
    name: str = options.location
    if name in tables:
        return Location.from_mapping(tables[name], f"[locations.{name}]", name)
    if asked or name != DEMO_LOCATION.id:
        known = ", ".join(tables) if asked else DEMO_LOCATION.id
        raise ConfigurationError(f"there is no location '{name}' here, but: {known or 'none'}")
    return DEMO_LOCATION
