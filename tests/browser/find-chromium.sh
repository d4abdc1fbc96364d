#!/usr/bin/env bash
# See that there is a Chromium for the browser tests: install Debian's where that is possible, else say what will be skipped.
set -u
for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
    [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Debian's chromium for the browser tests …"
    if { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core; } >/dev/null 2>&1; then
        exit 0
    fi
fi
echo "No Chromium found: the browser tests will be skipped. Install the package 'chromium', or set CHROMIUM to its path."
exit 0
