"""`callplane webhook ...`: which targets are told of events over HTTP. Knows the store and one request to a target."""

from __future__ import annotations

import argparse
import asyncio
import re
import secrets
import sys
import time
import uuid

from callplane.cli.output import say, show
from callplane.cli.place import Subparsers, add_place_options, changing, reading, settings_of
from callplane.errors import Refusal
from callplane.service.webhooks import KINDS, Happening, expand_kinds
from callplane.settings import WebhookSettings
from callplane.store.records import WebhookRecord
from callplane.store.webhooks import add_webhook, find_webhook, load_webhooks, remove_webhook, waiting_events
from callplane.webhooks.addresses import check_target
from callplane.webhooks.envelope import event_body
from callplane.webhooks.signing import key_of, secret_of
from callplane.webhooks.targets import Outcome, Targets

_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")
_TEST = "callplane.test"


def add_parser(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    """Add the command to the parser of `callplane`."""
    parser = subparsers.add_parser(
        "webhook",
        help="tell targets of events over HTTP",
        description="Targets that are told of events by signed HTTP requests, as their user would see them. A running server"
        " takes each change over at once.",
        epilog="docs/webhooks.md says what a target gets and how it verifies the signature. Exit code of test: 0 when the target"
        " took the event, else 1.",
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    add = actions.add_parser("add", help="add a webhook; prints its secret once")
    add.add_argument("name", metavar="NAME", help="a name for it: letters, digits and . _ -")
    add.add_argument("url", metavar="URL", help="the target, with http or https")
    add.add_argument("--user", required=True, help="the target is told what this user may see")
    which = add.add_mutually_exclusive_group()
    which.add_argument("--line", action="append", default=[], metavar="LINE", help="of this line only; may be repeated")
    which.add_argument("--all-lines", action="store_true", help="of all lines that the user sees (else: of his own)")
    add.add_argument(
        "--event",
        action="append",
        default=[],
        metavar="KIND",
        help=f"this kind of events only; may be repeated: all, call, {', '.join(KINDS)} (else: all but features)",
    )
    add.add_argument("--secret-stdin", action="store_true", help="read the secret from standard input (else one is made)")
    actions.add_parser("remove", help="remove a webhook").add_argument("name", metavar="NAME")
    actions.add_parser("test", help="send a test event and say what came back").add_argument("name", metavar="NAME")
    actions.add_parser("list", help="list all webhooks and how many events wait for them")
    for action_parser in actions.choices.values():
        add_place_options(action_parser)


def run(options: argparse.Namespace) -> int:
    """Do the action. Raises Refusal, UnknownObject or ConfigurationError."""
    match options.action:
        case "list":
            return _list(options)
        case "test":
            return _test(options)
        case "add":
            return _add(options)
    with changing(options) as store:
        dropped = remove_webhook(store, options.name)
    text = f"Removed webhook '{options.name}'." + (f" {dropped} events that waited for it are dropped." if dropped else "")
    say(options, text, done="removed", webhook=options.name, dropped=dropped)
    return 0


def _add(options: argparse.Namespace) -> int:
    if not _NAME.fullmatch(options.name):
        raise Refusal(f"'{options.name}' cannot be a webhook's name: use up to 64 letters, digits and . _ -")
    check_target(options.url, settings_of(options).webhooks.allowed_hosts)
    expand_kinds(options.event)
    secret = sys.stdin.readline().strip() if options.secret_stdin else secret_of(secrets.token_bytes(32))
    key_of(secret)
    with changing(options) as store:
        hook = WebhookRecord(
            options.name,
            options.user,
            options.url,
            secret,
            lines=tuple(store.find_line(line).uri for line in options.line),
            all_lines=options.all_lines,
            kinds=tuple(options.event),
            created=time.time(),
        )
        add_webhook(store, hook)
    told = "" if options.secret_stdin else f"\nSecret: {secret} (shown this once)"
    text = f"Added webhook '{hook.name}'.{told}\nNext: callplane webhook test {hook.name}"
    say(options, text, done="added", webhook=hook.name, secret=secret if told else None)
    return 0


def _list(options: argparse.Namespace) -> int:
    with reading(options) as store:
        hooks, waiting = load_webhooks(store), waiting_events(store)

    def facts(hook: WebhookRecord) -> dict[str, object]:
        scope = "all he sees" if hook.all_lines else "his own"
        return {
            "name": hook.name,
            "user": hook.user,
            "lines": hook.lines or scope,
            "events": hook.kinds or "usual",
            "waiting": waiting.get(hook.name, 0),
            "url": hook.url,
        }

    names = ("name", "user", "lines", "events", "waiting", "url")
    show(options, hooks, facts, {name.upper(): name for name in names})
    return 0


def _test(options: argparse.Namespace) -> int:
    with reading(options) as store:
        hook = find_webhook(store, options.name)
    begun = time.monotonic()
    outcome = asyncio.run(_send_test(hook, settings_of(options).webhooks))
    if outcome.delivered:
        milliseconds = round(1000 * (time.monotonic() - begun))
        text = f"{hook.url} took the test event: {outcome.text}, after {milliseconds} ms."
        say(options, text, done="tested", webhook=hook.name, status=outcome.status, milliseconds=milliseconds)
        return 0
    raise Refusal(f"{hook.url} did not take the test event ({outcome.text}): check the target, then try again")


async def _send_test(hook: WebhookRecord, settings: WebhookSettings) -> Outcome:
    event_id = f"evt_{uuid.uuid4().hex}"
    happening = Happening(_TEST, 0, "test", "", b"{}", time.time())
    async with Targets(settings.timeout_seconds, settings.allowed_hosts, time.time) as targets:
        return await targets.post(hook, event_id, event_body(event_id, hook.name, hook.user, happening, 0))
