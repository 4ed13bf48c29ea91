"""What the office reads about copies, backups and the disk."""

import re

import pytest
from tests.backups.conftest import checkpointed, start_again, take

from cast import PASSWORD, settle
from conftest import make_settings
from homeroom import app, disk
from homeroom.backups import alarms, places, tables, vault, writing
from waiting import until


def page(client, path="/backups"):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_the_office_hears_of_a_return_to_a_copy_on_every_page_until_somebody_has_read_it(box, cast, settings):
    office = cast.signed_in(cast.mrs_park)
    teacher = cast.signed_in(cast.mr_okoro)
    take(settings)
    checkpointed(settings).write_bytes(b"x" * 9000)
    again = start_again(settings)
    for client in (office, teacher):
        client.application = again

    for path in ("/today", "/sync", "/people"):
        assert "database of the box was damaged" in page(office, path)
    assert "was damaged" not in page(teacher, "/today")
    assert "went back to a copy" in page(office)
    assert office.post("/backups/read").status_code == 303
    assert "was damaged" not in page(office, "/today")


def test_only_the_office_sees_the_page(box, cast):
    assert cast.signed_in(cast.mr_okoro).get("/backups").status_code == 403


@pytest.mark.parametrize(
    ("state", "told"), [(disk.State.SHORT, "getting full"), (disk.State.FULL, "photos and packs are refused")]
)
def test_a_short_disk_is_told(box, cast, monkeypatch, state, told):
    office = cast.signed_in(cast.mrs_park)
    monkeypatch.setattr(disk, "state", lambda _settings: state)

    assert told in page(office, "/today")
    assert told in page(office).lower()


def test_a_stick_is_prepared_and_written_from_the_page(tmp_path, the_clock, monkeypatch):
    folder = tmp_path / "media" / "blue"
    folder.mkdir(parents=True)
    monkeypatch.setattr(places.os.path, "ismount", lambda path: path == folder)
    made = app.create_box(make_settings(tmp_path / "box", stick_folders=str(tmp_path / "media")))
    school = settle(made)
    office = school.signed_in(school.mrs_park)
    assert "Use this stick for backups" in page(office)
    assert office.post("/backups/prepare", data={"folder": str(folder)}).status_code == 303
    until(lambda: not writing.running() and tables.sticks()[0].last_good)

    text = page(office)
    assert "The last good backup is of" in text
    assert "Back up now" in text
    assert office.post("/backups/prepare", data={"folder": "/etc"}).status_code == 422
    assert office.post("/backups/test").status_code == 303
    assert "The restore works." in page(office)
    the_clock.pass_time(days=4)
    office.get("/today")
    assert [alarm.words for alarm in alarms_now(made)] == [
        "There has been no backup for more than three days. Plug the backup stick in."
    ]


def alarms_now(made):
    with made.test_request_context("/"):
        return list(alarms.alarms())


def test_the_recovery_key_is_shown_to_who_knows_the_password(box, cast, settings):
    office = cast.signed_in(cast.mrs_park)
    secret = vault.own(settings.data).secret

    wrong = office.post("/backups/key", data={"password": "no"})
    assert wrong.status_code == 422
    answer = office.post("/backups/key", data={"password": PASSWORD}).get_data(as_text=True)
    groups = re.search(r'<p class="key-groups".*?</p>', answer, re.DOTALL)[0]
    assert vault.Vault(re.sub(r"<[^>]*>", "", groups)).secret == secret
    assert secret not in page(office)
