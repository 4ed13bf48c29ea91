"""A stick that is plugged in is there for the school's account, and nothing on it is run."""

import subprocess

import pytest

from machines import FILES, need, need_root

PASSWD = """root:x:0:0:root:/root:/bin/sh
homeroom:x:973:973::/var/lib/homeroom:/usr/sbin/nologin
"""
# In a room of mounts of its own, so that nothing of this machine is touched.
ROOM = """
set -eu
mount --bind {folder}/passwd /etc/passwd && mount --bind {folder}/group /etc/group
mount -t tmpfs none /media && mount -t tmpfs none /run
mkdir -p /var/lib/homeroom
disk=$(losetup --find --show {folder}/stick.img)
trap 'umount -l /var/lib/homeroom 2>/dev/null || true; losetup -d $disk' EXIT
stick() {{ sh {files}/homeroom-stick "$1" "${{disk#/dev/}}"; }}
"""
USED = """
stick add
findmnt --noheadings --raw --output TARGET,FSTYPE,OPTIONS --source $disk
place=$(findmnt --noheadings --output TARGET --source $disk)
setpriv --reuid 973 --regid 973 --clear-groups sh -c "echo hello > $place/letter && mkdir $place/homeroom-backup"
setpriv --reuid 974 --regid 974 --clear-groups cat $place/letter 2>/dev/null && [ {kind} = vfat ] && echo OPEN
printf '#!/bin/sh\\necho RAN\\n' > $place/run.sh; chmod 755 $place/run.sh; $place/run.sh || echo not run
stick add; echo "again: $?"
stick remove
findmnt --source $disk || echo gone; ls /media
stick remove; echo "removed twice: $?"
"""


@pytest.fixture
def room(tmp_path):
    """Runs a script beside a stick, which is a file with a file system in it; returns what it printed."""
    need_root()
    need("unshare", "losetup", "findmnt", "blkid", "setpriv")
    (tmp_path / "passwd").write_text(PASSWD)
    (tmp_path / "group").write_text("root:x:0:\nhomeroom:x:973:\n")

    def run(script, make=(), size=48 << 20):
        with (tmp_path / "stick.img").open("wb") as file:
            file.truncate(size)
        if make:
            need(make[0])
            subprocess.run([*make, tmp_path / "stick.img"], check=True, capture_output=True)
        words = ROOM.format(folder=tmp_path, files=FILES) + script
        command = ["unshare", "--mount", "--propagation", "private", "sh", "-c", words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        if "losetup" in done.stderr:
            pytest.skip(f"NOT TESTED HERE: no loop devices ({done.stderr.strip()})")
        if "unknown filesystem type" in done.stderr:
            pytest.skip(f"NOT TESTED HERE: {done.stderr.splitlines()[0]} (by the kernel of this machine)")
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


@pytest.mark.parametrize(
    ("kind", "make"),
    [("ext4", ("mkfs.ext4", "-q", "-F", "-L", "my stick!")), ("vfat", ("mkfs.vfat", "-n", "MY STICK"))],
)
def test_the_schools_account_writes_on_it_and_nothing_is_run(room, kind, make):
    told = room(USED.format(kind=kind), make)

    target, found, options = next(line for line in told.splitlines() if line.startswith("/media/")).split(" ")
    assert target.lower().startswith("/media/my-stick")
    assert found == kind
    assert {"nosuid", "nodev", "noexec", "rw"} <= set(options.split(","))
    assert "OPEN" not in told
    assert "RAN" not in told
    assert "not run" in told
    assert "again: 0" in told
    assert told.rstrip().endswith("gone\nremoved twice: 0")


def test_a_disk_of_the_machine_itself_is_left_alone(room):
    told = room("mount $disk /var/lib/homeroom; stick add; ls /media", ("mkfs.ext4", "-q", "-F"))

    assert "is on a disk of this machine: left alone" in told
    assert told.count("\n") == 1


def test_what_is_no_stick_is_left_alone(room):
    told = room("stick add; ls /media")

    assert "only FAT, exFAT and ext4 are mounted" in told
    assert told.count("\n") == 1
