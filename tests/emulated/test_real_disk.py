"""The encrypted disk on a machine of its own, with Debian's kernel under qemu: real encryption, real starts."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from machines import CACHE, Machine, make_debian, make_kit, need, need_root

CANARY = b"Canarybirdella"
# A container has no disk to encrypt: it only gets what makes the first start of the machine quick.
PREPARE = """
sh /kit/provision.sh --unsigned >/dev/null; echo "prepared: $?"
systemctl stop homeroom homeroom-update.timer homeroom-update.path
rm -rf /var/lib/homeroom && cp -r /kit /root/kit
sed -i 's/^data = ""/data = "LABEL=homeroom"/; s/^encrypt = false/encrypt = true/' /root/kit/site.toml
"""
MAKE = """
sh /root/kit/provision.sh --unsigned; echo "first: $?"
sh /root/kit/provision.sh --unsigned; echo "second: $?"
cryptsetup status homeroom-data
echo "key: $(homeroom-disk recovery-key)"
echo Canarybirdella >/var/lib/homeroom/canary && sync
"""
START = """
findmnt --noheadings --output SOURCE,FSTYPE,OPTIONS /var/lib/homeroom
cat /var/lib/homeroom/canary
for _try in $(seq 600); do
    systemctl --quiet is-active homeroom && systemctl --quiet is-active nginx && break
    sleep 1
done
systemctl is-active homeroom-disk homeroom nginx | tr '\\n' ' '; echo
homeroom people first-start
sh /root/kit/provision.sh --unsigned; echo "third: $?"
systemctl --failed --no-legend
"""
ERASE = """
echo ERASE | homeroom-disk erase; echo "erase: $?"
homeroom-disk state
findmnt /var/lib/homeroom || echo not mounted
"""


class Computer:
    """Two disks and Debian's kernel, nothing else; each start runs one script and ends."""

    def __init__(self, machine, folder):
        self.folder, self.root, self.data = folder, folder / "root.img", folder / "data.img"
        self.kernel, self.start = (folder / name for name in ("vmlinuz", "initrd.img"))
        for file in (self.kernel, self.start):
            shutil.copy(machine.folder / os.readlink(machine.folder / file.name), file)
        _run("mkfs.ext4", "-q", "-d", machine.folder, self.root, "4G")
        _run("mkfs.ext4", "-q", "-L", "homeroom", self.data, "300M")

    def run(self, script):
        """Start, run the script as root, stop; what it printed."""
        (self.folder / "inside.sh").write_text(script)
        write = f"rm /inside.sh\nwrite {self.folder}/inside.sh /inside.sh\nrm /report.txt\n"
        subprocess.run(["debugfs", "-w", self.root], input=write, capture_output=True, text=True, check=True)
        words = []
        for disk in (self.root, self.data):
            words += ["-drive", f"file={disk},format=raw,if=virtio,cache=unsafe"]
        system = ["-kernel", self.kernel, "-initrd", self.start, "-append", "root=/dev/vda rw console=ttyS0 quiet"]
        machine = ["-machine", "q35,accel=tcg", "-m", "1024", "-smp", "2", "-nic", "none", "-nographic", "-no-reboot"]
        command = ["qemu-system-x86_64", *machine, *system, *words]
        ran = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=2400, check=False)
        _run("e2fsck", "-fp", self.root, fine=(0, 1))
        told = _run("debugfs", "-R", "cat /report.txt", self.root)
        assert told, ran.stdout[-3000:] + ran.stderr
        return told


def _run(*command, fine=(0,)):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    assert done.returncode in fine, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def computer(tmp_path_factory):
    """A Debian 12 with a box on it and a second, empty disk."""
    need("mmdebstrap", "systemd-nspawn", "qemu-system-x86_64", "mkfs.ext4", "debugfs", "e2fsck")
    need_root()
    folder = tmp_path_factory.mktemp("computer")
    CACHE.mkdir(parents=True, exist_ok=True)
    with_kernel = "--include=linux-image-cloud-amd64,initramfs-tools,e2fsprogs"
    tar = make_debian("bookworm", CACHE / "bookworm-kernel.tar", with_kernel)
    made = os.environ.get("HOMEROOM_KIT")
    kit = Path(made) if made else make_kit(folder, "--debs", "bookworm-amd64")
    machine = Machine(folder / "machine", tar, kit)
    try:
        assert "prepared: 0" in machine.boot(PREPARE)
        yield Computer(machine, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_the_disk_is_encrypted_opens_by_itself_at_each_start_and_can_be_erased(computer):
    made = computer.run(MAKE)

    assert re.findall(r"^(?:first|second): (\d)", made, re.M) == ["0", "0"], made
    assert "encrypt the empty partition LABEL=homeroom" in made
    assert re.findall(r"^changed=(\d+)", made, re.M)[1] == "0", made
    assert re.search(r"cipher: +(aes-xts-plain64|xchacha12,aes-adiantum-plain64)", made), made
    key = re.search(r"^key: (\S{47})$", made, re.M)[1].encode()
    raw = computer.data.read_bytes()
    assert (raw.count(CANARY), raw.count(key)) == (0, 0)
    assert raw.startswith(b"LUKS\xba\xbe")

    started = computer.run(START)
    assert re.search(r"^/dev/mapper/homeroom-data ext4 +\S*noatime", started, re.M), started
    assert CANARY.decode() in started
    assert "active active active" in started, started
    assert re.search(r"^third: 0$", started, re.M), started
    assert re.findall(r"^changed=(\d+)", started, re.M) == ["0"], started

    erased = computer.run(ERASE)
    assert "erase: 0" in erased, erased
    assert re.search(r"^dead$", erased, re.M), erased
    assert "not mounted" in erased
    (computer.folder / "key").write_bytes(key)
    tried = ["cryptsetup", "open", "--test-passphrase", "--key-file", computer.folder / "key", computer.data]
    assert subprocess.run(tried, capture_output=True, check=False).returncode != 0
