"""Checks the built documentation site: `python -m scripts.check_site build/docs`.

Every link to a place of the site leads to a file and an anchor that are there, no page loads anything from elsewhere, and
`external-links.txt` beside the pages lists the links that leave the site: they are for people to try, no build depends on them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LIST = "external-links.txt"


class Page(HTMLParser):
    """What a page links to, what it loads, and which anchors it has."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.loaded: set[str] = set()
        self.anchors: set[str] = set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value and name == "id":
                self.anchors.add(value)
            elif value and name in ("href", "src"):
                (self.links if tag == "a" else self.loaded).add(value)


def problems(site: Path) -> Iterator[str]:
    """What is wrong, one sentence each; writes the list of external links."""
    pages = {path.resolve(): Page(path) for path in site.rglob("*.html")}
    external = set()
    for path, page in pages.items():
        for target in sorted(page.links | page.loaded):
            parts = urlsplit(target)
            if parts.scheme or parts.netloc:
                external.add(target)
                if target in page.loaded:
                    yield f"{path.relative_to(site)} loads {target}"
                continue
            found = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            anchor = unquote(parts.fragment)
            if not found.is_file() or (anchor and found in pages and anchor not in pages[found].anchors):
                yield f"{path.relative_to(site)} links to {target}, which is not there"
    (site / LIST).write_text("".join(f"{target}\n" for target in sorted(external)), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Print what is wrong; returns the exit code."""
    found = list(problems(Path(arguments[0]).resolve()))
    sys.stderr.writelines(f"{problem}\n" for problem in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
