#!/bin/sh
# Builds the documentation site into build/docs. A warning is an error: every internal link and anchor leads somewhere.
set -eu
: "${VENV:=.venv}" "${OUT:=build/docs}"
diagrams=docs/site/static/mermaid.tiny.js

if [ ! -e "$diagrams" ]; then
    unpacked=$(mktemp -d)
    if command -v npm >/dev/null 2>&1 &&
        npm install --silent --no-save --ignore-scripts --no-audit --no-fund --prefix "$unpacked" @mermaid-js/tiny@11.17.2; then
        cp "$unpacked/node_modules/@mermaid-js/tiny/dist/mermaid.tiny.js" "$diagrams"
    else
        echo "npm or its registry is not here: diagrams stay text (Debian: apt-get install npm)" >&2
    fi
    rm -r "$unpacked"
fi
"$VENV/bin/python" -m sphinx --quiet --fail-on-warning --keep-going -j auto -c docs/site -d "$OUT/.doctrees" . "$OUT"
printf '<!doctype html><meta charset="utf-8"><title>callplane</title><meta http-equiv="refresh" content="0; url=docs/site/index.html">\n' >"$OUT/index.html"
"$VENV/bin/python" -m scripts.check_site "$OUT"
