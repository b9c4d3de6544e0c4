"""The table of an Asterisk in the configuration: knows its keys, types and defaults.

::

    driver = "asterisk"
    host = "192.0.2.10"
    username = "callplane"
    secret_file = "/etc/callplane/asterisk.secret"
    context = "from-internal"
    phones = { 101 = { answer = "talk", hold = "talk" } }

See docs/asterisk.md for what each key does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import MappingProxyType

ANSWER_WAYS = ("pickup", "talk", "http", "none")
"""How a program answers: by picking the own call up, by NOTIFY talk, by the phone's own HTTP interface, or not at all."""

HOLD_WAYS = ("driver", "talk", "http", "none")
"""How a call is held: by parking it in the dialplan, by NOTIFY hold and talk, by the phone's HTTP interface, or not at all."""

FEATURES = ("server", "freepbx", "astdb")
"""Who does do-not-disturb and forwards: callplane's server, FreePBX, or a dialplan of one's own that reads the database."""

FREEPBX_FAMILIES: Mapping[str, str] = MappingProxyType(
    {"do_not_disturb": "DND", "immediate": "CF", "busy": "CFB", "no_answer": "CFU"}
)
_NAME = re.compile(r"[A-Za-z0-9_.-]+")
_EXTENSION = re.compile(r"[0-9*#]{1,18}")
_DEVICE = re.compile(r"[A-Za-z0-9]+/[A-Za-z0-9_.@+-]+")


@dataclass(frozen=True, slots=True)
class LineWays:
    """How a phone is made to act. `urls` are those of `http`, by operation (answer, hold, retrieve), with `{extension}` and
    `{call}` in them; `auto_answer`: whether it is asked to lift by itself when a program makes a call."""

    answer: str = "pickup"
    hold: str = "driver"
    auto_answer: bool = True
    urls: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ConfiguredLine:
    device: str
    extension: str
    name: str = ""


@dataclass(frozen=True)
class Options:
    """An Asterisk's table. `recording_path` is where callplane finds what Asterisk writes to `recording_directory`."""

    host: str = "127.0.0.1"
    port: int = 5038
    tls: bool = False
    tls_ca: str = ""
    username: str = ""
    secret: str = ""
    context: str = "from-internal"
    dialplan: str = "callplane"
    discover: str = "hints"
    lines: tuple[ConfiguredLine, ...] = ()
    ways: LineWays = LineWays()
    phones: Mapping[str, LineWays] = field(default_factory=dict)
    features: str = "server"
    families: Mapping[str, str] = field(default_factory=dict)
    do_not_disturb_value: str = "YES"
    settings_seconds: float = 30.0
    ring_seconds: float = 30.0
    recording_directory: str = ""
    recording_path: str = ""
    recording_url: str = ""

    @classmethod
    def read(cls, table: Mapping[str, object]) -> tuple[Options, list[str]]:
        """The options, and what is wrong with them: one sentence each, with the key and the remedy."""
        return _Reader(table).options()

    def ways_of(self, extension: str) -> LineWays:
        return self.phones.get(extension, self.ways)

    @property
    def wait_context(self) -> str:
        return f"{self.dialplan}-wait"

    @property
    def hold_context(self) -> str:
        return f"{self.dialplan}-hold"

    @property
    def conference_context(self) -> str:
        return f"{self.dialplan}-conference"

    @property
    def contexts(self) -> tuple[str, str, str]:
        """The contexts that callplane's dialplan file adds."""
        return self.wait_context, self.hold_context, self.conference_context

    @property
    def records(self) -> bool:
        return bool(self.recording_directory and (self.recording_path or self.recording_url))


KEYS = (
    *(row.name for row in fields(Options) if row.name != "ways"),
    "secret_file",
    *(row.name for row in fields(LineWays)),
)


class _Reader:
    """Reads a table key by key, and collects what is wrong."""

    def __init__(self, table: Mapping[str, object]) -> None:
        self._table = table
        self.faults: list[str] = []

    def options(self) -> tuple[Options, list[str]]:
        ways = self._ways(self._table, "", LineWays())
        features = self._choice("features", FEATURES, "server")
        options = Options(
            host=self._text("host", Options.host, needed=True),
            port=int(self._seconds("port", Options.port, 1, 65535)),
            tls=self._flag("tls", Options.tls),
            tls_ca=self._text("tls_ca", ""),
            username=self._text("username", "", needed=True),
            secret=self._secret(),
            context=self._name("context", Options.context),
            dialplan=self._name("dialplan", Options.dialplan),
            discover=self._choice("discover", ("hints", "endpoints"), Options.discover),
            lines=self._lines(),
            ways=ways,
            phones=self._phones(ways),
            features=features,
            families=self._families(features),
            do_not_disturb_value=self._text("do_not_disturb_value", Options.do_not_disturb_value, needed=True),
            settings_seconds=self._seconds("settings_seconds", Options.settings_seconds, 0.1, 3600),
            ring_seconds=self._seconds("ring_seconds", Options.ring_seconds, 5, 300),
            recording_directory=self._text("recording_directory", ""),
            recording_path=self._text("recording_path", ""),
            recording_url=self._url("recording_url", self._table.get("recording_url", "")),
        )
        self._together(options)
        return options, self.faults

    def _together(self, options: Options) -> None:
        if options.recording_path and options.recording_url:
            self.faults.append("recording_url: leave out recording_path or recording_url; files are fetched in one way only.")
        if options.recording_directory and not options.records:
            self.faults.append("recording_directory: add recording_path or recording_url, so that callplane can fetch the files.")
        if (options.recording_path or options.recording_url) and not options.recording_directory:
            self.faults.append(
                'recording_directory: write where Asterisk puts recordings, such as "/var/spool/asterisk/callplane".'
            )

    def _text(self, key: str, default: str, *, needed: bool = False) -> str:
        value = self._table.get(key, default)
        if not isinstance(value, str) or any(sign in value for sign in "\r\n\0"):
            self.faults.append(f'{key}: write a text on one line, such as {key} = "{default or "..."}".')
            return default
        if needed and not value:
            self.faults.append(f'{key}: write it, such as {key} = "{default or "callplane"}".')
        return value

    def _name(self, key: str, default: str) -> str:
        value = self._text(key, default, needed=True)
        if value and not _NAME.fullmatch(value):
            self.faults.append(f"{key}: use letters, digits, -, _ and . only, such as {default}.")
            return default
        return value

    def _flag(self, key: str, default: bool) -> bool:
        value = self._table.get(key, default)
        if not isinstance(value, bool):
            self.faults.append(f"{key}: write true or false.")
            return default
        return value

    def _seconds(self, key: str, default: float, least: float, most: float) -> float:
        value = self._table.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            self.faults.append(f"{key}: write a number from {least:g} to {most:g}, such as {default:g}.")
            return default
        return value

    def _choice(self, key: str, known: tuple[str, ...], default: str, value: object = None, where: str = "") -> str:
        found = self._table.get(key, default) if value is None else value
        if not isinstance(found, str) or found not in known:
            self.faults.append(f"{where}{key}: write one of {', '.join(known)}.")
            return default
        return found

    def _url(self, key: str, value: object) -> str:
        if value == "":
            return ""
        if not isinstance(value, str) or not re.match(r"https?://[^\s]+\Z", value):
            self.faults.append(f"{key}: write an address that begins with http:// or https://.")
            return ""
        return value

    def _secret(self) -> str:
        name = self._text("secret_file", "")
        if not name:
            return self._text("secret", "", needed=True)
        if "secret" in self._table:
            self.faults.append("secret_file: leave out secret or secret_file.")
        try:
            return Path(name).read_text(encoding="utf-8").strip()
        except (OSError, ValueError) as error:
            self.faults.append(f"secret_file: {name} cannot be read ({getattr(error, 'strerror', None) or 'no text'}).")
            return ""

    def _lines(self) -> tuple[ConfiguredLine, ...]:
        value = self._table.get("lines", [])
        if not isinstance(value, list | tuple):
            self.faults.append('lines: write a list such as [{ device = "PJSIP/101", number = "101", name = "Alice" }].')
            return ()
        found: dict[str, ConfiguredLine] = {}
        for position, entry in enumerate(value, start=1):
            line = self._line(entry, f"lines, entry {position}")
            if line is not None and line.extension in found:
                self.faults.append(f"lines, entry {position}: {line.extension} is there twice; give each number once.")
            elif line is not None:
                found[line.extension] = line
        return tuple(found.values())

    def _line(self, entry: object, where: str) -> ConfiguredLine | None:
        if not isinstance(entry, Mapping):
            self.faults.append(f'{where}: write a table such as {{ device = "PJSIP/101", number = "101" }}.')
            return None
        number, name = entry.get("number"), entry.get("name", "")
        device = entry.get("device", f"PJSIP/{number}")
        if not (isinstance(number, str) and _EXTENSION.fullmatch(number)):
            self.faults.append(f'{where}: number must be a text of digits, such as "101".')
        elif not (isinstance(device, str) and _DEVICE.fullmatch(device)):
            self.faults.append(f'{where}: device must be a channel technology and a name, such as "PJSIP/101".')
        elif not isinstance(name, str):
            self.faults.append(f'{where}: name must be a text, such as "Alice".')
        else:
            return ConfiguredLine(device, number, name)
        return None

    def _phones(self, ways: LineWays) -> Mapping[str, LineWays]:
        value = self._table.get("phones", {})
        if not isinstance(value, Mapping):
            self.faults.append('phones: write a table such as { 101 = { answer = "talk" } }.')
            return {}
        found = {}
        for extension, entry in value.items():
            if isinstance(entry, Mapping):
                found[str(extension)] = self._ways(entry, f"phones, {extension}: ", ways)
            else:
                self.faults.append(f'phones, {extension}: write a table such as {{ answer = "talk" }}.')
        return found

    def _ways(self, entry: Mapping[str, object], where: str, default: LineWays) -> LineWays:
        flag = entry.get("auto_answer", default.auto_answer)
        if not isinstance(flag, bool):
            self.faults.append(f"{where}auto_answer: write true or false.")
            flag = default.auto_answer
        urls = entry.get("urls", default.urls)
        if not isinstance(urls, Mapping):
            self.faults.append(f'{where}urls: write a table such as {{ answer = "http://phone/answer" }}.')
            urls = {}
        ways = replace(
            default,
            answer=self._choice("answer", ANSWER_WAYS, default.answer, entry.get("answer", default.answer), where),
            hold=self._choice("hold", HOLD_WAYS, default.hold, entry.get("hold", default.hold), where),
            auto_answer=flag,
            urls={str(name): self._url(f"{where}urls, {name}", url) for name, url in urls.items()},
        )
        needed = [*(["answer"] if ways.answer == "http" else []), *(["hold", "retrieve"] if ways.hold == "http" else [])]
        self.faults += [f"{where}urls: add one for {name}, or choose another way." for name in needed if name not in ways.urls]
        return ways

    def _families(self, features: str) -> Mapping[str, str]:
        value = self._table.get("families", {})
        if not isinstance(value, Mapping) or not set(value) <= set(FREEPBX_FAMILIES):
            self.faults.append(f"families: write a table with the keys {', '.join(FREEPBX_FAMILIES)}.")
            return {}
        wrong = [str(key) for key, name in value.items() if not (isinstance(name, str) and _NAME.fullmatch(name))]
        self.faults += [f'families: {key} must be the name of a family, such as "DND".' for key in wrong]
        if features == "astdb" and not value:
            self.faults.append('families: name those that your dialplan reads, such as { do_not_disturb = "DND" }.')
        if features == "server":
            return {}
        return dict(FREEPBX_FAMILIES) if features == "freepbx" else {str(k): str(v) for k, v in value.items() if k not in wrong}
