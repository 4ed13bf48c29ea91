"""The card is dead: a new one, the stick and the paper bring lessons back, with what the poster says and nothing else.

The stick is in when either machine starts, so that the walls around the service let it through.
"""

import re
import shutil
import subprocess

import pytest

from machines import Machine

BROWSER = """
import http.cookiejar, json, re, subprocess, sys, time, urllib.error, urllib.parse, urllib.request
jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
browser = urllib.request.build_opener(jar)

def ask(path, **form):
    body = urllib.parse.urlencode(form).encode() if form else None
    try:
        return browser.open("http://127.0.0.1" + path, body, timeout=60).read().decode()
    except urllib.error.HTTPError as error:
        return f"ERROR {error.code} " + error.read().decode()

def until(test, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            found = test()
        except (OSError, ValueError):
            found = None
        if found:
            return found
        time.sleep(0.2)
    sys.exit(f"this never came: {test.__name__}")
"""
WRITE = """
sh /kit/provision.sh --unsigned >/dev/null; echo "provisioned: $?"
"""
LIVE = f"""
mkdir -p /media/blue/homeroom-backup && chown -R homeroom:homeroom /media/blue
homeroom people first-start >/run/code
cat >/live.py <<'PYTHON'
{BROWSER}
until(lambda: "ERROR" not in ask("/first-start"))
page = ask("/first-start", code=sys.argv[1], school="Hillside", timezone="Africa/Nairobi", name="Mrs Park",
           password="keys in the drawer", classes="3B", username="park", language="en")
print("open:", "ERROR" not in page)
ask("/people/new/student", given_name="Canarybirdella", family_name="Obi")
said = ask("/backups/prepare", folder="/media/blue")
print("prepared:", re.findall(r'role="alert">(.*?)</p>', said, re.S) or "ERROR" not in said)
until(lambda: "It was read back and is whole" in ask("/backups"))
print("backed up")
paper = ask("/backups/key", password="keys in the drawer")
print("paper:", " ".join(re.findall(r"<code>([^<]+)</code>", paper)))
print("address:", re.search(r'<code dir="ltr">([^<]+)</code>', paper)[1])
PYTHON
python3 /live.py "$(grep -oE '[0-9A-Z]{{4}}-?[0-9A-Z]{{4}}' /run/code | head -1)"
"""
BACK = f"""
homeroom people first-start >/run/code
cat >/back.py <<'PYTHON'
{BROWSER}
began = time.monotonic()
address = urllib.parse.urlsplit(sys.argv[2])
until(lambda: "/media/blue" in ask(address.path))
said = ask(address.path, where="/media/blue", key=sys.argv[3], code=sys.argv[1], address="")
assert "ERROR" not in said, said
until(lambda: json.loads(ask("/api/first-start/restore"))["state"] == "done")
print("host:", address.netloc)
page = ask("/sign-in", username="park", password="keys in the drawer")
print("signed in:", "Mrs Park" in page, "school:", "Hillside" in page)
print("child:", "Canarybirdella" in ask("/people"))
print("seconds:", round(time.monotonic() - began))
asked = subprocess.run(["systemctl", "is-active", "homeroom-time"], capture_output=True, text=True)
print("time server:", asked.stdout)
PYTHON
python3 /back.py "$(grep -oE '[0-9A-Z]{{4}}-?[0-9A-Z]{{4}}' /run/code | head -1)" "$ADDRESS" "$PAPER"
systemctl is-active homeroom
echo "restarts: $(systemctl show -p NRestarts --value homeroom)"
homeroom doctor --grave; echo "doctor: $?"
ls /var/lib/homeroom/set-aside
"""


def copy(machine, folder):
    """Another machine with the same disk; that one is off."""
    subprocess.run(["cp", "-a", machine.folder, folder], check=True)
    other = object.__new__(Machine)
    other.folder, other.kit = folder, machine.kit
    return other


def boot_with(stick, machine, script):
    """Boot with a folder as the stick at /media/blue, which is in from the start."""
    place = machine.folder / "media/blue"
    place.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "--bind", stick, place], check=True)
    try:
        return machine.boot(script)
    finally:
        subprocess.run(["umount", place], check=True)


@pytest.fixture(scope="module")
def told(tmp_path_factory, debian, kit):
    """What the old box and then the new one printed."""
    folder, stick = tmp_path_factory.mktemp("card"), tmp_path_factory.mktemp("stick")
    old = Machine(folder / "old", debian, kit)
    try:
        first = old.boot(WRITE)
        new = copy(old, folder / "new")
        lived = boot_with(stick, old, LIVE)
        shutil.rmtree(old.folder)
        paper, address = (re.search(rf"^{one}: (.+)$", lived, re.M) for one in ("paper", "address"))
        assert paper, first + lived
        back = boot_with(stick, new, f"ADDRESS='{address[1]}'\nPAPER='{paper[1]}'\n{BACK}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(stick, ignore_errors=True)
    return lived, back


def test_the_service_writes_the_backup_onto_a_stick_that_was_in_when_it_started(told):
    lived, _back = told

    assert "open: True" in lived
    assert "backed up" in lived


def test_the_posters_words_bring_the_school_back_onto_a_new_card(told):
    _lived, back = told

    assert "host: homeroom.local" in back, back
    assert "signed in: True school: True" in back, back
    assert "child: True" in back, back
    assert re.search(r"^active$", back, re.M), back
    assert "doctor: 0" in back, back
    assert "time server: active" in back, back
    assert int(re.search(r"seconds: (\d+)", back)[1]) < 300, back
