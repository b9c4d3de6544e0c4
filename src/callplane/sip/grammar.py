"""The small words of SIP headers: tokens, quoted strings, lists, parameters (RFC 3261, clause 25). Knows no header's meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from callplane.errors import ProtocolError

MAX_PARAMETERS = 64
"""Parameters of one value; more are no sign of a phone."""

TOKEN = r"[A-Za-z0-9.!%*_+`'~-]+"  # noqa: S105 (a word of the grammar)
_QUOTED = r'"(?:[^"\\\r\n]|\\[^\r\n])*"'
_PARAMETER = re.compile(rf'\s*;\s*(?P<name>{TOKEN})\s*(?:=\s*(?P<value>{_QUOTED}|\[[0-9A-Fa-f:.]+\]|[^\s;,"<>]+))?')


class BadMessage(ProtocolError):
    """Bytes that are no SIP message, or a header that breaks the grammar. `status` is what a request is answered with."""

    def __init__(self, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.status = status


def split(text: str, separator: str = ",") -> list[str]:
    """The parts between separators that stand in no quotes and no angle brackets. Raises BadMessage where these do not close."""
    parts, begin, position, bracket = [], 0, 0, False
    while position < len(text):
        sign = text[position]
        if sign == '"':
            position = _behind_quotes(text, position)
            continue
        if sign == "<":
            bracket = True
        elif sign == ">":
            bracket = False
        elif sign == separator and not bracket:
            parts.append(text[begin:position].strip())
            begin = position + 1
        position += 1
    if bracket:
        raise BadMessage("an angle bracket does not close")
    parts.append(text[begin:].strip())
    return parts


def _behind_quotes(text: str, position: int) -> int:
    """The position behind the quoted string that begins here."""
    position += 1
    while position < len(text) and text[position] != '"':
        position += 2 if text[position] == "\\" else 1
    if position >= len(text):
        raise BadMessage("a quoted string does not close")
    return position + 1


def parameters(text: str) -> dict[str, str]:
    """The parameters of `;name=value;flag`, names in lower case, quotes removed, flags empty. Raises BadMessage."""
    found: dict[str, str] = {}
    position = 0
    while match := _PARAMETER.match(text, position):
        position = match.end()
        name = match["name"].lower()
        if name in found or len(found) == MAX_PARAMETERS:
            raise BadMessage(f"the parameter {name} is there twice, or there are too many")
        found[name] = unquoted(match["value"] or "")
    if text[position:].strip(" \t;"):
        raise BadMessage("parameters cannot be read")
    return found


def written(values: Mapping[str, str]) -> str:
    """Parameters as text; values that are no token or host are quoted."""
    return "".join(f";{name}={_value(value)}" if value else f";{name}" for name, value in values.items())


_PLAIN = re.compile(rf"{TOKEN}|[A-Za-z0-9.:\[\]-]+")


def _value(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else quoted(text)


def quoted(text: str) -> str:
    """A text as a quoted string."""
    return '"' + re.sub(r'(["\\])', r"\\\1", text.replace("\r", "").replace("\n", " ")) + '"'


def unquoted(text: str) -> str:
    """What a quoted string says; other text as it is."""
    if len(text) >= 2 and text[0] == text[-1] == '"':
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    return text


_PAIR = re.compile(rf"\s*(?P<name>{TOKEN})\s*=\s*(?P<value>{_QUOTED}|[^\s,\"]*)\s*(?:,|$)")


def pairs(text: str) -> Iterator[tuple[str, str]]:
    """The `name=value` pairs of a challenge or of credentials, names in lower case (RFC 3261, 25.1). Raises BadMessage."""
    position = 0
    while position < len(text):
        match = _PAIR.match(text, position)
        if match is None:
            raise BadMessage("credentials cannot be read")
        yield match["name"].lower(), unquoted(match["value"])
        position = match.end()


def is_token(text: str) -> bool:
    """Whether a text is one token."""
    return re.fullmatch(TOKEN, text) is not None


def whole_number(text: str, what: str, limit: int = 2**32 - 1) -> int:
    """A number from 0 to `limit`. Raises BadMessage."""
    text = text.strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= 10 and int(text) <= limit):
        raise BadMessage(f"{what} is no number from 0 to {limit}")
    return int(text)
