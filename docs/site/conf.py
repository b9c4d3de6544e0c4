"""How the documentation site is built (`make docs`). It knows which documents belong to it; what they say stands in them alone.

The pages are the Markdown files of the repository, at the places where they stand, so that their links work in both views.
"""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

project = "callplane"
author = "the callplane authors"
release = metadata.version("callplane")

extensions = ["myst_parser"]
root_doc = "docs/site/index"
include_patterns = ["*.md", "docs/**.md", "bench/REPORT.md", "clients/typescript/README.md"]
exclude_patterns = [".*", "build", "dist", "node_modules", "**/node_modules", "src", "tests", "scripts", "fuzz"]

myst_heading_anchors = 4
myst_enable_extensions = ["deflist"]
nitpicky = True

html_theme = "furo"
html_title = f"callplane {release}"
html_static_path = ["static"]
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False
html_theme_options = {"navigation_with_keys": True}

_DIAGRAMS = "mermaid.tiny.js"
"""Draws Mermaid diagrams in the browser. `scripts/docs.sh` puts it there; without it their text is shown."""


NAVIGATION = {
    "Begin": ("README", "docs/tutorial", "docs/comparison", "docs/glossary"),
    "PBXs and phones": (
        *("docs/exchange", "docs/phones", "docs/trunk", "docs/asterisk", "docs/bluetooth", "docs/tapi"),
        *("docs/capabilities", "docs/drivers"),
    ),
    "Writing a program": (
        *("docs/client", "clients/typescript/README", "docs/conversations", "docs/operations", "docs/connections"),
        *("docs/routes", "docs/webhooks", "docs/python", "docs/migration"),
    ),
    "Running it": (
        *(
            "docs/running",
            "docs/console",
            "docs/administration",
            "docs/settings",
            "docs/commands",
            "docs/metrics",
            "docs/security",
        ),
        *("docs/troubleshooting", "bench/REPORT"),
    ),
    "The project": ("ARCHITECTURE", "CONTRIBUTING", "CHANGELOG"),
}
"""Which page stands where. A page that is not named comes last."""

TITLES = {"README": "What it is, and a first call"}
"""What the navigation calls a page instead of its heading."""

_ROOT = Path(__file__).resolve().parents[2]
_LINK = re.compile(r"\[([^]\[]+)\]\(([^)\s#:]+)\)")


def navigation(pages: set[str]) -> str:
    """The site's navigation over the pages that there are."""
    placed = {page for listed in NAVIGATION.values() for page in listed}
    parts = {**NAVIGATION, "More": tuple(sorted(pages - placed - {root_doc}))}
    lists = {caption: [_listed(page) for page in listed if page in pages] for caption, listed in parts.items()}
    trees = ("\n".join(("```{toctree}", f":caption: {name}", ":hidden:", "", *ls, "```")) for name, ls in lists.items() if ls)
    return "\n\n".join(trees)


def _listed(page: str) -> str:
    return f"{TITLES[page]} </{page}>" if page in TITLES else f"/{page}"


def prepared(app: Sphinx, document: str, source: list[str]) -> None:
    """The navigation goes into the first page. A folder of the repository is no page here: of links to one the name stays."""
    if document == root_doc:
        app.env.note_reread()  # there may be other pages next time
    here = (_ROOT / document).parent
    text = _LINK.sub(lambda found: found[1] if (here / found[2]).is_dir() else found[0], source[0])
    source[0] = text.replace("<!-- navigation -->", navigation(app.env.found_docs))


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.add_lexer("mermaid", TextLexer)
    app.connect("source-read", prepared)
    if (Path(__file__).parent / "static" / _DIAGRAMS).exists():
        app.add_js_file(_DIAGRAMS)
        app.add_js_file("diagrams.js")
