#!/bin/sh
# Writes the two lock files from pyproject.toml; needs uv. Versions already locked are kept; UPGRADE=1 renews them.
# uv.lock and pylock.toml are not used: they record which package index was asked.
set -eu
cd "$(dirname "$0")/.."

lock() {
    out=$1
    shift
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
        --no-emit-index-url --no-emit-find-links ${UPGRADE:+--upgrade} "$@" pyproject.toml -o "$out"
}

lock requirements.lock --extra production
lock requirements-test.lock --extra production --extra test -c requirements.lock
