"""Which URLs a hook may have."""

from __future__ import annotations

import pytest

from callplane.errors import Refusal
from callplane.webhooks.addresses import check_target


@pytest.mark.parametrize(
    "url", ["https://crm.example.com", "http://127.0.0.1:8080/calls?x=1", "http://[::1]:80/", "https://CRM.example.com/a/b"]
)
def test_http_addresses_are_good(url: str) -> None:
    check_target(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "crm.example.com",
        "ftp://crm.example.com",
        "file:///etc/passwd",
        "https://",
        "https://[::1",
        "https://crm:99999/",
        "https://user:secret@crm.example.com/",
        "https://crm.example.com/#part",
        "https://crm.example.com/a b\n",
        "https://crm.example.com/" + "a" * 3000,
        "https://crm.exämple.com/",
    ],
)
def test_others_are_refused(url: str) -> None:
    with pytest.raises(Refusal):
        check_target(url)


def test_only_allowed_hosts_where_there_are_any() -> None:
    allowed = ("crm.example.com", "*.shop.example")
    for url in ("https://crm.example.com:444/", "https://CRM.EXAMPLE.COM/", "http://a.b.shop.example/"):
        check_target(url, allowed)
    for url in (
        "https://example.com/",
        "https://evilshop.example/",
        "https://shop.example/",
        "https://crm.example.com.evil.org/",
    ):
        with pytest.raises(Refusal, match="allowed_hosts"):
            check_target(url, allowed)
