#!/bin/sh
# What can be said about the code without running it. Stops at the first thing that is wrong.
set -eu
cd "$(dirname "$0")/.."
python=$PWD/.venv/bin/python
export PYTHONUTF8=1
DATA_DIR=$(mktemp -d)
export DATA_DIR
trap 'rm -rf "$DATA_DIR"' EXIT

step() { printf '\n\033[1m%s\033[0m\n' "$1"; }

step "style"
$python -m ruff check .
$python -m ruff format --check --quiet .

step "types"
$python -m mypy .

step "imports point down"
$python -m pytest --quiet tests/test_architecture.py

step "migrations are complete"
$python manage.py makemigrations --check --dry-run

step "lock files name no host"
if grep -nE '://|--(extra-)?index-url|--find-links|^ *# .*-[cr] /' requirements.lock requirements-test.lock; then exit 1; fi

step "ready for production"
DATABASE_URL=postgresql://jiefen@localhost/jiefen REDIS_URL=redis://localhost:6379/0 BEHIND_TLS=1 \
    SECRET_KEY=$($python -c 'import secrets; print(secrets.token_urlsafe(64))') \
    ALLOWED_HOSTS=jiefen.example SITE_URL=https://jiefen.example SOURCE_URL=https://jiefen.example/source \
    $python manage.py check --deploy --fail-level WARNING

echo "all clear"
