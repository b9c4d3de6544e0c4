"""Fuzzes one target for a time: `python -m fuzz.run TARGET [SECONDS]`. Needs `pip install .[fuzz]`.

Begins with the seeds and with what earlier runs found, in build/fuzz/TARGET. An input that breaks something is written to
build/fuzz, named in the output, and makes the exit code other than 0; so does an input that takes 5 s or 1 GB.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["callplane", "fuzz.targets"]):
    from fuzz.targets import TARGETS

from fuzz.seeds import seeds

FOLDER = Path(__file__).resolve().parent.parent / "build/fuzz"
LONGEST_INPUT = 1 << 15


def main(arguments: list[str]) -> None:
    """Never returns: the fuzzer ends the process."""
    if not arguments or arguments[0] not in TARGETS:
        sys.exit(f"say which: {', '.join(TARGETS)}")
    name, seconds = arguments[0], int(arguments[1]) if len(arguments) > 1 else 60
    corpus = FOLDER / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(name)):
        (corpus / f"seed-{number:03}").write_bytes(seed)
    options = [
        f"-max_total_time={seconds}",
        f"-max_len={LONGEST_INPUT}",
        "-timeout=5",
        "-rss_limit_mb=1024",
        f"-artifact_prefix={FOLDER}/{name}-",
        "-print_final_stats=1",
        str(corpus),
    ]
    atheris.Setup([sys.argv[0], *options], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
