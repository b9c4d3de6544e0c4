"""`callplane demo`: a server with a PBX, phones and users inside, ready to be tried."""

from __future__ import annotations

import argparse
import ipaddress
import re
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from callplane.app import App
from callplane.cli import logs
from callplane.cli.place import Subparsers
from callplane.cli.serving import serve
from callplane.cli.templates import demo_toml
from callplane.console.pages import DemoUser, Offer
from callplane.drivers.registry import check_driver
from callplane.errors import ConfigurationError
from callplane.gateway.tls import make_self_signed
from callplane.service.configuration import load_configuration
from callplane.settings import DEFAULT_FILE, ServerSettings
from callplane.store import demo

_SIP = """\
sip_host = "{host}"
sip_port = {port}
sip_any_port = true
"""
_USERS = """\
Users (every password is "demo"):
  alice  lines 101 and 111; sees bob and carol     bob    line 102; sees alice
  carol  line 103                                  dave   line 104; controls all lines
  admin  administrator: phones and outside world
Open {url}/ in a browser: two phones side by side, and the outside world. Or try it in a second terminal:
  .venv/bin/callplane watch 102 --user bob --password demo --url {url}
and in a third one:
  .venv/bin/callplane call 101 102 --user alice --password demo --url {url}
  curl -u admin:demo -X POST {url}/exchange/v1/phones/102/answer
  curl -u admin:demo -X POST {url}/exchange/v1/outside -d '{{"from": "+4989123450", "to": "101"}}'
SIP phones: register as 101 (or 111, 102, 103, 104), password "demo", at {sip}
Stop it with Ctrl-C."""


def add_parser(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    defaults = ServerSettings()
    parser = subparsers.add_parser(
        "demo",
        help="try it: a server with a PBX and users inside",
        description="Runs a server on the embedded PBX with five extensions and five users, so that everything can be tried.",
    )
    parser.add_argument("--host", default=defaults.host, help="address to listen on (%(default)s)")
    parser.add_argument("--http-port", type=int, default=defaults.http_port, metavar="PORT", help="HTTP, WebSocket (%(default)s)")
    parser.add_argument("--tcp-port", type=int, default=defaults.tcp_port, metavar="PORT", help="plain TCP (%(default)s)")
    parser.add_argument("--tls-port", type=int, default=defaults.tls_port, metavar="PORT", help="HTTPS, WebSocket (%(default)s)")
    parser.add_argument(
        "--sip-port", type=int, default=15060, metavar="PORT", help="SIP; another one if it is taken (%(default)s)"
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="keep users, settings and recordings here (else they are lost)")
    parser.add_argument("--allow-demo-passwords", action="store_true", help="listen on other addresses than loopback, too")
    logs.add_options(parser)
    parser.set_defaults(func=run)


def run(options: argparse.Namespace) -> int:
    if not (_is_loopback(options.host) or options.allow_demo_passwords):
        raise ConfigurationError(
            f"{options.host} can be reached by others and everybody knows the demo's passwords: listen on 127.0.0.1,"
            " or say --allow-demo-passwords"
        )
    with ExitStack() as stack:
        data = options.data or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="callplane-demo-")))
        config = _configured(data, options)
        configuration = load_configuration(config, check_driver)
        logs.set_up(configuration.settings.log, options)
        app = App(configuration, config, lambda store: demo.populate(store, time.time()), offer())
        return serve(app, lambda: _USERS.format(url=app.urls[0], sip=" ".join(app.service.pbxs.addresses)))


def offer() -> Offer:
    """The demo's users, for the log-on page of the web console."""
    people = [DemoUser(name, name.title(), extensions) for name, extensions in demo.EXTENSIONS.items()]
    return Offer(demo.PASSWORD, demo.ADMINISTRATOR, [*people, DemoUser(demo.ADMINISTRATOR, "Administrator")])


def _configured(data: Path, options: argparse.Namespace) -> Path:
    """The demo's configuration in its data directory; one that is there keeps all but where to listen."""
    data.mkdir(parents=True, exist_ok=True)
    config = data / DEFAULT_FILE
    listen = {name: getattr(options, name) for name in ("host", "http_port", "tcp_port", "tls_port")}
    kept = ""
    if config.exists():
        _, marker, rest = config.read_text(encoding="utf-8").partition("\n[locations.")
        kept = marker + rest
    certificate, key = data / "demo-certificate.pem", data / "demo-key.pem"
    if not certificate.exists():
        make_self_signed(certificate, key, ("localhost", "127.0.0.1", "::1"), time.time())
    tls = {"certificate": certificate.name, "key": key.name}
    host = options.host if options.host != "localhost" else "127.0.0.1"
    sip = _SIP.format(host=host, port=options.sip_port)
    kept = re.sub(r"^sip_host = .*\nsip_port = .*\n", sip.rpartition("sip_any_port")[0], kept, flags=re.MULTILINE)
    fresh, marker, rest = demo_toml(tls=tls, sip=sip, **listen).partition("\n[locations.")
    config.write_text(fresh + (kept or marker + rest), encoding="utf-8")
    return config


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
