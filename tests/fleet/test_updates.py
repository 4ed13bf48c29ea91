"""The page that tells which update waits; the updater alone decides what it takes."""

import json
import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from homeroom import clock, config, db
from homeroom.cli import main
from homeroom.fleet import updates

KIT = "d" * 64
WAITING = {"kit": KIT, "version": "2.0", "counter": 7, "place": "blue", "failed": ""}


@pytest.fixture
def settings(box):
    return config.current()


@pytest.fixture
def updater(settings, monkeypatch, box):
    """A folder of an updater that says what the test says."""
    folder = settings.data / "updater"
    folder.mkdir()
    changed = config.replace(settings, updater=str(folder))
    config.use(changed)
    box.extensions["watch"].forget()

    def say(**told):
        (folder / "status.json").write_text(
            json.dumps({"waiting": [], "refused": [], "under_way": "", "last": {}, **told})
        )
        box.extensions["watch"].forget()
        return changed

    yield say
    config.use(settings)


def test_only_the_office_sees_the_page_and_without_an_updater_it_says_so(cast):
    assert cast.signed_in(cast.mr_okoro).get("/updates").status_code == 403
    assert "not updated from here" in cast.signed_in(cast.mrs_park).get("/updates").text


@pytest.mark.parametrize(("when", "told"), [("tonight", "It is put in at night"), ("no", "It is not put in")])
def test_the_office_says_when_and_the_note_for_the_updater_is_there(cast, updater, when, told):
    office = cast.signed_in(cast.mrs_park)
    changed = updater(waiting=[WAITING])
    assert "Version 2.0 waits on “blue”" in office.get("/updates").text

    assert office.post("/updates", data={"kit": KIT, "when": when}).status_code == 303
    note = json.loads((changed.data / "updates" / "request.json").read_text())
    assert (note["kit"], note["when"]) == (KIT, when)
    assert told in office.get("/updates").text
    assert "version 2.0 waits" in office.get("/status").text


@pytest.mark.parametrize("form", [{"kit": "e" * 64, "when": "now"}, {"kit": KIT, "when": "never"}, {}])
def test_a_wish_about_something_that_does_not_wait_is_refused(cast, updater, form):
    changed = updater(waiting=[WAITING])

    assert cast.signed_in(cast.mrs_park).post("/updates", data=form).status_code == 422
    assert not (changed.data / "updates" / "request.json").exists()


def test_an_update_that_was_taken_back_is_told_in_yellow(cast, updater):
    office = cast.signed_in(cast.mrs_park)
    updater(
        waiting=[{**WAITING, "failed": "The new version did not answer."}],
        last={"version": "2.0", "well": False, "why": "The new version did not answer.", "at": clock.now_ms()},
        refused=[{"place": "red", "why": "The kit needs 2 signatures <b>"}],
    )

    page = office.get("/updates").text
    assert "It was tried, and taken back" in page
    assert "red: The kit needs 2 signatures &lt;b&gt;" in page
    assert re.search("version 2.0 was taken back on", office.get("/status").text)


def test_whatever_the_file_holds_the_page_opens(cast, updater, settings):
    changed = updater()
    for text in ("", "[]", "{", "\0" * 9):
        (settings.data / "updater" / "status.json").write_text(text)
        assert updates.known(changed).waiting is None
        assert cast.signed_in(cast.mrs_park).get("/updates").status_code == 200


@pytest.mark.parametrize(
    ("moment", "quiet"),
    [
        ("2026-09-07 22:00", True),  # a Monday
        ("2026-09-08 03:00", True),
        ("2026-09-07 12:00", False),
        ("2026-09-07 17:59", False),
        ("2026-09-05 12:00", False),  # a Saturday: people may be there, nobody asked
        ("2026-09-05 23:00", True),
    ],
)
def test_quiet_is_at_night_only(box, the_clock, settings, moment, quiet):
    at(the_clock, settings, moment)

    assert updates.quiet(settings) is quiet


def at(the_clock, settings, moment):
    wanted = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(settings.timezone))
    the_clock.pass_time(seconds=(int(wanted.timestamp() * 1000) - clock.now_ms()) / 1000)


def test_an_evening_school_has_its_evening(box, the_clock, settings):
    evening = config.replace(settings, attendance_start="18:30", attendance_end="21:00")
    at(the_clock, settings, "2026-09-07 18:00")
    assert not updates.quiet(evening)
    at(the_clock, settings, "2026-09-07 21:30")
    assert updates.quiet(evening)


def test_the_command_line_says_whether_it_is_quiet_and_what_is_grave(settings):
    db.close()
    place = ["--data", str(settings.data)]
    told = CliRunner().invoke(main, ["quiet", *place])
    grave = CliRunner().invoke(main, ["doctor", "--grave", *place])

    # Nobody vouches for the time of a box that has just been made, or it is day, or night: one of the two it says.
    assert told.output.startswith(("The box may be away now.", "Not now:")[told.exit_code])
    assert grave.exit_code == 0
    assert "All is well." in grave.output
    assert "Clock" not in grave.output
