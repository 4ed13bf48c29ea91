"""Twenty-odd ways in which an update goes wrong on a booted box: kits that nobody may take, programs that are not well,
an updater that is killed. A program here is one small wheel: what counts is how the old one comes back.
"""

import hashlib
import json
import platform
import shutil
import zipfile

import keylist
import kit as maker
from updater import kits

VERSION = "9.5.0"
RUNS = 4  # the number of what serves meanwhile
MAIN = """
import json, os, sys, time
from http.server import BaseHTTPRequestHandler, HTTPServer
KIND = {kind!r}
class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        told = json.dumps({{"ok": True, "version": "9.5.0"}}).encode()
        self.send_response(200); self.send_header("Content-Length", str(len(told))); self.end_headers()
        self.wfile.write(told)
if sys.argv[1] == "doctor":
    sys.exit("The tables are gone.")
if KIND == "spoils the database":
    with open("/var/lib/homeroom/homeroom.sqlite3", "r+b") as file:
        file.write(b"spoiled" * 4000)
if KIND in ("falls over", "spoils the database"):
    sys.exit(1)
if KIND == "never answers":
    time.sleep(3600)
HTTPServer(("127.0.0.1", int(os.environ["HOMEROOM_PORT"])), Answer).serve_forever()
"""
# What a fault does to the updater itself: cut off when it has written down a step, or there is no room.
CUT = """
import os, signal, sys
from updater import __main__, steps
from updater.box import Box
what, go = sys.argv[1], steps.Updater._go
def cut(self, phase, **more):
    go(self, phase, **more)
    if phase == what:
        os.kill(os.getpid(), signal.SIGKILL)
if what == "no room":
    Box.free = lambda *_: 0
steps.Updater._go = cut
sys.exit(__main__.main(["--now"]))
"""
SIGHT = ("unsigned", "signed by one", "signed twice by one", "signed by strangers", "older", "of the same number")
SIGHT += ("with its list cut off", "with another number written in", "for another machine", "with keys of its own")
COPY = ("with a changed file", "without a file")
PROGRAMS = ("does not load", "falls over", "never answers", "is grave to its doctor", "spoils the database")
CUTS = ("no room", "copied", "switched", "returning", "chosen", "closed")
ALL = (*SIGHT, *COPY, *PROGRAMS, *(f"cut at {one}" for one in CUTS))

RUN = """
rm -f /enough
sed -i 's/^GATE = .*/GATE = 6.0/' /usr/local/lib/homeroom-update/updater/steps.py
python3 /watch.py >/longest & watch=$!
for kit in /stage/faults/*; do
    rm -rf /media/blue/homeroom-kit && mv "$kit" /media/blue/homeroom-kit
    name=$(cat /media/blue/homeroom-kit/FAULT)
    begun=$(date +%s)
    case $name in
        "cut at "*) cd / && PYTHONPATH=/usr/local/lib/homeroom-update python3 /cut.py "${name#cut at }" >/dev/null 2>&1
            homeroom-update --timer >/dev/null 2>&1 ;;
        *) homeroom-update --now >/said 2>&1 ;;
    esac
    version=$(python3 /serves.py)
    echo "fault: $name: $version after $(($(date +%s) - begun))"
done
touch /enough && wait $watch; cat /longest; rm /enough
rm -rf /media/blue/homeroom-kit
homeroom-update --timer; homeroom-update --status
"""
SERVES = """
import json, time, urllib.request
until = time.monotonic() + 120
while time.monotonic() < until:
    try:
        told = json.load(urllib.request.urlopen("http://127.0.0.1/healthz", timeout=5))
        page = urllib.request.urlopen("http://127.0.0.1/first-start", timeout=20).read().decode()
        print(told["version"] if told["ok"] and "Riverside Primary" in page else "not well")
        break
    except (OSError, ValueError):
        time.sleep(0.2)
else:
    print("nobody")
"""
# A hub beside the box offers a version; the box fetches it and puts it in.
HUB = """
PYTHON=/opt/homeroom/current/bin/python
mkdir /hub && chown homeroom /hub && cd /hub
as() { runuser -u homeroom -- "$@"; }
code=$(as $PYTHON - <<'PYTHON'
from pathlib import Path
from homeroom import app, config, features
app.open_store(config.load(None, {}, data=Path("/hub")), features.HUB)
from homeroom.hub import actions
print(actions.new_code(""))
PYTHON
)
as $PYTHON -m homeroom hub offer /stage/newest --data /hub; echo "without keys: $?"
as $PYTHON -m homeroom hub offer /stage/newest --data /hub --believe
as env HOMEROOM_HOST=127.0.0.1 $PYTHON -m homeroom hub --data /hub --port 8090 >/hub.log 2>&1 & hub=$!
up="import urllib.request; urllib.request.urlopen('http://127.0.0.1:8090/healthz')"
until python3 -c "$up" 2>/dev/null; do sleep 0.2; done
homeroom sync enrol "$code" --hub http://127.0.0.1:8090
rm -rf /media/blue/homeroom-kit
homeroom sync now
homeroom updates status
homeroom updates now
for _ in $(seq 480); do
    homeroom-update --status | grep -q 'Last update: 9.3.0' && break
    sleep 0.5
done
homeroom updates status
du -sk /var/lib/homeroom-update/kept
cat /hub.log; kill $hub
"""


def put_kits(folder, kit, keys, lists):
    """A kit for each fault, named so that they come in order."""
    for number, fault in enumerate(ALL):
        place = folder / f"{number:02d}"
        _make(place, kit, keys, lists, fault)
        (place / "FAULT").write_text(fault)


def _make(place, kit, keys, lists, fault):
    (place / "wheels").mkdir(parents=True)
    shutil.copytree(lists, place / "release-keys")
    pip = next((kit / "wheels").glob("pip-*.whl"))
    shutil.copy(pip, place / "wheels")
    kind = fault if fault in PROGRAMS else "is grave to its doctor"
    wheel = _wheel(place / "wheels", kind)
    line = f"homeroom=={VERSION} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"
    (place / "requirements.txt").write_text(f"# {fault}\n{line}")
    (place / "VERSION").write_text(VERSION + "\n")
    counter = {"older": 1, "of the same number": RUNS}.get(fault, 9)
    (place / "release.json").write_text(json.dumps({"version": VERSION, "counter": counter}) + "\n")
    _harm(place, keys, fault)


def _harm(place, keys, fault):
    signers = {"unsigned": [], "signed by one": keys[:1], "signed twice by one": [keys[0], keys[0]]}.get(
        fault, keys[:2]
    )
    if fault in ("signed by strangers", "with keys of its own"):
        strangers = [place.parent.parent / f"{place.name}-{name}.key" for name in "ab"]
        for key in strangers:
            keylist.make_key(key)
        signers = strangers
    if fault == "with keys of its own":
        shutil.rmtree(place / "release-keys")
        keylist.write(place / "release-keys", [key.with_suffix(".pub") for key in signers], signers)
    if fault == "for another machine":
        other = next(one for one in kits.MACHINES if one != platform.machine())
        (place / "wheels" / f"library-1.0-cp311-cp311-linux_{other}.whl").write_bytes(b"")
    maker.sum_up(place, signers, "homeroom-kit")
    wheel = next((place / "wheels").glob("homeroom-*.whl"))
    if fault == "with its list cut off":
        (place / "SHA256SUMS").write_bytes((place / "SHA256SUMS").read_bytes()[:-30])
    if fault == "with another number written in":
        (place / "release.json").write_text(json.dumps({"version": VERSION, "counter": 99}))
    if fault == "with a changed file":
        wheel.write_bytes(wheel.read_bytes() + b"\n")
    if fault == "without a file":
        wheel.unlink()


def _wheel(folder, kind):
    files = {
        "homeroom/__init__.py": f'__version__ = "{VERSION}"\n',
        "homeroom/__main__.py": MAIN.format(kind=kind),
        "homeroom/features.py": "BOX = ()\n",
        "homeroom/app.py": "import nothing_of_that_name\n"
        if kind == "does not load"
        else "def load(names):\n    pass\n",
    }
    if kind == "does not load":
        files["homeroom/app.py"] = "import nothing_of_that_name\n"
    info = f"homeroom-{VERSION}.dist-info"
    files[f"{info}/METADATA"] = f"Metadata-Version: 2.1\nName: homeroom\nVersion: {VERSION}\n"
    files[f"{info}/WHEEL"] = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in [*files, f"{info}/RECORD"])
    path = folder / f"homeroom-{VERSION}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path
