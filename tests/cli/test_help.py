"""Help that teaches, and what shells are given to complete commands."""

from __future__ import annotations

import argparse
import re
import shlex
import shutil
import subprocess

import pytest
from scripts.generate_docs import command_parsers

from callplane.cli.completion import SHELLS, script
from callplane.cli.examples import EXAMPLES
from callplane.cli.main import COMMANDS, main, whole_parser


def test_every_command_has_examples_that_its_help_shows(capsys: pytest.CaptureFixture[str]) -> None:
    assert set(EXAMPLES) == set(COMMANDS)
    for command, examples in EXAMPLES.items():
        assert examples
        with pytest.raises(SystemExit):
            main([command, "--help"])
        text = capsys.readouterr().out
        for what, line in examples:
            assert f"  # {what}\n  $ {line}\n" in text


@pytest.mark.parametrize("line", [line for examples in EXAMPLES.values() for _, line in examples])
def test_every_example_can_be_typed(line: str) -> None:
    words = shlex.split(re.split(r" (?:&&|\|\||>) ", line)[0])
    assert words[0] == "callplane"
    assert whole_parser().parse_args(words[1:]).command == words[1]


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_is_told_all_commands(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    text = capsys.readouterr().out
    assert all(command in text for command in COMMANDS)
    assert "all-lines" in text


def test_bash_completes() -> None:
    bash = shutil.which("bash")
    assert bash
    ask = 'COMP_WORDS=(callplane webhook a); COMP_CWORD=2; _shtab_callplane; echo "${COMPREPLY[@]}"'
    done = subprocess.run([bash, "-c", f"{script('bash')}\n{ask}"], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["add"]


def test_every_command_that_tells_something_speaks_to_programs_too() -> None:
    def speaks(parser: argparse.ArgumentParser) -> bool:
        return "--json" in parser.format_help()

    parsers = command_parsers()
    silent = {name for name, parser in parsers.items() if not speaks(parser)}
    parents = {name.split()[0] for name in parsers if " " in name}
    assert silent - parents == {"demo", "serve", "completion", "asterisk dialplan"}  # servers, and texts that are files
