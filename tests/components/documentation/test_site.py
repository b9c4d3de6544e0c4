"""The documentation site is built as `make docs` does it, and its diagrams are drawn by a real browser."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from scripts.check_site import LIST
from scripts.generate_docs import ROOT
from tests.components import needs


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site. Building it fails for a link that leads nowhere, and for anything that is loaded from elsewhere."""
    needs.program("npm", "npm")
    out = tmp_path_factory.mktemp("site")
    command, environment = ["sh", "scripts/docs.sh"], {**os.environ, "OUT": str(out)}
    built = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    return out


def test_the_site_is_built(site: Path) -> None:
    assert (site / "index.html").exists()
    assert "https://" in (site / LIST).read_text(encoding="utf-8")


def test_every_document_is_a_page(site: Path) -> None:
    documents = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    missing = [str(path) for path in documents if not (site / path.relative_to(ROOT)).with_suffix(".html").exists()]
    assert missing == []


def test_diagrams_are_drawn(site: Path, tmp_path: Path) -> None:
    browser = needs.program("chromium", "chromium")
    drawn = [page for page in sorted(site.rglob("*.html")) if 'class="highlight-mermaid' in page.read_text(encoding="utf-8")]
    assert drawn
    for page in drawn:
        shown = _shown(browser, page, tmp_path)
        assert 'data-diagrams="drawn"' in shown, f"a diagram of {page.name} cannot be drawn"
        assert shown.count("highlight-mermaid") == shown.count("notranslate drawn")


def _shown(browser: str, page: Path, profile: Path) -> str:
    """The page as it is after its scripts have run."""
    quiet = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")
    options = ("--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}", "--virtual-time-budget=60000")
    command = [browser, *options, *quiet, "--dump-dom", page.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
