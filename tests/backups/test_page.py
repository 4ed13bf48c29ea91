"""What the office reads about copies, backups and the disk."""

import pytest
from tests.backups.conftest import checkpointed, start_again, take

from homeroom import disk


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
    assert told in page(office).lower().replace("photos", "photos")
