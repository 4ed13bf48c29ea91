# The proof: the page answers through the front door. Then the code that makes the first office account.
# shellcheck shell=sh
page_answers() {
    python3 - <<'PYTHON'
import json, sys, time, urllib.request
until = time.monotonic() + 60
while time.monotonic() < until:
    try:
        with urllib.request.urlopen("http://127.0.0.1/healthz", timeout=5) as answer:
            sys.exit(0 if json.load(answer)["ok"] else 1)
    except (OSError, ValueError):
        time.sleep(0.2)
sys.exit(1)
PYTHON
}
nothing_helps() { journalctl --no-pager -n 30 -u homeroom.service -u nginx.service >&2; }
if [ "$LOOK" = yes ]; then
    :
elif booted; then
    want "answer http://$BOX_NAME.local" page_answers nothing_helps
    code=$(homeroom people first-start | sed -n 's/^Code for the page .first-start: //p')
    if [ -n "$code" ]; then
        say "  Nobody owns this box yet. Open http://$BOX_NAME.local/first-start and type the code $code"
    fi
else
    say "    note: this system is not running; the box starts with it. The code: homeroom people first-start"
fi
