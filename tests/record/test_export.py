"""Everything about one child in one file that a family can read, and nothing about the others."""

import io
import json
import zipfile

import pytest

from homeroom import blobs, db, journal
from homeroom.attendance.events import Arrived
from homeroom.evidence.events import TextWritten, UploadKept
from homeroom.people import actions as people

PHOTO = b"RIFF....WEBP a photo of beans"


@pytest.fixture
def busy(cast):
    """Ada and Ben have done something."""
    cast.photo = blobs.put(io.BytesIO(PHOTO), most=1000)
    cast.portrait = blobs.put(io.BytesIO(b"RIFF....WEBP Ada's face"), most=1000)
    with journal.acting(actor="kiosk:door"):
        for child in (cast.ada, cast.ben):
            db.write(journal.write, Arrived(student=child.id, day="2026-11-23", when=1_795_420_000_000))
    with journal.acting(actor=f"student:{cast.ada.id}"):
        words = {"slot": "s1", "card": "c1", "when": 1, "block": "b1"}
        db.write(journal.write, TextWritten(student=cast.ada.id, text="A bean grows <in> earth", **words))
        upload = UploadKept(upload="u1", student=cast.ada.id, sha256=cast.photo, media="image/webp", size=9, when=1)
        db.write(journal.write, upload)
    with journal.acting(actor=f"student:{cast.ben.id}"):
        db.write(journal.write, TextWritten(student=cast.ben.id, text="Ben's secret", **words))
    people.change_student(cast.ada.id, portrait=cast.portrait)
    return cast


def opened(answer):
    return zipfile.ZipFile(io.BytesIO(answer.get_data()))


def test_the_file_has_her_words_her_pictures_and_a_page_to_read(busy):
    office = busy.signed_in(busy.mrs_park)

    answer = office.get(f"/people/students/{busy.ada.id}/record.zip")

    file = opened(answer)
    page = file.read("index.html").decode()
    told = json.loads(file.read("record.json"))
    assert answer.status_code == 200
    assert "Ada Obi" in page
    assert "A bean grows &lt;in&gt; earth" in page
    assert "Came to school" in page
    assert told["student"]["given_name"] == "Ada"
    assert [one["says"]["text"] for one in told["journal"] if one["kind"] == "evidence.text-written"]
    assert file.read(told["files"][busy.photo]) == PHOTO
    assert told["files"][busy.photo].endswith(".webp")
    assert file.read("portrait.svg").startswith(b"<svg")


def test_nothing_of_another_child_is_in_it(busy):
    file = opened(busy.signed_in(busy.mrs_park).get(f"/people/students/{busy.ada.id}/record.zip"))

    everything = b"".join(file.read(name) for name in file.namelist())
    for name in (b"Ben", b"Cruz", b"Chidi"):
        assert name not in everything


def test_no_secret_and_no_token_is_in_it(busy):
    busy.child(busy.ada)
    told = opened(busy.signed_in(busy.mrs_park).get(f"/people/students/{busy.ada.id}/record.zip")).read("record.json")

    assert b'"mark"' not in told
    assert b'"token"' not in told


@pytest.mark.parametrize("path", ["record", "record.zip"])
def test_only_the_office_may_have_it(busy, path):
    okoro = busy.signed_in(busy.mr_okoro)

    assert okoro.get(f"/people/students/{busy.ada.id}/{path}").status_code == 403
    assert okoro.post(f"/people/students/{busy.ada.id}/erase", data={"name": "Ada Obi"}).status_code == 403
