"""Where a command works: the options --config and --data, the configuration they name and its store. Knows no command."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from callplane import settings
from callplane.cli.control import tell_server
from callplane.cli.output import add_json_option
from callplane.settings import DEFAULT_FILE, Settings
from callplane.store.store import Store

Subparsers = argparse._SubParsersAction  # noqa: SLF001 (argparse has no public name for it)


def add_place_options(parser: argparse.ArgumentParser) -> None:
    """Add --config, --data and --json."""
    place = parser.add_argument_group("place", "Without both, the configuration is ./callplane.toml.")
    place.add_argument("--config", type=Path, metavar="FILE", help="the configuration file")
    place.add_argument("--data", type=Path, metavar="DIR", help="the data directory; its callplane.toml is read where it has one")
    add_json_option(parser)


def settings_of(options: argparse.Namespace) -> Settings:
    """The configuration that the options name. Raises ConfigurationError."""
    config: Path | None = options.config
    data: Path | None = options.data
    if data is None:
        return settings.load(config or DEFAULT_FILE)
    if config is None and not (data / DEFAULT_FILE).exists():
        return Settings().with_data(data)
    return settings.load(config or data / DEFAULT_FILE).with_data(data)


@contextmanager
def reading(options: argparse.Namespace) -> Iterator[Store]:
    """The store to look into."""
    with closing(Store(settings_of(options).store_url)) as store:
        yield store


@contextmanager
def changing(options: argparse.Namespace) -> Iterator[Store]:
    """The store to change. At the end a running server, if there is one, has taken the change over."""
    place = settings_of(options)
    with closing(Store(place.store_url)) as store:
        yield store
    tell_server(place.data, "refresh")
