"""`callplane init`: writes a commented configuration and makes the store with its first administrator."""

from __future__ import annotations

import argparse
import time
from contextlib import closing
from pathlib import Path

from callplane.cli.output import add_json_option, say
from callplane.cli.password import add_password_option, new_password
from callplane.cli.place import Subparsers
from callplane.cli.templates import default_toml
from callplane.errors import ConfigurationError, Refusal
from callplane.settings import DEFAULT_FILE, ServerSettings, load
from callplane.store.store import Store


def add_parser(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    """Add the command to the parser of `callplane`."""
    parser = subparsers.add_parser(
        "init",
        help="write a commented configuration, make the store and an administrator",
        description="Writes a commented configuration and makes the store with its first administrator. Overwrites nothing.",
        epilog="Next: describe your place in the configuration, run 'callplane check-config', then 'callplane serve'.",
    )
    parser.add_argument(
        "--config", type=Path, metavar="FILE", help="the file to write (default: ./callplane.toml, or the same in DIR)"
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="the data directory (default: data beside the configuration)")
    parser.add_argument("--administrator", metavar="NAME", default="admin", help="the administrator's user name (default: admin)")
    add_password_option(parser)
    add_json_option(parser)


def run(options: argparse.Namespace) -> int:
    """Set a new place up. Raises Refusal when there is one already."""
    config, data = _places(options.config, options.data)
    if config.exists():
        raise Refusal(f"{config} is there already: remove it, or name another file with --config")
    _write(config, default_toml(data))
    try:
        with closing(Store(load(config).store_url, create=True)) as store:
            if store.snapshot().users:
                raise Refusal(f"the store of {config} has users already: name another directory with --data")
            password, told = new_password(options, options.administrator)
            store.add_user(options.administrator, password, administrator=True, now=time.time())
    except BaseException:
        config.unlink()
        raise
    text = (
        f"Wrote {config} and made the administrator '{options.administrator}'.{told}\n"
        f"Next: describe your place in {config}, then run: callplane serve --config {config}"
    )
    made = password if told else None
    say(options, text, done="set up", config=str(config), administrator=options.administrator, password=made)
    return 0


def _places(config: Path | None, data: Path | None) -> tuple[Path, str]:
    """The file to write, and the data directory as it is to stand in it."""
    if data is None:
        return config or DEFAULT_FILE, ServerSettings().data
    if config is None:
        return data / DEFAULT_FILE, "."
    return config, str(data.absolute())


def _write(config: Path, text: str) -> None:
    """Write a file that only its owner can read: a database URL in it may hold a password."""
    try:
        config.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        config.touch(mode=0o600, exist_ok=False)
        config.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"cannot write {config} ({error.strerror}): name another file with --config") from error
