"""The program as an administrator meets it: real processes, a real disk, things going wrong."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import apsw
import click
import pytest
from click.testing import CliRunner

from homeroom import claims
from homeroom.claims import Claim
from homeroom.cli import main
from homeroom.config import Config
from homeroom.errors import Unavailable
from served import ROOT, Served
from waiting import until


def all_commands(group=main, words=()):
    for name, command in group.commands.items():
        yield (*words, name), command
        if isinstance(command, click.Group):
            yield from all_commands(command, (*words, name))


def run(*words, **environ):
    outside = {name: value for name, value in os.environ.items() if not name.startswith("HOMEROOM_")}
    command = [sys.executable, "-m", "homeroom", *map(str, words)]
    return subprocess.run(
        command, cwd=ROOT, env=outside | environ, capture_output=True, text=True, timeout=180, check=False
    )


def ask(url, data=None, **headers):
    """(status, text) of a request as a browser of this very page sends it."""
    request = urllib.request.Request(url, data, headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@pytest.mark.parametrize("words", [words for words, _command in all_commands()], ids=" ".join)
def test_every_command_explains_itself_and_takes_the_common_options(words):
    answer = CliRunner().invoke(main, [*words, "--help"])
    command = dict(all_commands())[words]

    assert answer.exit_code == 0
    assert (command.help or "").strip().endswith((".", "?", "\n")) or "\b" in (command.help or "")
    assert command.get_short_help_str(limit=200).endswith((".", "?"))
    if not isinstance(command, click.Group):
        assert {"--data DIR", "--config FILE", "--port N"} <= set(re.findall(r"--\w+ [A-Z]+", answer.output))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("prot = 8080", "prot"),
        ('port = "many"', "port"),
        ("port = 70000", "port"),
        ('timezone = "Mars/Olympus"', "timezone"),
        ('attendance_start = "8 o\'clock"', "attendance_start"),
        ('policy_names = "some"', "policy_names"),
        ("announce = 3", "announce"),
        ("port = ", "homeroom.toml"),
    ],
)
@pytest.mark.parametrize("command", ["serve", "hub"])
def test_a_wrong_setting_stops_the_start_and_is_named(tmp_path, command, text, named):
    file = tmp_path / "homeroom.toml"
    file.write_text(text + "\n")
    answer = CliRunner().invoke(main, [command, "--config", str(file), "--data", str(tmp_path / "data")])

    assert answer.exit_code == 2
    assert named in answer.output
    assert "Traceback" not in answer.output
    assert not (tmp_path / "data").exists()


def test_variables_count_more_than_the_file_and_options_most(tmp_path):
    file = tmp_path / "homeroom.toml"
    file.write_text('port = 1001\nschool_name = "From the file"\nbox_name = "file"\n')
    told = run("config", "--config", file, "--port", "1003", HOMEROOM_PORT="1002", HOMEROOM_BOX_NAME="variable").stdout

    assert "port = 1003" in told
    assert 'box_name = "variable"' in told
    assert 'school_name = "From the file"' in told
    assert "HOMEROOM_PROT" not in told
    assert "prot" in run("config", HOMEROOM_PROT="1").stderr


def test_what_config_prints_can_be_used_as_it_is(tmp_path):
    odd = 'The "old" school \\ by the sea'
    file = tmp_path / "homeroom.toml"
    file.write_text(run("config", HOMEROOM_SCHOOL_NAME=odd).stdout)

    assert run("config", "--config", file).stdout == file.read_text()
    assert all(f"\n{name} = " in file.read_text() for name in Config.__dataclass_fields__)


def test_two_boxes_and_a_hub_run_side_by_side(tmp_path):
    with Served(tmp_path / "one") as one, Served(tmp_path / "two") as two, Served(tmp_path / "hub", "hub") as hub:
        assert len({one.port, two.port, hub.port}) == 3
        assert {ask(each.url + "/healthz")[0] for each in (one, two, hub)} == {200}


def test_a_port_that_is_taken_is_told(tmp_path):
    with Served(tmp_path / "one") as one:
        answer = run("serve", "--data", tmp_path / "two", "--port", one.port, HOMEROOM_HOST="127.0.0.1")

    assert answer.returncode == 2
    assert f"Port {one.port} is in use" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_command_waits_while_another_that_starts_looks_at_the_database(tmp_path):
    def holds(process):
        if process.poll() is not None:
            return True
        return tmp_path / "homeroom.lock" in [one.resolve() for one in Path(f"/proc/{process.pid}/fd").iterdir()]

    words = [sys.executable, "-m", "homeroom", "people", "first-start", "--data", tmp_path]
    with Claim(tmp_path, alone=True):
        command = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        until(lambda: holds(command))
    said, _none = command.communicate(timeout=60)

    assert command.returncode == 0, said
    assert "Code for the page" in said


def test_a_folder_that_another_keeps_for_itself_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(claims, "PATIENCE", 0.1)
    with Claim(tmp_path, alone=True), pytest.raises(Unavailable, match="Another Homeroom"):
        Claim(tmp_path, alone=False)


def test_a_box_ends_cleanly_when_asked_to(tmp_path):
    box = Served(tmp_path / "box").start()
    ask(box.url + "/healthz")
    box.process.send_signal(signal.SIGTERM)

    assert box.process.wait(60) == 0
    box.reader.join(60)
    assert "Traceback" not in "".join(box.printed)
    assert not (tmp_path / "box" / "homeroom.sqlite3-wal").exists()  # everything is in the file itself


def test_the_code_of_the_first_start_is_printed_and_works_once(tmp_path):
    with Served(tmp_path / "box") as box:
        until(lambda: "type the code" in "".join(box.printed))
        code = re.search(r"type the code (\w{4}-\w{4})", "".join(box.printed))[1]
        form = f"code={code}&name=Mrs+Park&username=park&password=keys+in+the+drawer".encode()
        wrong = form.replace(code.encode(), b"0000-0000")

        assert ask(box.url + "/first-start", wrong)[0] == 422
        assert ask(box.url + "/first-start", form)[0] == 200
        assert ask(box.url + "/first-start", form.replace(b"park", b"crook"))[0] == 422
    box.printed.clear()
    with box:
        pass
    assert "Nobody owns it yet" not in "".join(box.printed)


def tables(path):
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")]
    rows = {name: sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"'))) for name in names}
    connection.close()
    return rows


def test_rebuilding_a_school_with_work_in_it_gives_the_same_tables(tmp_path):
    with Served(tmp_path / "demo", "demo"):
        pass
    folder = tmp_path / "demo" / "box"
    before = tables(folder / "homeroom.sqlite3")
    answer = run("rebuild", "--data", folder)

    assert answer.returncode == 0, answer.stderr
    assert len(before["entry"]) > 100
    assert tables(folder / "homeroom.sqlite3") == before


@pytest.fixture
def small_disk(tmp_path):
    """A disk of two megabytes, where mounting is allowed."""
    folder = tmp_path / "small"
    folder.mkdir()
    options = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(options, capture_output=True, check=False).returncode:
        pytest.skip("only root may make a small disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=False)


def test_a_full_disk_is_told_and_nothing_is_acknowledged(small_disk):
    with Served(small_disk / "box") as box:
        filler = (small_disk / "filler").open("wb", buffering=0)
        try:
            while filler.write(b"x" * 4096):
                pass
        except OSError:
            pass
        answers = []
        until(lambda: answers.append(ask(box.url + "/healthz")) or answers[-1][0] == 503)  # a proven write counts 5 s

        filler.truncate(0)
        filler.close()
        until(lambda: ask(box.url + "/healthz")[0] == 200)

    assert "disk" in json.loads(answers[-1][1])["detail"]


def test_a_served_day_leaves_no_names_in_what_the_box_prints(tmp_path):
    with Served(tmp_path / "demo", "demo"):
        pass
    with Served(tmp_path / "demo" / "box", settings={"host": "127.0.0.1"}) as box:
        for path in ("/", "/people", "/students/Ada%20Obi", "/kiosk/Ada", "/portraits/Ada", "/api/week?child=Ada"):
            ask(box.url + path)
        ask(box.url + "/sign-in", b"username=okoro&password=Ada+Obi+boats")
        ask(box.url + "/api/acts", b'{"outbox": "Ada Obi", "acts": [{"student": "Ada Obi"}]}')
        ask(box.url + "/api/enrol", b'{"code": "Ada Obi"')
        ask(box.url + "/people/import", b"Ada Obi", Origin="http://elsewhere.example")
    printed = "".join(box.printed)

    assert box.url in printed
    assert not re.search(r"Ada|Obi|okoro|boats", printed, re.IGNORECASE)
