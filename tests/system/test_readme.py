"""The README of provisioning says what is, and each of its commands is tried as it stands there."""

import os
import re
import shlex
import subprocess
import sys

import pytest
from tests.system import told

from homeroom.packs import minisign
from machines import ROOT, need

HERE = ROOT / "provisioning"
README = (HERE / "README.md").read_text("utf-8")


def test_every_step_is_in_the_table_and_every_row_is_a_step():
    steps = sorted(path.stem for path in (HERE / "steps").glob("*.sh"))

    assert re.findall(r"^\| (\d\d-[a-z-]+) \|", README, re.M) == steps


@pytest.mark.parametrize("option", sorted(set(re.findall(r"`(?:[^`]* )?(--[a-z]+)", README))))
def test_every_option_it_names_exists(option):
    programs = ("provision.sh", "kit.py", "keylist.py", "updater/__main__.py")
    known = "".join((HERE / name).read_text() for name in programs)
    known += (ROOT / "server/homeroom/options.py").read_text()

    assert f"{option})" in known or f"{option} |" in known or f'"{option}"' in known


def test_the_program_explains_itself_and_refuses_what_it_does_not_know():
    helped = subprocess.run(["sh", HERE / "provision.sh", "--help"], capture_output=True, text=True, check=False)
    wrong = subprocess.run(["sh", HERE / "provision.sh", "--chek"], capture_output=True, text=True, check=False)

    assert helped.returncode == 0
    assert {"--check", "--site FILE", "--online", "--unsigned"} <= set(re.findall(r"--\w+(?: FILE)?", helped.stdout))
    assert wrong.returncode == 2


def test_the_answers_it_speaks_of_are_in_the_site_file():
    site = (HERE / "site.toml").read_text("utf-8")

    for word in ("mode", "pretend_online", "data", "encrypt", "key"):
        assert re.search(rf"^{word} = ", site, re.M), word
    for mode in ("off", "join", "access-point"):
        assert mode in site
        assert f'"{mode}"' in README


# Which test runs a command of the README, taken from there word by word.
AS_A_USER = "test_provision.py::test_every_command_of_the_readme_does_what_it_promises"
COMES_BACK = "test_provision.py::test_a_backup_opens_the_school_on_a_fresh_box_and_a_reset_leaves_no_name"
ENCRYPTED = "test_disk.py::test_the_readmes_way_to_an_encrypted_disk_and_back"
TRIED = {
    "make kit KIT=": "test_arm.py::test_the_kit_that_the_readme_makes_installs_a_box_on_aarch64",
    "minisign ": "test_readme.py::test_a_signed_kit_holds_for_minisign_too",
    "sudo mount ": AS_A_USER,
    "sudo sh /mnt/": AS_A_USER,
    "sudo homeroom people first-start": AS_A_USER,
    "sudo homeroom doctor": AS_A_USER,
    "sudo homeroom diagnose ": AS_A_USER,
    "sudo homeroom-network keep": AS_A_USER,
    "sudo homeroom-update ": AS_A_USER,
    "sudo homeroom updates ": AS_A_USER,
    "sudo systemctl ": COMES_BACK,
    "sudo homeroom restore ": COMES_BACK,
    "sudo mkfs.ext4 ": ENCRYPTED,
    "sudo homeroom-disk ": ENCRYPTED,
    ".venv/bin/python provisioning/keylist.py ": "test_readme.py::test_release_keys_are_made_as_it_says",
}


@pytest.mark.parametrize("line", told.commands())
def test_each_of_its_commands_is_tried_somewhere(line):
    [test] = {test for begin, test in TRIED.items() if line.startswith(begin)}
    file, name = test.split("::")
    [found] = (ROOT / "tests").glob(f"*/{file}")
    assert f"def {name}(" in found.read_text()


def test_release_keys_are_made_as_it_says(tmp_path):
    [line] = [line for line in told.commands() if "keylist.py" in line]
    for name in (".venv", "provisioning"):
        (tmp_path / name).symlink_to(ROOT / name)
    words = shlex.split(line)
    made = subprocess.run([sys.executable, *words[1:]], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert words[0] == ".venv/bin/python"
    assert made.returncode == 0, made.stderr
    assert made.stdout.splitlines()[-1] == "release-keys/1.json: 2 of 3 keys must sign"
    assert "ends with `release-keys/1.json: 2 of 3 keys must sign`" in README


def test_a_signed_kit_holds_for_minisign_too(kit, release_key):
    need("minisign")
    if "HOMEROOM_KIT" in os.environ:
        pytest.skip("NOT TESTED HERE: nobody knows who signed the kit that HOMEROOM_KIT names")
    [line] = [line for line in told.commands() if line.startswith("minisign")]
    word = minisign.read_secret(release_key.read_text("utf-8")).public.text().splitlines()[1]
    right = shlex.split(line.replace("RWQ…the-long-word", word))
    other = shlex.split(line.replace("RWQ…the-long-word", minisign.new_key().public.text().splitlines()[1]))

    assert subprocess.run(right, cwd=kit, capture_output=True, check=False).returncode == 0
    assert subprocess.run(other, cwd=kit, capture_output=True, check=False).returncode != 0
