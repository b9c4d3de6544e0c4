from __future__ import annotations

import pytest

from callplane.gateway.cors import Cors


@pytest.mark.parametrize(
    ("origins", "origin", "allowed"),
    [
        (("*",), "https://a.example", "*"),
        (("https://a.example",), "https://a.example", "https://a.example"),
        (("https://a.example",), "https://b.example", None),
        ((), "https://a.example", None),
    ],
)
def test_only_listed_origins_may_read_answers(origins: tuple[str, ...], origin: str, allowed: str | None) -> None:
    assert Cors(origins).allowed(origin).get("Access-Control-Allow-Origin") == allowed
