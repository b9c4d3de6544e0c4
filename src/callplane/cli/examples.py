"""What people do with each command: examples for its help and for the documents. Knows command lines; runs none."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Final

Examples = tuple[tuple[str, str], ...]
"""What somebody wants, and the command line for it."""

EXAMPLES: Final[Mapping[str, Examples]] = {
    "demo": (
        ("try everything, on the usual ports", "callplane demo"),
        ("keep what you change, on another port", "callplane demo --data demo --http-port 9001"),
    ),
    "init": (
        ("set up here", "callplane init"),
        ("set up for a service, with a password of yours", "callplane init --data /var/lib/callplane --password-stdin"),
    ),
    "check-config": (
        ("before a reload", "callplane check-config && callplane reload"),
        ("for a program", "callplane check-config --config /etc/callplane.toml --json"),
    ),
    "asterisk": (
        ("what still has to be set up", "callplane asterisk check"),
        ("the dialplan, where Asterisk includes it", "callplane asterisk dialplan > /etc/asterisk/callplane.conf"),
    ),
    "serve": (
        ("run it here", "callplane serve"),
        ("with all that happens in the log", "callplane serve --config /etc/callplane.toml --log-level debug"),
    ),
    "reload": (("after the configuration was changed", "callplane reload"),),
    "user": (
        ("a user who logs on with his mail address", 'callplane user add erika@example.com --display-name "Erika Muster"'),
        ("a new password, from another program", "callplane user passwd erika@example.com --password-stdin"),
        ("who is locked out", "callplane user list"),
        ("let him try again", "callplane user enable erika@example.com"),
    ),
    "line": (
        ("give somebody his line", "callplane line assign erika@example.com 101 --primary"),
        ("which lines there are, for a program", "callplane line list --json"),
        ("another order", "callplane line order erika@example.com 111 101"),
    ),
    "grant": (
        ("a secretary picks up calls of extension 102", "callplane grant erika@example.com 102 team"),
        ("no longer", "callplane grant erika@example.com 102 none"),
    ),
    "token": (
        ("which tokens are valid", "callplane token list"),
        ("a laptop was stolen", "callplane token revoke erika@example.com"),
    ),
    "webhook": (
        ("a screen pop", "callplane webhook add crm https://crm.example.com/calls --user erika --event call.offering"),
        (
            "every call of the company",
            "callplane webhook add journal https://log.example.com --user admin --all-lines --event call",
        ),
        ("does it arrive?", "callplane webhook test crm"),
    ),
    "phone": (
        ("let a SIP phone be extension 102", "callplane phone add 102"),
        ("a second one that answers by itself", "callplane phone add 102 --name 102-desk --auto-answer"),
    ),
    "bluetooth": (
        ("which phones are near", "callplane bluetooth scan"),
        ("make one a line", "callplane bluetooth pair 00:11:22:33:44:55"),
        ("which are paired, for a program", "callplane bluetooth list --json"),
    ),
    "tapi": (("a Windows machine with a telephony driver", "callplane tapi enrol telephony-server"),),
    "number": (
        (
            "how a number is dialled from your office",
            'callplane number "+49 (0)89 1234-0" --location office --config callplane.toml',
        ),
        ("how a caller is shown", "callplane number 0891234 --source caller"),
    ),
    "lines": (
        ("what is going on", "callplane lines"),
        ("calls of all lines, for a program", "callplane lines --all --json"),
    ),
    "watch": (
        ("all of your lines, live", "callplane watch"),
        ("one line, for a program", "callplane watch 101 --json"),
        ("keep a record", "callplane watch 101 102 > calls.txt"),
    ),
    "top": (
        ("the server of this machine, live", "callplane top"),
        ("the figures once, for a program", "callplane top --once --json"),
        ("another server", "callplane top --url https://cti.example.com:7225 --user admin"),
    ),
    "call": (
        ("call somebody", "callplane call 101 102"),
        ("call and stay until it is over", 'callplane call alice "+49 89 1234-0" --wait'),
        ("is it busy?", "callplane call 101 102 || test $? = 3"),
    ),
    "completion": (
        ("bash", "callplane completion bash > ~/.local/share/bash-completion/completions/callplane"),
        ("zsh, in a folder of its fpath", "callplane completion zsh > ~/.zfunc/_callplane"),
        ("fish", "callplane completion fish > ~/.config/fish/completions/callplane.fish"),
    ),
}


class Formatter(argparse.HelpFormatter):
    """Fills paragraphs, and leaves alone what is indented."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        paragraphs = text.split("\n\n")
        filled = (part if part.startswith(" ") else super(Formatter, self)._fill_text(part, width, indent) for part in paragraphs)
        return "\n\n".join(filled)


def teach(command: str, parser: argparse.ArgumentParser) -> None:
    """Put the examples of a command into its help."""
    shown = "\n".join(f"  # {what}\n  $ {line}" for what, line in EXAMPLES.get(command, ()))
    parser.formatter_class = Formatter
    parser.epilog = "\n\n".join(filter(None, (parser.epilog, "Examples:", shown)))


def as_document(command: str) -> str:
    """The examples of a command for its document."""
    return "```sh\n" + "\n".join(f"$ {line}    # {what}" for what, line in EXAMPLES.get(command, ())) + "\n```"
