"""`callplane serve`: run the server of a configuration file."""

from __future__ import annotations

import argparse
from pathlib import Path

from callplane.app import App
from callplane.cli import logs
from callplane.cli.place import Subparsers
from callplane.cli.serving import serve
from callplane.drivers.registry import check_driver
from callplane.service.configuration import load_configuration
from callplane.settings import DEFAULT_FILE


def add_parser(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "serve",
        help="run the server",
        description="Runs the server in the foreground. Ctrl-C or SIGTERM ends it in order, SIGHUP reads its configuration anew.",
    )
    parser.add_argument("--config", type=Path, default=DEFAULT_FILE, metavar="FILE", help="the configuration (./callplane.toml)")
    logs.add_options(parser)
    parser.set_defaults(func=run)


def run(options: argparse.Namespace) -> int:
    configuration = load_configuration(options.config, check_driver)
    logs.set_up(configuration.settings.log, options)
    return serve(App(configuration, options.config), lambda: "Stop it with Ctrl-C.")
