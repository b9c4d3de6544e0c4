"""`callplane tapi ...`: enrols the bridges of TAPI PBXs, lists them and revokes them. Knows the driver's file of enrolments."""

from __future__ import annotations

import argparse
import time

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from callplane.cli.control import tell_server
from callplane.cli.output import say, show
from callplane.cli.place import Subparsers, add_place_options, settings_of
from callplane.drivers.tapi.enrolment import CODE_SECONDS, Enrolment, Enrolments
from callplane.errors import ConfigurationError
from callplane.settings import Settings


def add_parser(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    """Add the command to the parser of `callplane`."""
    parser = subparsers.add_parser(
        "tapi",
        help="enrol, list and revoke bridges to Windows telephony",
        description="A bridge is the program callplane-bridge.exe on a Windows machine that has the telephony driver of a PBX.",
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    enrol = actions.add_parser("enrol", help="make a one-time code for a bridge, and show the command that uses it")
    enrol.add_argument("name", metavar="NAME", help="the bridge's name here, such as the name of its machine")
    listing = actions.add_parser("list", help="list all bridges")
    revoke = actions.add_parser("revoke", help="forget a bridge: it is disconnected at once and cannot come back")
    revoke.add_argument("name", metavar="NAME", help="the bridge's name")
    for action_parser in (enrol, listing, revoke):
        action_parser.add_argument("--pbx", metavar="PBX", help="the PBX, where there are several with the driver tapi")
        add_place_options(action_parser)


def run(options: argparse.Namespace) -> int:
    """Do the action. Raises UnknownObject or ConfigurationError."""
    settings = settings_of(options)
    if options.action == "list":
        return _list(options, settings)
    pbx = _pbx(settings, options.pbx)
    enrolments = Enrolments(settings.driver_state(pbx))
    if options.action == "enrol":
        code = enrolments.invite(options.name, time.time())
        enrol = f"callplane-bridge.exe enrol --url {_url(settings, pbx)}{_pin(settings)} --code {code}"
        text = f"Within {CODE_SECONDS // 3600} hours, on the Windows machine, as administrator:\n\n  {enrol}"
        say(options, f"{text}\n  callplane-bridge.exe install", done="invited", bridge=options.name, command=enrol)
        return 0
    enrolments.revoke(options.name)
    tell_server(settings.data, "refresh")
    say(options, f"Revoked {options.name}.", done="revoked", bridge=options.name)
    return 0


def _tapi_pbxs(settings: Settings) -> list[str]:
    return [name for name, pbx in settings.pbxes.items() if pbx.driver == "tapi"]


def _pbx(settings: Settings, asked: str | None) -> str:
    """The PBX that is meant. Raises ConfigurationError."""
    names = _tapi_pbxs(settings)
    if asked in names:
        return str(asked)
    if asked is None and len(names) == 1:
        return names[0]
    if not names:
        raise ConfigurationError('no PBX has the driver tapi: add [pbx.NAME] with driver = "tapi" to the configuration')
    raise ConfigurationError(f"say which PBX: --pbx {' or --pbx '.join(names)}")


def _url(settings: Settings, pbx: str) -> str:
    """Where a bridge connects to. HOST stands for this machine's name where the server listens on all of its addresses."""
    server, secure = settings.server, bool(settings.tls.certificate)
    host = "HOST" if server.host in ("0.0.0.0", "::") else server.host  # noqa: S104
    scheme, port = ("wss", server.tls_port) if secure else ("ws", server.http_port)
    return f"{scheme}://{host}:{port}/drivers/{pbx}/bridge"


def _pin(settings: Settings) -> str:
    """The option by which the bridge knows this server's certificate; none without TLS."""
    if not settings.tls.certificate:
        return ""
    path = settings.directory / settings.tls.certificate
    try:
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"the certificate {path} cannot be read: {error}") from error
    return f" --pin {certificate.fingerprint(SHA256()).hex()}"


def _list(options: argparse.Namespace, settings: Settings) -> int:
    pbxs = _tapi_pbxs(settings) if options.pbx is None else [_pbx(settings, options.pbx)]
    bridges = [(pbx, bridge) for pbx in pbxs for bridge in Enrolments(settings.driver_state(pbx)).all().values()]

    def facts(found: tuple[str, Enrolment]) -> dict[str, object]:
        pbx, bridge = found
        return {
            "pbx": pbx,
            "bridge": bridge.name,
            "host": bridge.host,
            "enrolled": _time(bridge.enrolled) if bridge.enrolled else "",
            "code_expires": _time(bridge.code_expires) if bridge.code_hash and bridge.code_expires > time.time() else "",
        }

    columns = {"PBX": "pbx", "BRIDGE": "bridge", "HOST": "host", "ENROLLED (UTC)": "enrolled"}
    show(options, bridges, facts, {**columns, "CODE VALID UNTIL (UTC)": "code_expires"})
    return 0


def _time(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(seconds))
