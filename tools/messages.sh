#!/bin/sh
# Collect the texts of all screens and merge them into the translations.
set -eu
cd "$(dirname "$0")/.."
exec .venv/bin/python tools/words.py "$@"
