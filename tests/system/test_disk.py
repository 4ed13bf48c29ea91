"""The encrypted data partition: made of an empty one only, opened without anybody, lost with its key."""

import hashlib
import re
import sys

import pytest
from tests.system import told as readme
from tests.system.disks import OPENED, Disk, has_device_mapper, need_disks

from machines import ROOT


@pytest.fixture(scope="module", autouse=True)
def said_aloud(request):
    """Whoever reads the output learns what was not shown here."""
    need_disks()
    if not has_device_mapper():
        with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
            sys.stdout.write(
                "\nNOT TESTED HERE: encryption by the kernel (it has no device-mapper); all around it is\n"
            )


@pytest.fixture
def disk(tmp_path):
    made = Disk(tmp_path)
    yield made
    made.end()


def test_an_empty_partition_is_encrypted_and_keeps_its_name(disk):
    disk.format()
    assert disk.state() == "empty"
    made = disk.say("make")
    header = disk.shell(f"cryptsetup luksDump $(findfs LABEL={disk.label})").stdout
    key = disk.say("recovery-key").stdout.strip()

    assert made.returncode == 0, made.stderr
    assert disk.state() == "ours"
    assert re.search(r"^Version:\s+2$", header, re.M)
    assert re.search(r"cipher: (aes-xts-plain64|xchacha12,aes-adiantum-plain64)$", header, re.M)
    assert re.fullmatch(r"([A-HJ-NP-Z2-9]{5}-){7}[A-HJ-NP-Z2-9]{5}", key)
    assert disk.opens(key)
    assert not disk.opens(key[:-1])
    assert (disk.etc / "data.key").stat().st_mode & 0o777 == 0o600
    assert disk.shell(f"blkid -p -s TYPE -o value {OPENED}").stdout.strip() == "ext4"


def test_making_it_again_changes_nothing(disk):
    disk.format()
    disk.say("make")
    disk.say("close")
    before = hashlib.sha256(disk.image.read_bytes()).hexdigest()

    assert disk.say("make").returncode == 0
    assert hashlib.sha256(disk.image.read_bytes()).hexdigest() == before


def test_a_new_partition_without_anything_is_empty_too(disk):
    disk.place(disk.device)  # it has no name of its own before

    assert disk.state() == "blank"
    assert disk.say("make").returncode == 0
    assert disk.state() == "ours"


EXT4 = "/sbin/mkfs.ext4 -q -F -L {label} {device} && "
QUICK = "--pbkdf pbkdf2 --pbkdf-force-iterations 1000"
HOLDS = {
    "a file": EXT4 + "echo data >f && debugfs -w -R 'write f f' {device}",
    "a folder": EXT4 + "debugfs -w -R 'mkdir photos' {device}",
    "a journal that waits": EXT4 + "debugfs -w -R 'feature needs_recovery' {device}",
    "another file system": "/sbin/mkswap -q -L {label} {device}",
    "bytes nobody knows": "printf data | dd of={device} bs=1 seek=9000000 conv=notrunc status=none",
    "somebody else's LUKS": "printf other | cryptsetup luksFormat -q {quick} --label {label} {device} -",
    "an old LUKS": "printf other | cryptsetup luksFormat -q --type luks1 --iter-time 1 {device} -",
    "a partition table": "printf '\\125\\252' | dd of={device} bs=1 seek=510 conv=notrunc status=none",
}


@pytest.mark.parametrize("holds", HOLDS)
def test_a_partition_that_holds_anything_is_never_touched(disk, holds, tmp_path):
    done = disk.shell(f"cd {tmp_path} && " + HOLDS[holds].format(label=disk.label, device=disk.device, quick=QUICK))
    disk.place(disk.device)
    before = hashlib.sha256(disk.image.read_bytes()).hexdigest()
    told = disk.say("make")

    assert done.returncode == 0, done.stderr
    assert disk.state() in ("full", "foreign")
    assert (told.returncode, "nothing was changed" in told.stderr) == (1, True)
    assert hashlib.sha256(disk.image.read_bytes()).hexdigest() == before
    assert not (disk.etc / "data.key").exists()


@pytest.mark.parametrize("moment", ["luksFormat-before", "luksFormat-middle", "luksFormat-after", "open-after", "mkfs"])
def test_cut_off_while_it_is_made_it_is_finished_by_the_next_run(disk, moment):
    disk.place(disk.device)
    cut = disk.say("make", DIE=moment)
    between = disk.state()
    done = disk.say("make")

    assert cut.returncode != 0
    assert between in ("blank", "half")
    assert done.returncode == 0, done.stderr
    assert disk.state() == "ours"
    assert disk.shell(f"blkid -p -s TYPE -o value {OPENED}").stdout.strip() == "ext4"


def test_another_disk_in_the_place_of_one_that_was_half_made_is_not_taken_for_it(disk):
    disk.place(disk.device)
    disk.say("make", DIE="luksFormat-middle")
    disk.shell(f"truncate -s 60M {disk.image} && losetup --set-capacity {disk.device}")

    assert disk.state() == "full"
    assert disk.say("make").returncode == 1


def test_after_an_erasure_neither_key_opens_it_and_a_new_one_is_made(disk):
    disk.format()
    disk.say("make")
    key = disk.say("recovery-key").stdout.strip()
    refused = disk.say("erase", typed="yes")
    assert (refused.returncode, disk.state()) == (1, "ours")
    erased = disk.say("erase", typed="ERASE")

    assert erased.returncode == 0, erased.stderr
    assert disk.state() == "dead"
    assert not disk.opens(key)
    assert not (disk.etc / "data.key").exists()
    assert disk.say("open").returncode != 0
    assert disk.say("make").returncode == 0
    assert disk.say("recovery-key").stdout.strip() not in ("", key)


def test_on_another_card_the_key_from_paper_opens_it(disk):
    disk.format()
    disk.say("make")
    key = disk.say("recovery-key").stdout.strip()
    disk.say("close")
    (disk.etc / "data.key").unlink()
    wrong = disk.say("take-key", typed=key.replace(key[0], "2" if key[0] != "2" else "3"))
    assert disk.state() == "foreign"
    right = disk.say("take-key", typed=key.lower().replace("-", " "))

    assert "does not open" in wrong.stderr
    assert right.returncode == 0, right.stderr
    assert disk.state() == "ours"
    assert disk.say("open").returncode == 0
    assert (disk.etc / "data.key").read_text() == key


@pytest.mark.parametrize(
    ("features", "module", "cipher"),
    [
        ("fp asimd evtstrm aes pmull", "exit 0", "aes-xts-plain64"),
        ("fp asimd evtstrm crc32", "exit 0", "xchacha12,aes-adiantum-plain64"),
        ("fp asimd evtstrm crc32", "exit 1", "aes-xts-plain64"),  # a kernel without Adiantum
    ],
)
def test_a_cpu_without_aes_gets_the_cipher_that_is_quick_there(disk, tmp_path, features, module, cipher):
    disk.place(disk.device)
    (tmp_path / "cpu").write_text(f"Features\t: {features}\n")
    disk.tool("modprobe", f"#!/bin/sh\n{module}\n")
    disk.tool("cryptsetup", f'#!/bin/sh\necho "$*" >>{tmp_path}/asked\nexit 1\n')
    disk.say("make", HOMEROOM_CPU=str(tmp_path / "cpu"))

    [asked] = [line for line in (tmp_path / "asked").read_text().splitlines() if line.startswith("luksFormat")]
    assert f"--cipher {cipher} " in asked


# The steps of provision.sh that make the disk, on a machine that looks like this one and forgets what is done to it.
FORGETS = """
mount -t tmpfs none {t} && mkdir {t}/up {t}/work {t}/all
mount -t overlay overlay -o lowerdir=/,upperdir={t}/up,workdir={t}/work {t}/all
for place in /dev /proc /sys {root} {tmp}; do mkdir -p {t}/all$place && mount --rbind $place {t}/all$place; done
mount -t tmpfs none {t}/all/run && rm -rf {t}/all/etc/homeroom {t}/all/var/lib/homeroom && : >{t}/all/etc/fstab
unset HOMEROOM_ETC
chroot {t}/all sh {tmp}/inside.sh
"""
STEPS = """
set -eu
KIT={kit} SITE={tmp}/site.toml
. $KIT/wanting.sh
answers=$(python3 $KIT/site.py $SITE) && eval "$answers"
for step in 28-disk 30-data; do begin_step $step.sh; . $KIT/steps/$step.sh; done
tell_end
"""


def provisioned(disk, tmp_path, script):
    """What a script prints that calls `steps` (or `LOOK=yes steps`) on a machine with this disk."""
    answers = f'[school]\ntimezone = "UTC"\n[box]\ndata = "LABEL={disk.label}"\nencrypt = true\n'
    (tmp_path / "site.toml").write_text(answers)
    (tmp_path / "steps.sh").write_text(STEPS.format(kit=ROOT / "provisioning", tmp=tmp_path))
    steps = f'steps() {{ LOOK=$1 sh {tmp_path}/steps.sh 2>&1; echo "ended: $?"; }}\n'
    (tmp_path / "inside.sh").write_text(steps + script)
    (tmp_path / "forgets").mkdir()
    (tmp_path / "outside.sh").write_text(FORGETS.format(t=tmp_path / "forgets", tmp=tmp_path, root=ROOT))
    done = disk.shell(f"unshare --mount sh {tmp_path}/outside.sh")
    if "overlay" in done.stderr:
        pytest.skip(f"NOT TESTED HERE: {done.stderr.strip()}")
    assert "ended:" in done.stdout, done.stderr
    return done.stdout


ONCE_AND_AGAIN = """
steps yes; homeroom-disk state 2>/dev/null || echo nothing yet
steps no; steps no; steps yes
cat /etc/fstab; stat -c '%A %U' /var/lib/homeroom /etc/homeroom/data.key; df --output=source /var/lib/homeroom | tail -1
ls -l /etc/systemd/system/multi-user.target.wants/homeroom-disk.service
echo "key: $(/usr/local/sbin/homeroom-disk recovery-key)"
"""


def test_the_step_makes_opens_and_mounts_it_and_a_second_run_changes_nothing(disk, tmp_path):
    disk.format()
    told = provisioned(disk, tmp_path, ONCE_AND_AGAIN)

    looked, rest = told.split("nothing yet")
    assert f"would change: encrypt the empty partition LABEL={disk.label}" in looked
    assert re.findall(r"^(?:would change|changed)=(\d+)", rest, re.M)[1:] == ["0", "0"], told
    assert re.findall(r"^ended: (\d)", rest, re.M) == ["0", "0", "0"], told
    assert (
        "/dev/mapper/homeroom-data /var/lib/homeroom ext4 noatime,errors=remount-ro,nofail,"
        "x-systemd.requires=homeroom-disk.service 0 2\n" in rest
    )
    assert "drwx--x--x homeroom\n-rw------- root\n" in rest
    assert told.count(re.search(r"^key: (\S{47})$", rest, re.M)[1]) == 1  # a file with the output holds no key
    assert "write down the recovery key of this disk: sudo homeroom-disk recovery-key" in rest


REFUSED = """
debugfs -w -R 'mkdir photos' {device} 2>/dev/null
steps yes; steps no
debugfs -w -R 'rmdir photos' {device} 2>/dev/null
mkdir /var/lib/homeroom; : >/var/lib/homeroom/homeroom.sqlite3
steps no
"""


def test_the_step_stops_at_a_partition_that_holds_something_and_at_a_school_it_would_hide(disk, tmp_path):
    disk.format()
    told = provisioned(disk, tmp_path, REFUSED.format(device=disk.device))

    assert re.findall(r"^ended: (\d)", told, re.M) == ["2", "2", "2"], told
    assert told.count(f"STOP at 28-disk: the partition LABEL={disk.label} holds something.") == 2
    assert "STOP at 30-data: the school is in /var/lib/homeroom on this disk already" in told


def test_the_readmes_way_to_an_encrypted_disk_and_back(disk, tmp_path):
    part = readme.of_section("A disk of its own, encrypted or not")
    mkfs, key, erase, take = (next(line for line in part if word in line) for word in ("mkfs", "key", "erase", "take"))
    assert set(part) == {mkfs, key, erase, take}
    made = mkfs.replace("/dev/sdb1", disk.device).replace("-L homeroom", f"-F -L {disk.label}")
    script = f"""
sudo() {{ "$@"; }}
{made} 2>/dev/null
steps no
KEY=$({key}); echo "key: $KEY"; rm /etc/homeroom/data.key; umount /var/lib/homeroom; homeroom-disk close
steps no
echo "$KEY" | {take}
steps no
echo ERASE | {erase}
steps no
"""
    told = provisioned(disk, tmp_path, script)

    assert re.findall(r"^ended: (\d)", told, re.M) == ["0", "2", "0", "0"], told
    assert re.search(r"^key: \S{47}$", told, re.M)
    assert f"the partition LABEL={disk.label} is encrypted with a key that is not on this machine." in told
    assert "Erased. provision.sh makes a new, empty disk of it" in told
