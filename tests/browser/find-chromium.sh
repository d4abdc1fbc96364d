#!/usr/bin/env bash
# See that there is a Chromium for the browser tests: install Debian's where that is possible, else say what will be skipped.
set -u
export DEBIAN_FRONTEND=noninteractive
for name in "${CHROMIUM:-}" chromium-headless-shell chromium chromium-browser google-chrome; do
    [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Debian's chromium for the browser tests …"
    if { apt-get update -qq && apt-get install -y -qq --no-install-recommends fonts-dejavu-core \
        && { apt-get install -y -qq --no-install-recommends chromium-headless-shell \
        || apt-get install -y -qq --no-install-recommends chromium; }; } >/dev/null 2>&1; then
        exit 0
    fi
fi
echo "No Chromium found: the browser tests will be skipped. Install the package 'chromium', or set CHROMIUM to its path."
exit 0
