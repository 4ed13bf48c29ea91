"""What nobody needs goes after the days that the settings name; a dry run tells; children go by hand only."""

import io

import pytest
from click.testing import CliRunner

from conftest import make_settings
from homeroom import app, config, db, timekeeping
from homeroom.cli import main
from homeroom.errors import BadConfig
from homeroom.people import actions
from homeroom.people import tables as people
from homeroom.people.on_this_box import RosterImport, WrongTry
from homeroom.privacy import looks, retention
from homeroom.privacy.tables import LookedAt

ROSTER = b"given_name,family_name\nZoe,Zaragoza\n"


@pytest.fixture
def used(cast, client, monkeypatch):
    """A box on which somebody looked, guessed and brought in a list; its clock is vouched for."""
    monkeypatch.setattr(timekeeping, "is_doubtful", lambda: False)
    park = cast.signed_in(cast.mrs_park)
    park.get(f"/people/students/{cast.ada.id}")
    looks.keep()
    client.post("/sign-in", data={"username": "okoro", "password": "a wrong one"})
    park.post("/people/import", data={"file": (io.BytesIO(ROSTER), "list.csv")})
    assert (RosterImport.select().count(), WrongTry.select().count()) == (1, 1)
    return cast


def due():
    return {one.name: one.rows for one in retention.due() if one.rows}


def test_nothing_goes_before_its_days_are_over(used, the_clock):
    the_clock.pass_time(days=29, hours=23)

    assert due() == {}
    assert retention.carry_out() == []


def test_each_kind_goes_after_its_own_time(used, the_clock):
    the_clock.pass_time(days=31)
    assert due() == {"tries": 1}
    the_clock.pass_time(days=60)
    assert due() == {"tries": 1, "imports": 1, "sessions": 1}
    assert RosterImport.select().count() == 1
    retention.carry_out()
    assert (RosterImport.select().count(), WrongTry.select().count()) == (0, 0)
    assert LookedAt.select().count() == 1
    the_clock.pass_time(days=310)
    retention.carry_out()
    assert LookedAt.select().count() == 0
    assert len(people.students()) == 6


def test_a_box_that_is_not_sure_of_the_time_lets_nothing_go(used, the_clock, monkeypatch):
    monkeypatch.setattr(timekeeping, "is_doubtful", lambda: True)
    the_clock.pass_time(days=500)

    assert due()
    assert retention.carry_out() == []
    assert LookedAt.select().count() == 1


def test_who_left_long_ago_is_named_and_stays_until_somebody_erases_her(used, the_clock):
    actions.archive_student(used.ada.id)
    the_clock.pass_time(days=3 * 365 + 1)
    assert retention.left_long_ago() == []
    config.use(make_settings(config.current().data, keep_left_years=3))
    retention.carry_out()

    assert [one.id for one, _when in retention.left_long_ago()] == [used.ada.id]
    page = used.signed_in(used.mrs_park).get("/retention").get_data(as_text=True)
    assert f"/people/students/{used.ada.id}/record#erase" in page
    assert "Ben" not in page


def test_the_page_says_what_would_go_and_only_the_office_sees_it(used, the_clock):
    the_clock.pass_time(days=100)
    page = used.signed_in(used.mrs_park).get("/retention").get_data(as_text=True)

    assert "Who looked at whom" in page
    assert "400 days" in page
    assert used.signed_in(used.mr_okoro).get("/retention").status_code == 403


def test_the_command_shows_first_and_then_does_it(used, the_clock):
    the_clock.pass_time(days=100)
    data = config.current().data
    db.close()
    run = CliRunner().invoke(main, ["retention", "--dry-run", "--data", str(data), "--port", "0"])
    assert run.exit_code == 0, run.output
    assert "1 rows older than 30 days: wrong tries to sign in" in run.output
    assert "nothing was changed" in run.output
    run = CliRunner().invoke(main, ["retention", "--data", str(data), "--port", "0"])
    assert "3 rows are gone." in run.output
    db.close()
    app.create_box(make_settings(data))

    assert due() == {}


def test_a_setting_that_would_keep_nothing_is_refused(tmp_path):
    with pytest.raises(BadConfig, match="keep_looks_days"):
        config.load(None, {}, keep_looks_days=0)
