"""The small words of SIP headers."""

from __future__ import annotations

import pytest

from callplane.sip.grammar import BadMessage, is_token, pairs, parameters, quoted, split, unquoted, whole_number, written


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a, b", ["a", "b"]),
        ('"a, b" <sip:x,y@h>, c', ['"a, b" <sip:x,y@h>', "c"]),
        (r'"a\", b", c', [r'"a\", b"', "c"]),
        ("", [""]),
    ],
)
def test_lists_are_split_outside_quotes_and_brackets(text: str, parts: list[str]) -> None:
    assert split(text) == parts


@pytest.mark.parametrize("text", ['"a', "<a", '"a\\'])
def test_what_does_not_close_is_refused(text: str) -> None:
    with pytest.raises(BadMessage):
        split(text)


def test_parameters_are_read_and_written() -> None:
    found = parameters(';Tag=1 ; lr;name="a b;\\"c\\"" ;received=[::1]')
    assert found == {"tag": "1", "lr": "", "name": 'a b;"c"', "received": "[::1]"}
    assert parameters(written(found)) == found
    assert parameters("") == {}


@pytest.mark.parametrize("text", [";a=1;a=2", ";a=1 b", "x", ";;=", "".join(f";a{n}" for n in range(65))])
def test_parameters_that_cannot_be_read(text: str) -> None:
    with pytest.raises(BadMessage):
        parameters(text)


def test_quoted_strings() -> None:
    assert quoted('a "b" \\ \r\nc') == '"a \\"b\\" \\\\  c"'
    assert unquoted(quoted('a "b" \\')) == 'a "b" \\'
    assert unquoted("plain") == "plain"


def test_pairs_of_credentials() -> None:
    assert dict(pairs('username="a, b" , nc=00000001,uri="sip:x"')) == {"username": "a, b", "nc": "00000001", "uri": "sip:x"}
    with pytest.raises(BadMessage):
        list(pairs("a=1 b=2"))


@pytest.mark.parametrize("text", ["", "-1", "1.5", "4294967296", "\u0661", "99999999999"])
def test_numbers_have_limits(text: str) -> None:
    with pytest.raises(BadMessage):
        whole_number(text, "it")


def test_numbers_and_tokens() -> None:
    assert whole_number(" 70 ", "it") == 70
    assert is_token("z9hG4bK.1")
    assert not is_token("a b")
