"""The code in JavaScript that docs/webhooks.md gives to receivers, run by Node on what the server signs."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

from scripts.generate_docs import ROOT
from tests.components import needs

from callplane.webhooks.signing import secret_of, signed_headers

_TRIAL = """
import { verify } from "./verify.mjs";
const { secret, other, headers, body } = JSON.parse(process.argv[2]);
console.log(JSON.stringify([
  verify(secret, headers, Buffer.from(body), 1000100),
  verify(other, headers, Buffer.from(body), 1000100),
  verify(secret, headers, Buffer.from(body + " "), 1000100),
  verify(secret, headers, Buffer.from(body), 1000400),
  verify(secret, { ...headers, "webhook-signature": `v1,old ${headers["webhook-signature"]}` }, Buffer.from(body), 1000100),
  verify(secret, {}, Buffer.from(body), 1000100),
]));
"""


def test_the_documented_code_takes_what_we_sign_and_nothing_else(tmp_path: Path) -> None:
    node = needs.program("node", "nodejs")
    page = (ROOT / "docs/webhooks.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"^```js\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    (tmp_path / "verify.mjs").write_text(code, encoding="utf-8")
    (tmp_path / "trial.mjs").write_text(_TRIAL, encoding="utf-8")
    secret, body = secret_of(b"k" * 32), '{"name": "Zoë"}'
    headers = signed_headers(secret, "evt_1", 1_000_000, body.encode())
    given = json.dumps({"secret": secret, "other": secret_of(b"l" * 32), "headers": headers, "body": body})
    done = subprocess.run([node, tmp_path / "trial.mjs", given], capture_output=True, text=True, check=False, timeout=60)
    assert done.stderr == ""
    assert json.loads(done.stdout) == [True, False, False, False, True, False]
