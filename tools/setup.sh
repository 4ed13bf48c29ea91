#!/bin/sh
# Make the environment: setup.sh VENV REQUIREMENTS...   Safe to run again.
set -eu
venv=$1
shift
python=${PYTHON:-python3}

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Homeroom needs Python 3.11 or newer; $python is $("$python" --version)." >&2
    exit 1
}
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    # Debian ships Python without the means to make an environment.
    echo "Installing python3-venv …"
    as_root=""
    [ "$(id -u)" = 0 ] || as_root="sudo"
    $as_root apt-get update -qq
    $as_root apt-get install -y -qq python3-venv
fi
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
for file in "$@"; do
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$file"
done
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
