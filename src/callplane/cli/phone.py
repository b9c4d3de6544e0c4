"""`callplane phone ...`: gives SIP phones an extension and a password, lists and removes them. Knows the exchange's options."""

from __future__ import annotations

import argparse
import socket
import time

from callplane.cli.output import say, show
from callplane.cli.password import add_password_option, new_password
from callplane.cli.place import Subparsers, add_place_options, changing, reading, settings_of
from callplane.drivers.exchange.options import Options
from callplane.drivers.exchange.sip import remembered
from callplane.drivers.exchange.sip.options import SipOptions
from callplane.errors import Refusal
from callplane.settings import Settings
from callplane.sip.digest import ha1
from callplane.sip.gate import REALM
from callplane.store.phones import kick_phone, load_phones, put_phone, remove_phone
from callplane.store.records import PhoneRecord

_TYPE_IN = """\
Type into the phone:
  user name (also "account", "authentication id")  {name}
  password                                         {password}
  server (also "registrar", "domain", "proxy")     {server}
  transport                                        UDP or TCP"""


def add_parser(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    """Add the command to the parser of `callplane`."""
    parser = subparsers.add_parser(
        "phone",
        help="give SIP phones an extension and a password, list and remove them",
        description="SIP phones of the embedded exchange. A running server takes each change over at once.",
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    add = actions.add_parser("add", help="let a phone register for an extension, or give it a new password")
    add.add_argument("extension", metavar="EXT", help="the extension, such as 102")
    add.add_argument("--name", metavar="NAME", help="the name to log on with, for a second phone of an extension (default: EXT)")
    add.add_argument(
        "--auto-answer",
        action="store_true",
        help="the phone answers by itself when it is asked to (Call-Info: answer-after=0); programs can then answer calls on it",
    )
    add_password_option(add)
    for action, text in (("remove", "remove a phone"), ("kick", "forget where a phone is: it has to register anew")):
        actions.add_parser(action, help=text).add_argument("name", metavar="NAME", help="the name with which it logs on")
    actions.add_parser("list", help="list all phones")
    for action_parser in actions.choices.values():
        action_parser.add_argument("--pbx", metavar="NAME", help="the exchange, where there are several")
        add_place_options(action_parser)


def run(options: argparse.Namespace) -> int:
    """Do the action. Raises Refusal, UnknownObject or ConfigurationError."""
    if options.action == "list":
        return _list(options)
    pbx, exchange = _exchange(settings_of(options), options.pbx)
    if options.action == "add":
        return _add(options, pbx, exchange)
    with changing(options) as store:
        (remove_phone if options.action == "remove" else kick_phone)(store, pbx, options.name)
    removed = options.action == "remove"
    text = f"Removed the phone '{options.name}'." if removed else f"'{options.name}' has to register anew."
    say(options, text, done="removed" if removed else "kicked", phone=options.name)
    return 0


def _exchange(settings: Settings, wanted: str | None) -> tuple[str, Options]:
    """The exchange that is meant, and its options."""
    exchanges = {name: pbx for name, pbx in settings.pbxes.items() if pbx.driver == "exchange" and wanted in (None, name)}
    if not exchanges:
        raise Refusal('there is no such exchange in the configuration: SIP phones need a PBX with driver = "exchange"')
    if len(exchanges) > 1:
        raise Refusal(f"there are several exchanges: say which with --pbx, out of {', '.join(exchanges)}")
    name, pbx = next(iter(exchanges.items()))
    return name, Options.read(pbx.options)[0]


def _add(options: argparse.Namespace, pbx: str, exchange: Options) -> int:
    extension = next((known for known in exchange.extensions if known.number == options.extension), None)
    if extension is None:
        known = ", ".join(one.number for one in exchange.extensions)
        raise Refusal(f"{options.extension} is no extension of {pbx}: give one of {known or 'none, so add one first'}")
    if not extension.sip:
        raise Refusal(f'the extension {options.extension} has phone = "virtual": write "sip" or "both" in the configuration')
    name = options.name or options.extension
    password, told = new_password(options, f"phone {name}")
    secrets = {algorithm: ha1(algorithm, name, REALM, password) for algorithm in ("MD5", "SHA-256")}
    record = PhoneRecord(
        pbx, name, extension.number, secrets["MD5"], secrets["SHA-256"], options.auto_answer, created=time.time()
    )
    with changing(options) as store:
        added = put_phone(store, record)
    done = f"Added the phone '{name}' for extension {extension.number}." if added else f"The phone '{name}' has a new password."
    shown, server = "(the one that you gave)" if not told else password, _server(exchange.sip)
    parts = [done, _TYPE_IN.format(name=name, password=shown, server=server)]
    if exchange.sip is None:
        parts.append(f"The exchange speaks no SIP yet: write sip_port = 5060 below [pbx.{pbx}] and start the server again.")
    made = password if told else None
    say(options, "\n".join(parts), done="added", phone=name, extension=extension.number, password=made, server=server)
    return 0


def _server(sip: SipOptions | None) -> str:
    host, port = (sip.host, sip.port) if sip is not None else ("127.0.0.1", 5060)
    if host in ("0.0.0.0", "::"):  # noqa: S104 (a comparison)
        host = socket.gethostname()
    return host if port == 5060 else f"{host}:{port}"


def _list(options: argparse.Namespace) -> int:
    settings, now = settings_of(options), time.time()
    with reading(options) as store:
        phones = [phone for phone in load_phones(store) if options.pbx in (None, phone.pbx)]
    there: dict[tuple[str, str], list[str]] = {}
    for pbx in {phone.pbx for phone in phones}:
        for one in remembered.read(settings.driver_state(pbx) / remembered.FILE, now):
            there.setdefault((pbx, one.binding.phone), []).append(one.binding.place)
    columns = {"NAME": "name", "EXTENSION": "extension", "PBX": "pbx", "ANSWERS": "answers", "REGISTERED FROM": "registered"}
    show(options, phones, lambda phone: _facts(phone, there.get((phone.pbx, phone.name), [])), columns)
    return 0


def _facts(phone: PhoneRecord, places: list[str]) -> dict[str, object]:
    return {
        "registered": ", ".join(places),
        "name": phone.name,
        "extension": phone.extension,
        "pbx": phone.pbx,
        "answers": "by itself" if phone.auto_answer else "",
        "added": time.strftime("%Y-%m-%d", time.gmtime(phone.created)),
    }
