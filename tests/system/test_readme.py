"""The README of provisioning says what is."""

import re
import subprocess

import pytest

from machines import ROOT

HERE = ROOT / "provisioning"
README = (HERE / "README.md").read_text("utf-8")


def test_every_step_is_in_the_table_and_every_row_is_a_step():
    steps = sorted(path.stem for path in (HERE / "steps").glob("*.sh"))

    assert re.findall(r"^\| (\d\d-[a-z-]+) \|", README, re.M) == steps


@pytest.mark.parametrize("option", sorted(set(re.findall(r"`(?:[^`]* )?(--[a-z]+)", README))))
def test_every_option_it_names_exists(option):
    programs = ("provision.sh", "kit.py", "keylist.py", "updater/__main__.py")
    known = "".join((HERE / name).read_text() for name in programs)

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
