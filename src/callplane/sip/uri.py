"""SIP addresses: URIs and what stands around them in From, To, Contact (RFC 3261, clauses 19.1 and 20.10). Knows no message."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from callplane.sip.grammar import BadMessage, parameters, quoted, unquoted, whole_number, written

_URI = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):"
    r"(?:(?P<user>[^@<>\s\"?]+?)(?::(?P<password>[^@<>\s\"?]*))?@)?"
    r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<parameters>;[^?<>\s]*)?(?:\?(?P<headers>[^<>\s]*))?"
)
_USER_SAFE = "-_.!~*'()&=+$,;?/"
_NAME_ADDR = re.compile(r"\s*(?P<name>\"(?:[^\"\\]|\\.)*\"|[^<\"]*?)\s*<(?P<uri>[^<>\s]+)>\s*(?P<parameters>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class SipUri:
    """`sip:user@host:port;parameters?headers`. `user` and headers are unescaped; port 0: none is named."""

    host: str
    user: str = ""
    port: int = 0
    scheme: str = "sip"
    parameters: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str) -> SipUri:
        """Raises BadMessage: 416 for another scheme than sip, sips and tel (RFC 3261, 8.2.2.1), else 400."""
        scheme = text.partition(":")[0].lower()
        if scheme == "tel":
            number, _, rest = text[4:].partition(";")
            return cls("", number, scheme="tel", parameters=parameters(f";{rest}") if rest else {})
        match = _URI.fullmatch(text)
        if scheme not in ("sip", "sips"):
            raise BadMessage(
                f"the scheme of {text[:64]} is not served", 416 if re.fullmatch(r"[a-z][a-z0-9+.-]*", scheme) else 400
            )
        if match is None:
            raise BadMessage(f"{text[:64]} is no SIP address")
        port = whole_number(match["port"], "a port", 65535) if match["port"] else 0
        found = {} if not match["headers"] else _headers(match["headers"])
        return cls(
            match["host"].lower(), unquote(match["user"] or ""), port, scheme, parameters(match["parameters"] or ""), found
        )

    @property
    def transport(self) -> str:
        """`UDP` or `TCP` as the address says; empty when it does not say."""
        return self.parameters.get("transport", "").upper()

    def __str__(self) -> str:
        user = f"{quote(self.user, safe=_USER_SAFE)}@" if self.user and self.scheme != "tel" else self.user
        port = f":{self.port}" if self.port else ""
        asked = "&".join(f"{name}={quote(value, safe='')}" for name, value in self.headers.items())
        return f"{self.scheme}:{user}{self.host}{port}{written(self.parameters)}{'?' + asked if asked else ''}"


def _headers(text: str) -> dict[str, str]:
    found = {}
    for part in text.split("&"):
        name, _, value = part.partition("=")
        found[unquote(name).lower()] = unquote(value)
    return found


@dataclass(frozen=True, slots=True)
class Address:
    """A name, a URI and parameters, such as `"Bob" <sip:102@host>;tag=1`."""

    uri: SipUri
    name: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str) -> Address:
        """Raises BadMessage. Without angle brackets all parameters are the header's (RFC 3261, 20.10)."""
        match = _NAME_ADDR.fullmatch(text)
        if match is not None:
            return cls(SipUri.read(match["uri"]), unquoted(match["name"]).strip(), parameters(match["parameters"]))
        if "<" in text or ">" in text or '"' in text:
            raise BadMessage(f"{text[:64]!r} is no address")
        bare, separator, rest = text.strip().partition(";")
        if "?" in bare or "," in bare:
            raise BadMessage("an address with such signs stands in angle brackets")
        return cls(SipUri.read(bare.strip()), "", parameters(separator + rest))

    @property
    def tag(self) -> str:
        return self.parameters.get("tag", "")

    def tagged(self, tag: str) -> Address:
        """The same with this tag."""
        return Address(self.uri, self.name, {**self.parameters, "tag": tag})

    def __str__(self) -> str:
        name = f"{quoted(self.name)} " if self.name else ""
        return f"{name}<{self.uri}>{written(self.parameters)}"
