"""A school begins on one box, comes back on another from a stick, and is erased there: scripts for machines."""

CANARY = "Canarybirdella"
BEGINS = """
cat >/begin.py <<'PYTHON'
import sys, urllib.parse, urllib.request
told = {"code": sys.argv[1], "school": "CANARY School", "language": "en", "timezone": "Africa/Nairobi",
        "name": "Mrs CANARY", "username": "park", "password": "keys in the drawer", "classes": "3B"}
page = urllib.request.urlopen("http://127.0.0.1/first-start", urllib.parse.urlencode(told).encode(), timeout=60)
print("begun:", "CANARY School" in page.read().decode())
PYTHON
python3 /begin.py $(homeroom people first-start | sed -n 's/^Code for the page .first-start: //p')
mkdir -p /media/blue && chown homeroom /media/blue
homeroom backup prepare /media/blue && homeroom backup now /media/blue
echo "recovery key: $(homeroom backup key | grep -o 'AGE-SECRET-KEY-1[ A-Z0-9]*')"
""".replace("CANARY", CANARY)
BACK = """
chown -R homeroom /media/THE-STICK
cat >/ask.py <<'PYTHON'
import sys, time, urllib.request
until = time.monotonic() + 120
while True:
    try:
        page = urllib.request.urlopen("http://127.0.0.1/" + sys.argv[1], timeout=20).read().decode()
        break
    except OSError:
        assert time.monotonic() < until
        time.sleep(0.2)
print(f"{sys.argv[2]}:", ("CANARY School" in page) == (sys.argv[2] == "school"))
PYTHON
python3 /ask.py first-start new; echo "seconds from start to page: $(($(date +%s) - $(stat -c %Y /proc/1)))"
sudo() { case "$*" in *restore*) printf '%s\\ny\\n' "THEKEY" | "$@" ;; *) "$@" ;; esac; }
COMMANDS
python3 /ask.py sign-in school
echo "people: $(homeroom people list | grep -c CANARY)"
systemctl stop homeroom homeroom-update.timer homeroom-update.path
sync; echo "on the disk: $(cat /var/lib/homeroom/homeroom.sqlite3* | grep -ac CANARY)"
echo 'CANARY School' | homeroom factory-reset; echo "reset: $?"
"""


def comes_back(key, commands):
    """The script of the second box: `commands` bring the school back, as the README tells."""
    lines = "\n".join(commands)
    return BACK.replace("CANARY", CANARY).replace("THEKEY", key).replace("COMMANDS", lines)
