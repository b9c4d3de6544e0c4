"""The bridge is built the same everywhere, and its reader of JSON stands whatever it is given."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path

import msgspec
import pytest
from tests.components.tapi.rig import ROOT, built

RUNS = 200_000


@pytest.mark.parametrize("seed", [1, 20, 300])
def test_the_reader_of_json_is_fuzzed(seed: int) -> None:
    """Under AddressSanitizer; `build/bridge/fuzz-json RUNS SEED` by hand runs longer."""
    done = subprocess.run([built("fuzz-json"), str(RUNS), str(seed)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{RUNS} texts")


def texts() -> list[str]:
    """JSON as the server writes it, and the same with a character changed, missing or too many."""
    chance = random.Random(7)
    whole = [
        json.dumps(
            [{"t": "do", "id": 7, "f": "lineHold", "call": 65536, "to": 'a"\\\n', "x": [1, -2.5, 1e9, True, None, {}, []]}]
        ),
        '[0, -0, 1.5e+3, "\\u00e4\\t", {"a":{"b":[[]]}} , false ]',
        " 12 ",
        '""',
    ]
    found = list(whole)
    for _ in range(3000):
        text = chance.choice(whole)
        at = chance.randrange(len(text))
        found.append(text[:at] + chance.choice(["", chance.choice('[]{}",:\\u0e-+. '), text[at] * 2]) + text[at + 1 :])
    return found


def is_json(text: str) -> bool:
    try:
        msgspec.json.decode(text)
    except msgspec.DecodeError:
        return False
    return True


def test_the_reader_takes_json_and_nothing_else() -> None:
    given = texts()
    lines = "".join(f"{text.encode().hex()}\n" for text in given)
    done = subprocess.run([built("fuzz-json"), "check"], input=lines, capture_output=True, text=True, check=True)
    told = [int(line) >= 0 for line in done.stdout.split()]
    differ = [text for text, taken in zip(given, told, strict=True) if taken != is_json(text)]
    assert differ == []


def test_the_same_source_gives_the_same_bytes(tmp_path: Path) -> None:
    first = built("callplane-bridge.exe").read_bytes()
    subprocess.run(
        ["make", "-s", "-C", str(ROOT / "bridge"), f"OUT={tmp_path}", str(tmp_path / "callplane-bridge.exe")], check=True
    )
    assert (tmp_path / "callplane-bridge.exe").read_bytes() == first
