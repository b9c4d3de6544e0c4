#!/bin/sh
# Builds the web console from console/ into the package, where it is committed: whoever runs a server needs no Node.
# With --packages it only installs what the build and its tests need, where npm is there.
set -eu

if ! command -v npm >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm >/dev/null
    elif [ "${1:-}" = --packages ]; then
        echo "npm is not here: tests of the web console's sources are skipped (Debian: apt-get install nodejs npm)" >&2
        exit 0
    fi
fi
cd console
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    npm ci --silent --ignore-scripts
    touch node_modules/.package-lock.json
fi
[ "${1:-}" = --packages ] || npm run --silent build
