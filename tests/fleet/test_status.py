"""One color, one sentence, one action; the same for people, programs and the command line; never a name."""

import io
import json
import logging
import zipfile
from collections import namedtuple

import pytest
from click.testing import CliRunner

from homeroom import checkup, clock, config, db, disk, errors, logs
from homeroom.cli import main
from homeroom.findings import Finding, Watch, verdict
from homeroom.fleet import hardware
from homeroom.people import actions

WELL = Finding("Disk", True, "80 GB free")
SHORT = Finding("Disk", False, "0.4 GB free", "Remove lesson packs.")
BROKEN = Finding("Database", False, "damaged", "Call somebody.", grave=True)
CANARY = {
    "given_name": "Zebulon",
    "family_name": "Quackenbush-Łukasz",
    "username": "zebulon.q",
    "identifier": "CANARY-4711",
}
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def fresh(box):
    """Forget what was seen, as if half a minute had passed."""
    return box.extensions["watch"].forget


def test_the_gravest_decides_the_color_and_what_to_do():
    assert verdict([WELL]).color == "green"
    assert verdict([WELL, SHORT]).worst == SHORT
    assert verdict([SHORT, BROKEN, WELL]) == verdict([SHORT, BROKEN, WELL])
    assert (verdict([SHORT, BROKEN]).color, verdict([SHORT, BROKEN]).worst) == ("red", BROKEN)


def test_everybody_sees_a_color_and_a_sentence_and_nothing_about_the_school(cast, client):
    page = client.get("/status")

    assert page.status_code == 200
    assert "The box is well." in page.text
    assert "GB free" not in page.text
    assert str(config.current().data) not in page.text


def test_staff_see_what_was_looked_at_and_the_office_gets_the_file(cast):
    teacher, office = cast.signed_in(cast.mr_okoro), cast.signed_in(cast.mrs_park)

    assert "GB free" in teacher.get("/status").text
    assert "diagnosis.zip" not in teacher.get("/status").text
    assert teacher.get("/status/diagnosis.zip").status_code == 403
    assert office.get("/status/diagnosis.zip").content_type == "application/zip"


def test_page_program_and_doctor_say_the_same(cast, client, fresh, monkeypatch):
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda _place: Usage(10**9, 10**9, 1_000_000))
    fresh()

    told = client.get("/api/status").json
    page = cast.signed_in(cast.mrs_park).get("/status").text
    doctor = checkup.examine(config.current())

    assert told == {
        "color": "red",
        "sentence": "The box needs help now.",
        "action": "Tell the office, or whoever looks after the box.",
    }
    cure = next(one.cure for one in doctor if one.name == "Disk")
    assert cure in page
    assert not next(one for one in doctor if one.name == "Disk").well


def test_a_box_that_can_not_save_is_red_at_once(box, client, monkeypatch):
    def full(*_args, **_kwargs):
        raise errors.Unavailable("The disk is full.")

    monkeypatch.setattr(db, "write", full)

    assert client.get("/healthz").status_code == 503
    assert client.get("/api/status").json["color"] == "red"


def test_many_who_ask_cause_one_look():
    looked = []
    watch = Watch(lambda settings: looked.append(settings) or [WELL])
    for _visitor in range(50):
        watch.look(config.current(), "en")

    assert len(looked) == 1


@pytest.mark.parametrize(("language", "told"), [("ar", "rtl"), ("sw", "ltr")])
def test_the_page_speaks_the_readers_language(cast, client, language, told):
    client.post("/language", data={"language": language})

    page = client.get("/status").text

    assert f'dir="{told}"' in page
    assert "The box is well." not in page


# --- the machine ------------------------------------------------------------------------------------


def machine(root, *, degrees=None, volts=None, leases=None, model=""):
    def put(place, text):
        file = root / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    if degrees is not None:
        put("sys/class/thermal/thermal_zone0/temp", f"{degrees * 1000}\n")
    if volts is not None:
        put("sys/class/hwmon/hwmon1/name", "rpi_volt\n")
        put("sys/class/hwmon/hwmon1/in0_lcrit_alarm", f"{volts}\n")
    if leases is not None:
        line = "{until} aa:bb:cc:dd:ee:{n:02x} 10.77.0.{n} tablet-{n} *\n"
        lines = [line.format(until=4_000_000_000, n=n) for n in range(leases)]
        put("run/homeroom-wifi/leases", "".join(lines) + line.format(until=1, n=99))
    put("sys/firmware/devicetree/base/model", model + "\0")
    return {one.name: one for one in hardware.findings(root)}


def test_a_machine_without_sensors_says_nothing(tmp_path):
    assert machine(tmp_path) == {}


def test_a_hot_pi_with_a_weak_charger_and_a_whole_class_says_what_to_do(tmp_path):
    found = machine(tmp_path, degrees=84, volts=1, leases=9, model="Raspberry Pi 4 Model B")

    assert {name for name, one in found.items() if not one.well} == {"Heat", "Power", "Wi-Fi"}
    assert found["Heat"].words == "84 °C"
    assert "access point" in found["Wi-Fi"].cure
    assert "9 devices" in found["Wi-Fi"].words  # the one whose time is over does not count


def test_a_cool_pi_with_eight_tablets_is_well(tmp_path):
    found = machine(tmp_path, degrees=61, volts=0, leases=8, model="Raspberry Pi 5")

    assert all(one.well for one in found.values())


# --- the file for whoever helps ---------------------------------------------------------------------


def texts(content):
    archive = zipfile.ZipFile(io.BytesIO(content))
    return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.fixture
def with_canary(cast):
    """A child whose names stand in the log, as they never should."""
    actions.register_student(**CANARY)
    handler = logs.begin(config.current().data)
    logging.getLogger("test").warning("no seat for Zebulon QUACKENBUSH-ŁUKASZ (zebulon.q) of 3B")
    logging.getLogger("test").warning("GET /people?name=%s", "Quackenbush-%C5%81ukasz&id=CANARY-4711")
    logging.getLogger("test").error("%s", json.dumps({"student": "Łukasz"}))
    yield cast
    logs.end(handler)


def test_the_file_holds_the_log_but_no_name_whatever_its_shape(with_canary):
    found = texts(with_canary.signed_in(with_canary.mrs_park).get("/status/diagnosis.zip").data)

    whole = "\n".join(found.values()).casefold()
    assert "no seat for [name]" in whole
    for word in ("zebulon", "quackenbush", "łukasz", "%c5%81ukasz", "\\u0141ukasz", "canary-4711", "okoro", "ada "):
        assert word.casefold() not in whole, word
    facts = json.loads(found["homeroom-diagnosis/facts.json"])
    assert facts["rows"]["student"] >= 1
    assert "Riverside" not in found["homeroom-diagnosis/SUMMARY.txt"]


def test_the_command_writes_the_same_file_and_survives_a_broken_database(with_canary, tmp_path):
    data = config.current().data
    db.close()
    run = CliRunner().invoke(main, ["diagnose", str(tmp_path / "help.zip"), "--data", str(data), "--port", "0"])
    assert run.exit_code == 0, run.output
    assert "zebulon" not in "".join(texts((tmp_path / "help.zip").read_bytes()).values()).casefold()

    (data / "homeroom.sqlite3").write_bytes(b"not a database at all" * 300)
    for copy in (data / "snapshots").glob("*"):
        copy.unlink()
    run = CliRunner().invoke(main, ["diagnose", str(tmp_path / "broken.zip"), "--data", str(data), "--port", "0"])
    found = texts((tmp_path / "broken.zip").read_bytes())
    assert "BAD Database" in found["homeroom-diagnosis/SUMMARY.txt"], run.output
    assert "zebulon" not in "".join(found.values()).casefold()


def test_logs_replace_each_other_before_they_fill_the_card(tmp_path, monkeypatch):
    monkeypatch.setattr(logs, "LARGEST", 2000)
    handler = logs.begin(tmp_path)
    for n in range(500):
        logging.getLogger("test").warning("line %d of many", n)
    logs.end(handler)

    files = list((tmp_path / "logs").iterdir())
    assert len(files) == logs.KEPT
    assert sum(file.stat().st_size for file in files) <= logs.KEPT * 2000
    assert logs.tail(tmp_path).splitlines()[-1].endswith("line 499 of many")


def test_the_look_of_the_clock_does_not_matter(box, client, the_clock, fresh):
    the_clock.ms = clock.BUILT - 1
    fresh()

    assert client.get("/api/status").json["color"] == "yellow"
