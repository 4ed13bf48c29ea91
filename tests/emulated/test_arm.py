"""A box on a machine of another kind: the kit made as the README says, installed on an aarch64 Debian under qemu-user.

systemd does not start under qemu-user, so this system is not booted: provision.sh says so itself, and what systemd
would start is started by hand. Half an hour on a busy machine.
"""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.system import told as readme

from machines import CACHE, ROOT, Machine, make_debian, need, need_root

SYSTEM = "trixie"  # Raspberry Pi OS of today
INSTALL = """
uname -m
sh /kit/provision.sh --unsigned; echo "first: $?"
sh /kit/provision.sh --unsigned; echo "second: $?"
sh /kit/provision.sh --unsigned --check; echo "check: $?"
nginx -q -t -c /etc/homeroom/nginx.conf; echo "front: $?"
homeroom serve >/serve.log 2>&1 &
nginx -c /etc/homeroom/nginx.conf
python3 - <<'PYTHON'
import time, urllib.request
until = time.monotonic() + 900
while True:
    try:
        page = urllib.request.urlopen("http://127.0.0.1/first-start", timeout=120).read().decode()
        break
    except OSError:
        if time.monotonic() > until:
            print(open("/serve.log").read())
            raise
        time.sleep(1)
print("page:", "Riverside Primary" in page and "<form" in page)
PYTHON
homeroom people first-start
homeroom doctor
"""


@pytest.fixture(scope="module")
def arm():
    """A fresh Debian for aarch64; this kernel hands its programs to qemu."""
    need("mmdebstrap", "systemd-nspawn", "qemu-aarch64-static", "make")
    need_root()
    handler = Path("/proc/sys/fs/binfmt_misc/qemu-aarch64")
    if not handler.exists() or "F" not in re.search(r"^flags: (.*)$", handler.read_text(), re.M)[1]:
        pytest.skip("NOT TESTED HERE: the kernel does not hand programs for aarch64 to qemu (binfmt_misc)")
    CACHE.mkdir(parents=True, exist_ok=True)
    return make_debian(SYSTEM, CACHE / f"{SYSTEM}-arm64.tar", "--architectures=arm64")


def kit_of_the_readme(folder):
    """Run the README's first command, into another folder; the kit, and what was printed."""
    line = readme.of_section("1. Make the kit (once, anywhere with internet)")[0]
    words = shlex.split(line)
    assert words[:2] == ["make", "kit"]
    done = subprocess.run(
        [*words[:2], f"{words[2]} --out {folder}"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=1200
    )
    assert done.returncode == 0, done.stderr
    return folder / "homeroom-kit", done.stdout


def test_the_kit_that_the_readme_makes_installs_a_box_on_aarch64(arm, tmp_path):
    kit, told = kit_of_the_readme(tmp_path / "dist")
    machine = Machine(tmp_path / "machine", arm, kit)
    (machine.folder / "inside.sh").write_text(INSTALL)
    command = ["systemd-nspawn", "--quiet", "--as-pid2", "--register=no", "--keep-unit", "--private-network"]
    command += [f"--bind-ro={kit}:/kit", "-D", machine.folder, "sh", "/inside.sh"]
    try:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=5400
        )
    finally:
        shutil.rmtree(machine.folder, ignore_errors=True)
    said = done.stdout

    assert re.search(readme.like(readme.promised()[0]), told.replace(str(tmp_path / "dist"), "dist")), told
    assert said.startswith("aarch64\n"), said
    assert re.findall(r"^(?:first|second|check|front): (\d)", said, re.M) == ["0", "0", "0", "0"], said
    assert re.findall(r"^(?:changed|would change)=(\d+)", said, re.M)[1:] == ["0", "0"], said
    assert "this system is not running" in said
    assert "page: True" in said, said
    assert re.search(r"^Code for the page .first-start: [0-9A-Z]{8}", said, re.M), said
    assert re.findall(r"^BAD (\w+):", said, re.M) in ([], ["Time"]), said
