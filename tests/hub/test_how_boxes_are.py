"""The heartbeat: what each box says of itself at its greeting, and what the hub's people read of it."""

import json
import re
from pathlib import Path

import pytest
from tests.hub.from_the_hub import District

from homeroom import checkup, clock, disk, store
from homeroom.findings import Finding
from homeroom.hub import health, tables
from homeroom.hub.health import Health
from homeroom.sync import heartbeat

DAY = 24 * 3_600_000


@pytest.fixture
def district(tmp_path):
    made = District(tmp_path)
    yield made
    made.world.close()


@pytest.fixture
def lakeside(district):
    return district.school("Lakeside")


def finds(monkeypatch, *found):
    """All that the boxes find when they look at themselves."""
    monkeypatch.setattr(checkup, "CHECKS", (lambda _settings: found,))


def later(district, days):
    """Days pass; the administrator signs in again."""
    district.world.passed += days * DAY
    district.sign_in()


HOT = Finding("Heat", False, "91 °C", "Give it air.", code="heat")
FULL = Finding("Disk", False, "0.1 GB free", "Remove packs.", grave=True, code="disk")


def test_the_hub_says_of_each_school_what_is_the_matter_and_since_when(district, lakeside, monkeypatch):
    finds(monkeypatch)
    lakeside.sync()
    assert "The box is well." in district.hub.get("/").text
    assert "Since" not in district.hub.get("/").text

    finds(monkeypatch, HOT)
    lakeside.sync()
    with district.world.hub:
        began = clock.now_ms()
    later(district, 1)
    lakeside.sync()

    told = district.hub.get("/").text
    assert "The box is too hot." in told
    with district.world.hub:
        row = Health.select().get()
        assert (row.since, row.told) == (began, began + DAY)

    finds(monkeypatch, HOT, FULL)
    lakeside.sync()
    with district.world.hub:
        assert Health.select().get().since == began + DAY
    assert "The disk of the box is getting full." in district.hub.get("/").text


def test_what_was_told_long_ago_is_marked(district, lakeside, monkeypatch):
    finds(monkeypatch)
    lakeside.sync()
    assert "Told long ago" not in district.hub.get("/").text
    later(district, 3)
    assert "Told long ago" in district.hub.get("/").text


def test_the_page_of_a_school_tells_disk_clock_backup_and_test_of_each_box(district, lakeside, monkeypatch):
    finds(monkeypatch)
    monkeypatch.setattr(disk, "free", lambda _folder: 12_345_000_000)
    lakeside.sync()
    told = district.hub.get(f"/schools/{lakeside.school}").text

    assert "12.3 GB" in told
    assert "the hub" in told, "the box has its time from the hub"
    assert "<dt>Last backup</dt><dd>never</dd>" in told
    assert "<dt>Last test of a restore</dt><dd>never</dd>" in told


def test_of_two_boxes_of_a_school_the_worse_one_is_told(district, lakeside, monkeypatch):
    with lakeside:
        school = store.school_id()
    with district.world.hub:
        boxes = tables.boxes_of(school)
    finds(monkeypatch, HOT)
    lakeside.sync()
    with district.world.hub:
        known = health.of_boxes(boxes)[boxes[0].id]
        well = Health(box="other", color="green", code="", since=1, told=1)
        worse = Health(box="worse", color="red", code="disk", since=9, told=9)
        assert health.worst([well, known]).code == "heat"
        assert health.worst([well, known, worse]).code == "disk"
        assert health.worst([]) is None


def test_nothing_personal_is_in_it(lakeside, monkeypatch):
    """Whatever the words of a finding say, the hub hears its code."""
    finds(monkeypatch, Finding("Disk", False, "/home/Zuzanna Xanthippe is full", "Ask Mrs Park.", code="disk"))
    with lakeside:
        told = heartbeat.now()

    assert set(told) == {"color", "code", "free_mb", "trust", "backup_hours", "test_hours", "test_well"}
    assert "Xanthippe" not in json.dumps(told)
    assert all(isinstance(value, int) for name, value in told.items() if name not in ("color", "code"))


def test_a_box_that_can_not_look_at_itself_is_in_touch_and_says_so(district, lakeside, monkeypatch):
    def broken(_settings):
        raise ZeroDivisionError

    monkeypatch.setattr(checkup, "CHECKS", (broken,))
    assert lakeside.sync() == 0
    assert "The box can&#39;t look at itself." in district.hub.get("/").text


@pytest.mark.parametrize(
    "told",
    ["well", [1], {"color": "blue"}, {"color": "red", "code": "<b>"}, {"color": "red", "code": "heat", "free_mb": "x"}],
)
def test_what_makes_no_sense_is_left_out_and_the_box_is_heard(district, lakeside, monkeypatch, told):
    lakeside.sync()
    with district.world.hub:
        before = Health.select().dicts().get()
    monkeypatch.setattr(heartbeat, "now", lambda: told)
    lakeside.write(1)

    assert lakeside.sync() == 1
    with district.world.hub:
        assert Health.select().dicts().get() == before


def test_a_code_of_a_newer_box_is_a_sentence_all_the_same(district, lakeside, monkeypatch):
    monkeypatch.setattr(heartbeat, "now", lambda: {"color": "yellow", "code": "chimney"})
    lakeside.sync()
    assert "Something of the box needs a look." in district.hub.get("/").text


def test_every_code_a_box_can_tell_has_its_sentence_at_the_hub():
    """One that the hub has no words for would be told as “something”. The sources are the list of codes."""
    root = Path(checkup.__file__).parent
    names = ("checkup.py", "backups/findings.py", "fleet/hardware.py", "fleet/updates.py")
    codes = {code for name in names for code in re.findall(r'code="([a-z-]+)"', (root / name).read_text("utf-8"))}
    assert len(codes) > 10
    unknown = health.sentence("no such code", "red")
    assert [code for code in codes - {"hub"} if health.sentence(code, "red") == unknown] == []
