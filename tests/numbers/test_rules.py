from __future__ import annotations

import pytest

from callplane.errors import ConfigurationError
from callplane.numbers.rules import MAX_INPUT, MAX_PATTERN, Rule, RuleSet


def test_a_rule_replaces_its_match() -> None:
    assert Rule(r"^8(\d{2})$", r"+498151368561\1").apply("877") == "+49815136856177"
    assert Rule("-", "").apply("1-2-3") == "123"


def test_a_rule_may_only_recognise() -> None:
    assert Rule("^7", "9", match_replace=False).apply("77") == "77"


def test_a_rule_leaves_other_texts_alone() -> None:
    assert Rule("^8", "").apply("77") is None
    assert Rule("8", "").apply("8" * (MAX_INPUT + 1)) is None


def test_the_first_rule_that_matches_is_used() -> None:
    first, second = Rule("^1", "a"), Rule("1", "b")
    assert RuleSet((first, second)).apply("11") == (first, "a1")
    assert RuleSet((first, second)).apply("21") == (second, "2b")
    assert RuleSet((first, second)).apply("2") is None


@pytest.mark.parametrize(
    ("search", "replace"),
    [
        ("", ""),
        ("a" * (MAX_PATTERN + 1), ""),
        ("a", "b" * (MAX_PATTERN + 1)),
        ("(", ""),
        ("(a)", r"\2"),
        ("(a)", r"\g<name>"),
        ("(a+)+", ""),
        ("(?:a|b)*", ""),
        (r"(\d{1,3}x)+", ""),
        ("((a*)b)+", ""),
        ("(a+){2,}", ""),
        ("a{99999999999}", ""),
    ],
)
def test_what_cannot_be_used_is_refused(search: str, replace: str) -> None:
    with pytest.raises(ConfigurationError):
        Rule(search, replace)


@pytest.mark.parametrize("search", [r"^0(\d+)$", "(a|b)", "[(+*]+", r"\(+\)*", "(ab){2}", "(a+)?", "[]|)]+", "(ab)+c{3}", "a{"])
def test_harmless_patterns_are_taken(search: str) -> None:
    Rule(search)
