"""What the web console consists of, and what a browser may do with it."""

from __future__ import annotations

import json
import re
import tomllib

from scripts.generate_docs import ROOT

from callplane import __version__
from callplane.console.pages import HEADERS, POLICY, DemoUser, Offer, pages


def test_the_page_brings_all_that_it_loads() -> None:
    found = pages()
    html = found["/"].body.decode()
    loaded = {f"/{name}" for name in re.findall(r'(?:src|href)="\./([^"]+)"', html)}
    assert loaded == {"/console.js", "/index.css", "/icon.svg"}
    assert loaded | {"/", "/console.json"} == set(found)


def test_nothing_is_inline_and_nothing_comes_from_elsewhere() -> None:
    html = pages()["/"].body.decode()
    assert not re.search(r"<script(?![^>]* src=)|<style|style=|\son\w+=", html)
    assert "//" not in html
    assert "unsafe" not in POLICY
    assert "default-src 'none'" in POLICY


def test_every_page_has_its_type_and_the_headers() -> None:
    kinds = {address: page.content_type for address, page in pages().items()}
    assert kinds["/"] == "text/html; charset=utf-8"
    assert kinds["/console.js"] == "text/javascript; charset=utf-8"
    assert kinds["/icon.svg"] == "image/svg+xml"
    assert all(page.headers == HEADERS for page in pages().values())


def test_a_wheel_has_all_of_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = project["tool"]["setuptools"]["package-data"]["callplane"]
    package = ROOT / "src/callplane"
    built = [file.relative_to(package) for file in (package / "console/static").iterdir()]
    assert built
    assert [file for file in built if not any(file.match(pattern) for pattern in patterns)] == []


def test_only_a_demo_offers_log_ons() -> None:
    assert json.loads(pages()["/console.json"].body) == {"version": __version__, "demo": None}
    offered = pages(Offer("demo", "admin", [DemoUser("alice", "Alice", ("101",))]))["/console.json"]
    assert json.loads(offered.body)["demo"] == {
        "password": "demo",
        "administrator": "admin",
        "users": [{"name": "alice", "display_name": "Alice", "lines": ["101"]}],
    }
