"""SIP messages: bytes to requests and responses and back (RFC 3261, clauses 7 and 20). Knows limits; no transaction.

Every decoder raises BadMessage and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus

from callplane.sip.grammar import TOKEN, BadMessage, is_token, parameters, split, whole_number
from callplane.sip.uri import Address

MAX_BYTES = 65_535
"""Longest message."""

MAX_HEADERS = 200
MAX_LINE = 8_192

_COMPACT = {
    "a": "accept-contact",
    "b": "referred-by",
    "c": "content-type",
    "d": "request-disposition",
    "e": "content-encoding",
    "f": "from",
    "i": "call-id",
    "j": "reject-contact",
    "k": "supported",
    "l": "content-length",
    "m": "contact",
    "o": "event",
    "r": "refer-to",
    "s": "subject",
    "t": "to",
    "u": "allow-events",
    "v": "via",
    "x": "session-expires",
}
_SPELLING = {"call-id": "Call-ID", "cseq": "CSeq", "www-authenticate": "WWW-Authenticate", "rack": "RAck", "rseq": "RSeq"}
_ONCE = ("from", "to", "call-id", "cseq", "max-forwards", "content-length", "content-type", "expires")
_NEEDED = ("via", "from", "to", "call-id", "cseq")
_LISTS = frozenset(("via", "contact", "route", "record-route", "allow", "supported", "require", "allow-events", "unsupported"))
_REQUEST = re.compile(rf"(?P<method>{TOKEN}) (?P<uri>[^\s<>]+) (?P<version>SIP/[0-9]+\.[0-9]+)", re.IGNORECASE)
_RESPONSE = re.compile(r"SIP/2\.0 (?P<status>[1-6][0-9]{2})(?: (?P<reason>.*))?", re.IGNORECASE | re.DOTALL)
_REASONS = {
    100: "Trying",
    180: "Ringing",
    181: "Call Is Being Forwarded",
    183: "Session Progress",
    302: "Moved Temporarily",
    407: "Proxy Authentication Required",
    408: "Request Timeout",
    415: "Unsupported Media Type",
    416: "Unsupported URI Scheme",
    420: "Bad Extension",
    423: "Interval Too Brief",
    480: "Temporarily Unavailable",
    481: "Call/Transaction Does Not Exist",
    482: "Loop Detected",
    483: "Too Many Hops",
    484: "Address Incomplete",
    486: "Busy Here",
    487: "Request Terminated",
    488: "Not Acceptable Here",
    489: "Bad Event",
    491: "Request Pending",
    500: "Server Internal Error",
    505: "Version Not Supported",
    513: "Message Too Large",
    600: "Busy Everywhere",
    603: "Decline",
    606: "Not Acceptable",
}


class Headers:
    """Header fields in their order. Names are given in lower case; a text of several values is one field."""

    __slots__ = ("_fields",)

    def __init__(self, fields: Iterable[tuple[str, str]] = ()) -> None:
        self._fields = [(name.lower(), value) for name, value in fields]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._fields)

    def __contains__(self, name: str) -> bool:
        return any(name == known for known, _ in self._fields)

    def get(self, name: str, default: str = "") -> str:
        """The first field of this name."""
        return next((value for known, value in self._fields if known == name), default)

    def all(self, name: str) -> list[str]:
        """All values of a name, those of a list one by one. Raises BadMessage."""
        fields = [value for known, value in self._fields if known == name]
        return [part for value in fields for part in split(value) if part] if name in _LISTS else fields

    def add(self, name: str, value: object) -> None:
        self._fields.append((name.lower(), str(value)))

    def put_first(self, name: str, value: object) -> None:
        self._fields.insert(0, (name.lower(), str(value)))

    def replace(self, name: str, *values: object) -> None:
        """These values in the place of all fields of this name."""
        at = next((position for position, (known, _) in enumerate(self._fields) if known == name), len(self._fields))
        rest = [(known, value) for known, value in self._fields if known != name]
        rest[at:at] = [(name, str(value)) for value in values]
        self._fields = rest

    def copy(self) -> Headers:
        return Headers(self._fields)


@dataclass(frozen=True, slots=True)
class Via:
    """Where a request passed (RFC 3261, 20.42). `port` 0: none named."""

    transport: str
    host: str
    port: int
    parameters: dict[str, str]

    @classmethod
    def read(cls, text: str) -> Via:
        match = _VIA.fullmatch(text)
        if match is None:
            raise BadMessage("a Via cannot be read")
        port = whole_number(match["port"], "a port", 65535) if match["port"] else 0
        return cls(match["transport"].upper(), match["host"].lower(), port, parameters(match["parameters"]))

    @property
    def branch(self) -> str:
        return self.parameters.get("branch", "")

    def __str__(self) -> str:
        port = f":{self.port}" if self.port else ""
        rest = "".join(f";{name}={value}" if value else f";{name}" for name, value in self.parameters.items())
        return f"SIP/2.0/{self.transport} {self.host}{port}{rest}"


_VIA = re.compile(
    rf"SIP\s*/\s*2\.0\s*/\s*(?P<transport>{TOKEN})\s+(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)"
    r"\s*(?::\s*(?P<port>[0-9]{1,5}))?\s*(?P<parameters>(?:;.*)?)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class _Message:
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""

    @property
    def call_id(self) -> str:
        return self.headers.get("call-id")

    @property
    def sender(self) -> Address:
        """From."""
        return Address.read(self.headers.get("from"))

    @property
    def target(self) -> Address:
        """To."""
        return Address.read(self.headers.get("to"))

    @property
    def via(self) -> Via:
        """The topmost one."""
        return Via.read(self.headers.all("via")[0])

    @property
    def cseq(self) -> tuple[int, str]:
        """Number and method."""
        parts = self.headers.get("cseq").split()
        if len(parts) != 2 or not is_token(parts[1]):
            raise BadMessage("CSeq is no number and method")
        return whole_number(parts[0], "the number of CSeq", 2**31 - 1), parts[1]

    @property
    def contacts(self) -> list[Address]:
        return [Address.read(value) for value in self.headers.all("contact")]

    def _bytes(self, first: str) -> bytes:
        lines = [first]
        lines += (f"{spelled(name)}: {value}" for name, value in self.headers if name != "content-length")
        head = "\r\n".join([*lines, f"Content-Length: {len(self.body)}", "", ""])
        return head.encode() + self.body


@dataclass(frozen=True, slots=True)
class Request(_Message):
    method: str = ""
    uri: str = ""

    def __bytes__(self) -> bytes:
        return self._bytes(f"{self.method} {self.uri} SIP/2.0")


@dataclass(frozen=True, slots=True)
class Response(_Message):
    status: int = 0
    reason: str = ""

    def __bytes__(self) -> bytes:
        return self._bytes(f"SIP/2.0 {self.status} {self.reason or reason_of(self.status)}")


Message = Request | Response


def spelled(name: str) -> str:
    """A header's name as it is usually written."""
    return _SPELLING.get(name) or "-".join(part.capitalize() for part in name.split("-"))


def reason_of(status: int) -> str:
    """The usual phrase for a status."""
    if status in _REASONS:
        return _REASONS[status]
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def read_message(data: bytes) -> Message:
    """The message of one datagram or frame; bytes behind its Content-Length are dropped (RFC 3261, 18.3). Raises BadMessage."""
    if len(data) > MAX_BYTES:
        raise BadMessage("the message is too long", 513)
    head, separator, body = data.lstrip(b"\r\n").partition(b"\r\n\r\n")
    if not separator:
        raise BadMessage("the headers do not end")
    first, *lines = head.decode("utf-8", "replace").split("\r\n")
    headers = Headers(_fields(lines))
    message = _first_line(first, headers, body)
    _check(message)
    length = headers.get("content-length")
    if not length:
        return message
    size = whole_number(length, "Content-Length", 2**31)
    if size > len(body):
        raise BadMessage("the body is shorter than its Content-Length")
    if isinstance(message, Request):
        return Request(headers, body[:size], message.method, message.uri)
    return Response(headers, body[:size], message.status, message.reason)


def _first_line(text: str, headers: Headers, body: bytes) -> Message:
    if len(text) > MAX_LINE:
        raise BadMessage("the first line is too long", 414)
    if match := _RESPONSE.fullmatch(text):
        return Response(headers, body, int(match["status"]), match["reason"] or "")
    if match := _REQUEST.fullmatch(text):
        if match["version"].upper() != "SIP/2.0":
            raise BadMessage("another version than SIP/2.0", 505)
        return Request(headers, body, match["method"], match["uri"])
    raise BadMessage("the first line is neither a request nor a response")


def _fields(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    unfolded: list[str] = []
    for line in lines:
        if len(line) > MAX_LINE or len(unfolded) > MAX_HEADERS:
            raise BadMessage("there are too many headers, or one is too long", 513)
        if line[:1] in (" ", "\t") and unfolded:  # folded (RFC 3261, 7.3.1)
            unfolded[-1] += " " + line.strip()
        else:
            unfolded.append(line)
    for line in unfolded:
        name, colon, value = line.partition(":")
        name = name.rstrip(" \t").lower()
        if not colon or not is_token(name):
            raise BadMessage("a header cannot be read")
        if "\n" in value or "\r" in value or "\0" in value:
            raise BadMessage("a header holds signs that none may hold")
        yield _COMPACT.get(name, name), value.strip(" \t")


def _check(message: Message) -> None:
    """What every message has, once where it must be once."""
    headers = message.headers
    names = [name for name, _ in headers]
    for name in _NEEDED:
        if name not in names or not headers.get(name):
            raise BadMessage(f"the header {spelled(name)} is missing")
    for name in _ONCE:
        if names.count(name) > 1:
            raise BadMessage(f"the header {spelled(name)} is there twice")
    for value in headers.all("via"):
        Via.read(value)
    _ = message.sender, message.target
    number_and_method = message.cseq
    if isinstance(message, Request):
        if number_and_method[1] != message.method:
            raise BadMessage("CSeq names another method than the request")
        if "max-forwards" in headers:
            whole_number(headers.get("max-forwards"), "Max-Forwards", 255)


def addressed(data: bytes) -> Response | None:
    """For a request that cannot be used: an answer with the headers that lead it back (RFC 3261, 8.2.6.2); else None."""
    head = data[:MAX_BYTES].lstrip(b"\r\n").partition(b"\r\n\r\n")[0].decode("utf-8", "replace")
    first, *lines = head.split("\r\n")
    if not re.match(rf"{TOKEN} \S.* SIP/", first) or first.upper().startswith("ACK "):
        return None
    try:
        fields = [field for field in _fields(lines) if field[0] in _NEEDED]
        once = {name: value for name, value in reversed(fields) if name != "via"}
        answer = Response(Headers([*(field for field in fields if field[0] == "via"), *once.items()]), b"", 400)
        _check(answer)
    except BadMessage:
        return None
    return answer
