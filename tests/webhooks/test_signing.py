"""Signatures, checked by the code that the documents give to receivers, and by the standard's own example."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

import pytest
from scripts.generate_docs import ROOT

from callplane.errors import Refusal
from callplane.webhooks.signing import key_of, secret_of, signed_headers

SECRET = secret_of(b"k" * 32)
BODY = '{"name": "Zoë"}'.encode()


def documented_verify() -> object:
    """The function that docs/webhooks.md shows."""
    (code,) = re.findall(
        r"^```python\n(.*?)^```", (ROOT / "docs/webhooks.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    names: dict[str, object] = {}
    exec(compile(code, "webhooks.md", "exec"), names)
    return names["verify"]


def test_the_documented_code_takes_what_we_sign_and_nothing_else() -> None:
    verify = documented_verify()
    assert callable(verify)
    headers = signed_headers(SECRET, "evt_1", 1_000_000, BODY)
    assert verify(SECRET, headers, BODY, 1_000_000.0)
    assert verify(SECRET, headers | {"webhook-signature": f"v1,other {headers['webhook-signature']}"}, BODY, 1_000_200.0)
    assert not verify(secret_of(b"l" * 32), headers, BODY, 1_000_000.0)
    assert not verify(SECRET, headers, BODY + b" ", 1_000_000.0)
    assert not verify(SECRET, headers | {"webhook-id": "evt_2"}, BODY, 1_000_000.0)
    assert not verify(SECRET, headers | {"webhook-timestamp": "1000001"}, BODY, 1_000_000.0)
    assert not verify(SECRET, headers, BODY, 1_000_301.0)
    assert not verify(SECRET, {}, BODY, 1_000_000.0)


def test_what_is_signed_is_what_the_standard_says() -> None:
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    headers = signed_headers(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    signed = b'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}'
    digest = hmac.new(base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), signed, hashlib.sha256).digest()
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


@pytest.mark.parametrize(
    "secret", ["", "secret", "whsec_", "whsec_a", "whsec_" + "a" * 40 + "!", secret_of(b"k" * 23), secret_of(b"k" * 65)]
)
def test_what_is_no_secret_is_refused(secret: str) -> None:
    with pytest.raises(Refusal, match="whsec_"):
        key_of(secret)
