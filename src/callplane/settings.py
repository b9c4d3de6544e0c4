"""Every setting of callplane in one table, and the reading of `callplane.toml`.

The table is the dataclasses below: a field is a setting, with its type, default, help and limits. It knows files and
values, no PBX and no location: their tables are kept as plain mappings, checked here for shape only;
`service.configuration` gives them to those who understand them.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from callplane.errors import ConfigurationError

DEFAULT_FILE = Path("callplane.toml")
PORTS = (0, 65535)


def _setting(
    default: str | bool | int | tuple[str, ...],
    text: str,
    limits: tuple[int, int] = (0, 2**31),
    choices: tuple[str, ...] = (),
) -> Any:
    """A row of the table; `limits` are inclusive and concern numbers, `choices` are all that a text may be."""
    return field(default=default, metadata={"help": text, "limits": limits, "choices": choices})


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Where the server listens, keeps its data and draws its limits."""

    host: str = _setting("127.0.0.1", 'Address to listen on. "0.0.0.0" is every IPv4 address of this machine.')
    http_port: int = _setting(7224, "Port for HTTP and WebSocket. 0 takes any free port.", PORTS)
    tcp_port: int = _setting(7222, "Port for plain TCP. 0 takes any free port.", PORTS)
    tls_port: int = _setting(7225, "Port for HTTPS and WebSocket over TLS. 0 takes any free port.", PORTS)
    data: str = _setting("data", "Directory for the store, recordings and the control socket, seen from this file.")
    ucsid: str = _setting("local", "Name of this server. Clients that ask for another one are refused.")
    cors_origins: tuple[str, ...] = _setting(
        ("*",),
        'Web origins whose pages may call this server, such as "https://crm.example.com". "*" is safe: browsers then\n'
        "send no stored credentials, so that a page must know the user's password or token. [] allows none.",
    )
    max_message_bytes: int = _setting(1_048_576, "Longest message taken from a client, in bytes.", (4_096, 2**30))
    max_sessions: int = _setting(20_000, "Most sessions at a time; further log-ons are refused.", (1, 10_000_000))
    max_waiting_bytes: int = _setting(
        1_048_576,
        "When more bytes wait for a client that reads too slowly, it is cut off. Its session waits for it to resume.",
        (65_536, 2**30),
    )
    session_grace_seconds: int = _setting(
        120, "A session whose connection broke waits so long for its client to come back and resume.", (1, 86_400)
    )
    session_idle_seconds: int = _setting(60, "A session without socket or calls ends after this time.", (1, 86_400))
    open_metrics: bool = _setting(True, "Programs on this machine read /metrics without log-on. All others: administrators.")
    console: bool = _setting(True, "Serve the web console at /. The interface and /admin/v1 are there without it, too.")


@dataclass(frozen=True, slots=True)
class TlsSettings:
    """The certificate for HTTPS and StartTLS. Files are seen from this one; `callplane reload` reads them again."""

    certificate: str = _setting("", 'PEM file with the certificate and its chain. "": no TLS.')
    key: str = _setting("", "PEM file with the private key of the certificate, without a password.")
    required: bool = _setting(False, "Refuse to log users of other hosts on over connections without TLS.")


@dataclass(frozen=True, slots=True)
class LogonSettings:
    """What happens when log-ons fail."""

    address_failures: int = _setting(10, "So many failures in `address_seconds` block their address.", (1, 10_000))
    address_seconds: int = _setting(60, "For how long a failed log-on counts against its address.", (1, 86_400))
    user_failures: int = _setting(10, "So many failures in a row lock a user out for `user_seconds`.", (1, 10_000))
    user_seconds: int = _setting(900, "How long a lock-out lasts. `callplane user enable` ends it.", (1, 31_536_000))


@dataclass(frozen=True, slots=True)
class TokenSettings:
    """Tokens that this server gives to users who are logged on."""

    default_seconds: int = _setting(86_400, "How long a token is valid when its user asks for no time.", (1, 31_536_000))
    max_seconds: int = _setting(2_592_000, "The longest time that a user may ask for.", (1, 31_536_000))
    per_user: int = _setting(1_000, "Most valid tokens that one user may have.", (1, 1_000_000))


@dataclass(frozen=True, slots=True)
class OidcSettings:
    """Tokens of an OpenID Connect provider, with which users may log on as well."""

    issuer: str = _setting("", 'The provider, exactly as its tokens name it in "iss". "": no provider.')
    audience: str = _setting("", 'What the tokens name in "aud": the name of callplane at the provider.')
    jwks: str = _setting("", "The provider's public keys (JWKS): an https address, or a file seen from this file.")
    user_claim: str = _setting("preferred_username", "The claim of the token that is the user's name here.")
    leeway_seconds: int = _setting(60, "By how much the clocks may differ.", (0, 600))


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    """How targets outside are told of events; `callplane webhook` says which."""

    allowed_hosts: tuple[str, ...] = _setting(
        (), 'Hosts that targets may have, such as "crm.example.com" or "*.example.com" for those below it. []: every host.'
    )
    timeout_seconds: int = _setting(10, "How long a target may take to answer.", (1, 120))
    max_attempts: int = _setting(20, "An event is given up after so many attempts. 20 take about two hours.", (1, 100))
    max_waiting: int = _setting(10_000, "Most events that wait for one target; further ones are dropped.", (1, 1_000_000))


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """Where users, lines and rights are kept."""

    url: str = _setting("", 'Database URL, such as "sqlite:////var/lib/callplane/callplane.db". "": a file in `data`.')


@dataclass(frozen=True, slots=True)
class LogSettings:
    """What the server writes to standard error about itself."""

    format: str = _setting("text", '"text" for people, "json" for programs: one object a line.', choices=("text", "json"))
    level: str = _setting(
        "info", 'The least that is told: "debug", "info", "warning" or "error".', choices=("debug", "info", "warning", "error")
    )


@dataclass(frozen=True, slots=True)
class PbxSettings:
    """A PBX: its driver, its location, and all else that its table says, for the driver to read."""

    driver: str
    location: str
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settings:
    """A whole configuration. `locations` and `pbxes` are by name; `directory` is what `data` is seen from."""

    server: ServerSettings = ServerSettings()
    tls: TlsSettings = TlsSettings()
    logon: LogonSettings = LogonSettings()
    tokens: TokenSettings = TokenSettings()
    oidc: OidcSettings = OidcSettings()
    webhooks: WebhookSettings = WebhookSettings()
    store: StoreSettings = StoreSettings()
    log: LogSettings = LogSettings()
    locations: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    pbxes: Mapping[str, PbxSettings] = field(default_factory=dict)
    directory: Path = Path()

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.directory / self.server.data

    @property
    def store_url(self) -> str:
        """The database URL, also where the default is used."""
        return self.store.url or f"sqlite:///{self.data.absolute() / 'callplane.db'}"

    def driver_state(self, pbx: str) -> Path:
        """The directory for what the driver of a PBX keeps."""
        return self.data / "drivers" / pbx

    def with_data(self, data: Path) -> Settings:
        """The same configuration with its data in another directory (seen from the working directory)."""
        return replace(self, server=replace(self.server, data=str(data.absolute())))


SECTIONS: Mapping[str, type[Any]] = {
    "server": ServerSettings,
    "tls": TlsSettings,
    "logon": LogonSettings,
    "tokens": TokenSettings,
    "oidc": OidcSettings,
    "webhooks": WebhookSettings,
    "store": StoreSettings,
    "log": LogSettings,
}
TABLES = ("locations", "pbx")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a configuration, where, and what to do (empty where the text says it).

    `line` counts from 1; 0 means the whole file.
    """

    file: Path
    line: int
    text: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else str(self.file)
        return f"{place}: {self.text}: {self.remedy}" if self.remedy else f"{place}: {self.text}"


Keys = tuple[str, ...]
S = TypeVar("S")
_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")
_KEY = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_KEYS = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_HEADER = re.compile(rf"\s*\[\[?\s*({_KEYS})\s*\]")
_ENTRY = re.compile(rf"\s*({_KEYS})\s*=")
_SYNTAX_LINE = re.compile(r"\(at line (\d+)")
_KINDS = {str: "a text in quotes", bool: "true or false", int: "a whole number", tuple: 'a list of texts, such as ["a", "b"]'}


class Document:
    """A TOML file that is being read: its tables, the lines where its keys stand, and the problems found so far."""

    def __init__(self, text: str, file: Path) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._lines = dict(reversed(list(_key_lines(text))))
        self.tables: dict[str, object] = {}
        try:
            self.tables = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            found = _SYNTAX_LINE.search(str(error))
            line = int(found[1]) if found else len(text.splitlines())
            self.problems.append(Problem(file, line, f"this is not TOML ({error})", "correct the line"))

    def report(self, keys: Keys, text: str, remedy: str) -> None:
        """Note a problem with the value under these keys, or else with the table around it."""
        line = next((self._lines[keys[:n]] for n in range(len(keys), 0, -1) if keys[:n] in self._lines), 0)
        self.problems.append(Problem(self.file, line, text, remedy))

    def table(self, keys: Keys, value: object) -> dict[str, object]:
        """The value as a table; an empty one, and a problem, when it is none."""
        if isinstance(value, dict):
            return value
        name = ".".join(keys)
        self.report(keys, f"{name} is no table", f"write it as [{name}] with its settings below")
        return {}


def _key_lines(text: str) -> Iterator[tuple[Keys, int]]:
    """Where the keys of a TOML text stand. A line inside a longer text may look like a key: it harms nobody."""
    prefix: Keys = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            prefix = _split(header[1])
            yield prefix, number
        elif entry := _ENTRY.match(line):
            keys = (*prefix, *_split(entry[1]))
            yield keys, number


def _split(keys: str) -> Keys:
    return tuple(key.strip("\"'") for key in re.findall(_KEY, keys))


def parse(document: Document, directory: Path) -> Settings:
    """The settings of a document, with defaults in place of what is missing or wrong; see its `problems`."""
    known = [*SECTIONS, *TABLES]
    for name in document.tables.keys() - set(known):
        document.report((name,), f"there is no section [{name}]", _instead(name, known))
    sections = {name: _section(document, name, kind) for name, kind in SECTIONS.items()}
    locations = _named_tables(document, "locations")
    pbxes = {name: _pbx(document, name, table, locations) for name, table in _named_tables(document, "pbx").items()}
    _check_ports(document, sections["server"])
    _check_oidc(document, sections["oidc"])
    _check_tls(document, sections["tls"])
    document.problems.sort(key=lambda problem: problem.line)
    return Settings(**sections, locations=locations, pbxes=pbxes, directory=directory)


def _instead(name: str, known: list[str]) -> str:
    close = get_close_matches(name, known, 1)
    return f"did you mean '{close[0]}'?" if close else f"use one of {', '.join(known)}"


def toml_value(value: object) -> str:
    """A text, number or list of texts as TOML writes it."""
    return json.dumps(value, ensure_ascii=False)


def _section(document: Document, section: str, kind: type[S]) -> S:
    table = document.table((section,), document.tables.get(section, {}))
    rows = {row.name: row for row in fields(kind)}  # type: ignore[arg-type]
    values: dict[str, object] = {}
    for name, value in table.items():
        if name not in rows:
            document.report((section, name), f"there is no setting '{name}' in [{section}]", _instead(name, list(rows)))
        elif fault := _fault(value, rows[name].default, **rows[name].metadata):
            document.report((section, name), f"{name} is {json.dumps(value, default=str)}", fault)
        else:
            values[name] = tuple(value) if isinstance(value, list) else value
    return kind(**values)


def _fault(value: object, default: object, limits: tuple[int, int], choices: tuple[str, ...], **_: object) -> str:
    """What a value should be instead; empty when it is right."""
    kind = type(default)
    given = tuple(value) if isinstance(value, list) else value
    if type(given) is not kind or (isinstance(given, tuple) and not all(isinstance(item, str) for item in given)):
        return f"give {_KINDS[kind]}, the default is {toml_value(default)}"
    if isinstance(given, int) and not limits[0] <= given <= limits[1]:
        return f"give a number from {limits[0]} to {limits[1]}, the default is {default}"
    if choices and given not in choices:
        return f"use one of {', '.join(map(toml_value, choices))}"
    return ""


def _named_tables(document: Document, section: str) -> dict[str, dict[str, object]]:
    tables = document.table((section,), document.tables.get(section, {}))
    for name in tables:
        if not _NAME.fullmatch(name):
            document.report((section, name), f"[{section}.{name}] has no good name", "use letters, digits and . _ -")
    return {name: document.table((section, name), table) for name, table in tables.items()}


def _pbx(document: Document, name: str, table: Mapping[str, object], locations: Mapping[str, object]) -> PbxSettings:
    texts = {}
    for key, example in (("driver", "exchange"), ("location", next(iter(locations), "office"))):
        value = table.get(key, "")
        if not isinstance(value, str) or not value:
            document.report(("pbx", name, key), f"[pbx.{name}] has no {key}", f'add a line {key} = "{example}"')
            value = ""
        texts[key] = value
    if texts["location"] and texts["location"] not in locations:
        text = f"there is no location '{texts['location']}'"
        document.report(("pbx", name, "location"), text, f"add a table [locations.{texts['location']}]")
    return PbxSettings(**texts, options={key: value for key, value in table.items() if key not in texts})


def _check_ports(document: Document, server: ServerSettings) -> None:
    taken: dict[int, str] = {0: ""}
    for name in ("http_port", "tcp_port", "tls_port"):
        port = getattr(server, name)
        if taken.setdefault(port, name) != name and port:
            document.report(("server", name), f"{name} is the same as {taken[port]}", "give each port its own number")


def _check_tls(document: Document, tls: TlsSettings) -> None:
    for given, missing in (("certificate", "key"), ("key", "certificate")):
        if getattr(tls, given) and not getattr(tls, missing):
            document.report(("tls", given), f"there is a {given} but no {missing}", f"add a line {missing} = with its PEM file")
    if tls.required and not tls.certificate:
        document.report(("tls", "required"), "TLS is required but there is no certificate", "name one, with its key")


def _check_oidc(document: Document, oidc: OidcSettings) -> None:
    for name in ("audience", "jwks", "user_claim"):
        if oidc.issuer and not getattr(oidc, name):
            document.report(("oidc", name), f"[oidc] has an issuer and no {name}", f"add a line {name} = ...")
    if oidc.jwks.startswith("http://"):
        document.report(("oidc", "jwks"), "jwks is an address without TLS: anybody could send keys", "write https://")


def read(path: Path) -> tuple[Settings, Document]:
    """The settings of a file and the document with its problems."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return _unreadable(path, "there is no such file", "run 'callplane init', or name another one with --config")
    except (OSError, UnicodeDecodeError) as error:
        return _unreadable(path, f"the file cannot be read ({error})", "make it UTF-8 text that you may read")
    document = Document(text, path)
    return parse(document, path.parent), document


def _unreadable(path: Path, text: str, remedy: str) -> tuple[Settings, Document]:
    document = Document("", path)
    document.report((), text, remedy)
    return Settings(directory=path.parent), document


def check(path: Path) -> list[Problem]:
    """Everything in a file that is wrong by itself, in the order of its lines."""
    return read(path)[1].problems


def load(path: Path) -> Settings:
    """The settings of a file. Raises ConfigurationError with one line for each problem."""
    settings, document = read(path)
    raise_problems(document.problems)
    return settings


def raise_problems(problems: list[Problem]) -> None:
    """Raise ConfigurationError with one line for each problem, if there is any."""
    if problems:
        raise ConfigurationError("\n".join(map(str, problems)))
