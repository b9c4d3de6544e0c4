#!/bin/sh
# Installs the real components that tests start (SIP phones, D-Bus daemons, browsers): the packages of tests/components/packages.txt.
# Only where that is possible, which is as root on Debian; elsewhere the tests that miss one are skipped and say how to get it.
set -eu

wanted=$(sed 's/#.*//' tests/components/packages.txt)
missing=
for package in $wanted; do
    dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "Not here, and tests that need them are skipped:$missing (Debian: apt-get install --no-install-recommends$missing)" >&2
    exit 0
fi
apt-get update -qq
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 install -y -qq --no-install-recommends $missing >/dev/null
