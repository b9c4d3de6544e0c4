"""The table of an Asterisk: every key, and a sentence for each mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from callplane.drivers.asterisk.driver import AsteriskDriver
from callplane.drivers.asterisk.options import KEYS, LineWays, Options

GOOD = {"host": "pbx", "username": "callplane", "secret": "word"}


def test_little_is_needed() -> None:
    options, faults = Options.read(GOOD)
    assert faults == []
    assert (options.port, options.context, options.ways) == (5038, "from-internal", LineWays())
    assert options.contexts == ("callplane-wait", "callplane-hold", "callplane-conference")
    assert not options.records
    assert options.families == {}


def test_a_secret_can_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("word\n")
    options, faults = Options.read({"host": "pbx", "username": "u", "secret_file": str(tmp_path / "secret")})
    assert (options.secret, faults) == ("word", [])


def test_phones_differ_from_all_others() -> None:
    phones = {"101": {"answer": "talk"}, "102": {"hold": "http", "urls": {"hold": "http://p/h", "retrieve": "http://p/r"}}}
    options, faults = Options.read({**GOOD, "answer": "none", "phones": phones})
    assert faults == []
    assert (options.ways_of("101").answer, options.ways_of("101").hold) == ("talk", "driver")
    assert (options.ways_of("102").answer, options.ways_of("102").hold) == ("none", "http")
    assert options.ways_of("103").answer == "none"


def test_families() -> None:
    assert Options.read({**GOOD, "features": "freepbx"})[0].families["no_answer"] == "CFU"
    own = {"do_not_disturb": "DND"}
    assert Options.read({**GOOD, "features": "astdb", "families": own})[0].families == own


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"host": ""}, "host"),
        ({"host": 5}, "host"),
        ({"host": "a\r\nAction: x"}, "host"),
        ({"port": 0}, "port"),
        ({"port": True}, "port"),
        ({"tls": "yes"}, "tls"),
        ({"username": ""}, "username"),
        ({"secret": ""}, "secret"),
        ({"secret_file": "/nowhere/at/all"}, "secret_file"),
        ({"context": "a b"}, "context"),
        ({"dialplan": ""}, "dialplan"),
        ({"discover": "guess"}, "discover"),
        ({"lines": "101"}, "lines"),
        ({"lines": ["101"]}, "lines, entry 1"),
        ({"lines": [{"number": 101}]}, "lines, entry 1: number"),
        ({"lines": [{"number": "101", "device": "101"}]}, "lines, entry 1: device"),
        ({"lines": [{"number": "101", "name": 1}]}, "lines, entry 1: name"),
        ({"lines": [{"number": "101"}, {"number": "101"}]}, "lines, entry 2: 101 is there twice"),
        ({"answer": "shout"}, "answer"),
        ({"hold": 1}, "hold"),
        ({"auto_answer": 1}, "auto_answer"),
        ({"urls": []}, "urls"),
        ({"answer": "http"}, "urls"),
        ({"hold": "http", "urls": {"hold": "ftp://x"}}, "urls, hold"),
        ({"phones": []}, "phones"),
        ({"phones": {"101": "talk"}}, "phones, 101"),
        ({"phones": {"101": {"answer": "shout"}}}, "phones, 101: answer"),
        ({"features": "all"}, "features"),
        ({"features": "astdb"}, "families"),
        ({"families": {"busyness": "X"}}, "families"),
        ({"features": "astdb", "families": {"busy": "a b"}}, "families: busy"),
        ({"do_not_disturb_value": ""}, "do_not_disturb_value"),
        ({"settings_seconds": 0}, "settings_seconds"),
        ({"ring_seconds": "long"}, "ring_seconds"),
        ({"recording_directory": "/x"}, "recording_directory"),
        ({"recording_path": "/x"}, "recording_directory"),
        ({"recording_directory": "/x", "recording_path": "/y", "recording_url": "http://z"}, "recording_url"),
        ({"recording_directory": "/x", "recording_url": "/y"}, "recording_url"),
    ],
)
def test_each_mistake_is_named_with_its_key(wrong: dict[str, object], key: str) -> None:
    faults = AsteriskDriver.check({**GOOD, **wrong})
    assert any(fault.startswith(key) for fault in faults), faults
    assert all(fault.endswith(".") for fault in faults)


def test_the_keys_are_those_that_are_read() -> None:
    assert {"host", "secret_file", "answer", "urls", "recording_url"} <= set(KEYS)
    assert "ways" not in KEYS
