#!/bin/sh
# Pin what we depend on, with hashes, to the newest versions that pyproject.toml allows.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/python -m pip install --quiet uv
compile() {
    .venv/bin/uv pip compile --quiet --upgrade --generate-hashes --no-emit-index-url --no-annotate --universal \
        --python-version 3.11 --custom-compile-command "make lock" "$@"
}
compile pyproject.toml -o requirements/box.txt
compile pyproject.toml --group dev -o requirements/dev.txt
printf 'hatchling>=1.27\neditables>=0.5\n' | compile - -o requirements/build.txt
printf 'pip>=25\n' | compile - -o requirements/kit.txt
