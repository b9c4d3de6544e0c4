"""`callplane check-config`: names every mistake in a configuration with its line and what to do."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from callplane.cli.output import add_json_option
from callplane.cli.place import Subparsers
from callplane.drivers.registry import check_driver, driver_class
from callplane.service.configuration import check_configuration
from callplane.settings import DEFAULT_FILE, load


def add_parser(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    """Add the command to the parser of `callplane`."""
    parser = subparsers.add_parser(
        "check-config",
        help="name every mistake in the configuration",
        description="Reads the configuration as the server would, starts nothing, and names every mistake with its line.",
    )
    parser.add_argument("--config", type=Path, metavar="FILE", help="the configuration file (default: ./callplane.toml)")
    parser.add_argument("--data", type=Path, metavar="DIR", help="the data directory that has a callplane.toml")
    add_json_option(parser)


def run(options: argparse.Namespace) -> int:
    """Print the mistakes, one a line, to standard error or with --json to standard output. Returns 0 for none, else 2."""
    path = options.config or (options.data / DEFAULT_FILE if options.data else DEFAULT_FILE)
    problems = check_configuration(path, check_driver)
    for problem in problems:
        if options.json:
            print(json.dumps({"file": str(problem.file), "line": problem.line, "text": problem.text, "remedy": problem.remedy}))
        else:
            print(problem, file=sys.stderr)
    if problems:
        return 2
    if not options.json:
        print(f"{path} has no mistakes. Next: callplane serve, or callplane reload where it runs already.")
    settings = load(path)
    for name, pbx in settings.pbxes.items():
        for note in driver_class(pbx.driver).notes(pbx.options, settings.driver_state(name)):
            print(json.dumps({"pbx": name, "note": note}) if options.json else f"[pbx.{name}]: {note}")
    return 0
