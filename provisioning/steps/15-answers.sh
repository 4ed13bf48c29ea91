# The school's answers, checked before anything is built on them.
# shellcheck shell=sh
if ! command -v python3 >/dev/null; then
    say "    python3 comes with the packages; until then the rest can't be told"
    tell_end
    exit 1
fi
answers=$(python3 "$KIT/site.py" "$SITE") || stop "$SITE needs another answer (see above)."
eval "$answers"
: "${SCHOOL_NAME:?}" "${BOX_NAME:?}" "${WIFI_MODE:?}"
