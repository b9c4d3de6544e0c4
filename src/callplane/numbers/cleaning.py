"""From what somebody writes to what could be dialled: knows URIs, punctuation and letters, nothing of numbering plans.

Sources: RFC 3966 (tel URI), ITU-T E.161 (letters on the keypad), Unicode (digits of other scripts, invisible characters).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote

from callplane.errors import InvalidNumber
from callplane.numbers.national import is_country_code
from callplane.numbers.trace import Trace

MAX_TEXT = 64  # characters of a text that is to be a number

_PUNCTUATION = frozenset("./()[]_~'\N{MIDDLE DOT}\N{BULLET}\N{MINUS SIGN}")
_KEYPAD = dict(zip("abcdefghijklmnopqrstuvwxyz", "22233344455566677778889999", strict=True))
_SCHEME = re.compile(r"\s*(?:tel|callto):(?://)?", re.IGNORECASE)
_PARAMETER_EXTENSION = re.compile(r"[0-9().~_*!'-]+")
_EXTENSION = re.compile(r"(?<![a-z])(?:extension|ext|durchwahl|dw|x)[.:]?\s*([0-9]{1,7})\s*$", re.IGNORECASE)
_BARE_COUNTRY = re.compile(r"\s*([1-9][0-9]{0,2})[\s./-]*\(0\)")


@dataclass(frozen=True)
class Written:
    """What a text says: dialable characters, an extension that stands apart, the context of a local tel URI."""

    digits: str
    extension: str = ""
    context: str = ""
    has_letters: bool = False


def clean(trace: Trace, *, vanity: bool) -> Written:
    """Take away everything that is not dialled. `vanity` turns letters into digits. Raises InvalidNumber."""
    if len(trace.text) > MAX_TEXT:
        raise InvalidNumber(f"The text is longer than {MAX_TEXT} characters; write just the number.")
    extension = context = ""
    if scheme := _SCHEME.match(trace.text):
        subscriber, extension, context = _uri_parts(trace.text[scheme.end() :])
        trace.apply("tel URI (RFC 3966)", subscriber)
    trace.change("digits of other scripts, invisible characters", _plain(trace.text))
    if apart := _EXTENSION.search(trace.text):
        extension = apart[1]
        trace.apply(f"extension {extension} stands apart", trace.text[: apart.start()])
    if (bare := _BARE_COUNTRY.match(trace.text)) and is_country_code(bare[1]):
        trace.apply("(0) after a country code", f"+{trace.text.lstrip()}")
    has_letters = vanity and any(sign.lower() in _KEYPAD for sign in trace.text)
    if has_letters:
        trace.apply("letters of the keypad", "".join(_KEYPAD.get(sign.lower(), sign) for sign in trace.text))
    trace.change("punctuation", strip_punctuation(trace.text))
    _check(trace.text)
    return Written(trace.text, extension, context, has_letters)


def strip_punctuation(text: str) -> str:
    """The text without spaces and the signs that people put between digits."""
    return "".join(sign for sign in text if not _is_punctuation(sign))


def to_ascii(text: str) -> str:
    """The text without spaces, punctuation and invisible characters, with ASCII digits."""
    return strip_punctuation(_plain(text))


def _is_punctuation(sign: str) -> bool:
    return sign in _PUNCTUATION or sign.isspace() or unicodedata.category(sign) == "Pd"  # Pd: all kinds of dashes


def _uri_parts(uri: str) -> tuple[str, str, str]:
    subscriber, *parameters = unquote(uri).split(";")
    named = dict(parameter.lower().partition("=")[::2] for parameter in parameters)
    extension = named.get("ext", "")
    if extension and not _PARAMETER_EXTENSION.fullmatch(extension):
        raise InvalidNumber(f"The extension {extension!r} of the tel URI is no number; write digits after ;ext=.")
    return subscriber, strip_punctuation(extension), named.get("phone-context", "")


def _plain(text: str) -> str:
    return "".join(_plain_sign(sign) for sign in text)


def _plain_sign(sign: str) -> str:
    if sign.isascii():
        return sign
    if sign == "\N{FULLWIDTH PLUS SIGN}":
        return "+"
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    return "" if unicodedata.category(sign) == "Cf" else sign


def _check(digits: str) -> None:
    if digits in ("", "+"):
        raise InvalidNumber("The text holds no digit; write a telephone number.")
    for position, sign in enumerate(digits):
        if sign in "0123456789*#" or (sign == "+" and position == 0):
            continue
        if sign == "+":
            raise InvalidNumber("A + stands within the number; write one number, with + only in front.")
        what = "letter" if sign.isalpha() else "character"
        raise InvalidNumber(f"The {what} {sign!r} cannot be dialled; write digits.")
