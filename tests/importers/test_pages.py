"""Bringing a file in by the page: the report, the cards, installing, throwing away; and by the command line."""

import io
import json
import os
import re

import pytest
from click.testing import CliRunner
from tests.importers import made
from werkzeug.datastructures import FileStorage

from homeroom import cli, config, disk
from homeroom.packs import actions as packs
from homeroom.packs import tables

QUIZ = "::Sun::Is the sun a star?{T}\n\n::Moon::Describe the moon.{}\n\n::Odd::Too few {~a}\n"


@pytest.fixture
def park(cast):
    return cast.signed_in(cast.mrs_park)


@pytest.fixture
def okoro(cast):
    return cast.signed_in(cast.mr_okoro)


def bring(client, data, name="Sky quiz.gift", **more):
    data = data if isinstance(data, bytes) else data.encode()
    return client.post("/packs/drafts", data={"file": (io.BytesIO(data), name), **more})


def text_of(answer):
    return answer.get_data(as_text=True)


def left_behind():
    return [path for name in ("drafts", "incoming") for path in (config.current().data / name).glob("*")]


def test_a_teacher_brings_a_quiz_in_reads_the_report_and_the_office_installs_it(okoro, park):
    made_draft = bring(okoro, QUIZ, subject="science")
    assert made_draft.status_code == 303
    page = text_of(okoro.get(made_draft.location))

    assert "Parts that came over: 2. Cards: 1. Simplified: 0. Left out: 1." in page
    assert "It has fewer than two answers." in page
    assert "The office can install it." in page
    card = re.search(r'href="(/packs/drafts/\w+/cards/[\w-]+)"', page)[1]
    assert "Is the sun a star?" in text_of(okoro.get(card))

    no_licence = park.post(f"{made_draft.location}/install", data={"title": "Sky", "subject": "science"})
    assert no_licence.status_code == 422
    assert "Choose the licence" in text_of(no_licence)

    done = park.post(
        f"{made_draft.location}/install", data={"title": "Sky", "licence": "CC-BY-4.0", "subject": "science"}
    )
    assert done.status_code == 303
    pack = tables.packs()[0]
    assert (pack.name, pack.licence, tables.count_cards()[pack.id]) == ("Sky", "CC-BY-4.0", 1)
    assert "The pack is installed." in text_of(park.get(done.location))
    assert okoro.get(made_draft.location).status_code == 404
    assert left_behind() == []


def test_lessons_whose_titles_have_no_latin_letters_do_not_take_each_others_place(okoro, park):
    for title in ("الشمس", "القمر", "الدرس 1", "التمرين 1"):
        draft = bring(okoro, QUIZ, f"{title}.gift").location
        assert park.post(f"{draft}/install", data={"licence": "CC-BY-4.0"}).status_code == 303, text_of(park.get(draft))

    assert sorted(one.name for one in tables.packs()) == sorted(["الشمس", "القمر", "الدرس 1", "التمرين 1"])


def test_who_installs_lessons_of_the_same_name_again_is_told_what_goes(okoro, park):
    first = bring(okoro, QUIZ).location
    assert "takes its place" not in text_of(park.get(first))
    park.post(f"{first}/install", data={"licence": "CC-BY-4.0"})

    again = bring(okoro, QUIZ).location

    assert "A pack of this name is on the box already: Sky quiz. This one takes its place." in text_of(park.get(again))


def test_the_licence_that_counts_is_the_one_chosen_last(okoro, park):
    draft = bring(okoro, QUIZ).location
    with packs._one_at_a_time():
        assert park.post(f"{draft}/install", data={"licence": "CC0-1.0"}).status_code == 409

    assert "Choose …" in text_of(park.get(draft))
    park.post(f"{draft}/install", data={"licence": "CC-BY-NC-4.0", "title": "Sky"})

    assert [(one.name, one.licence) for one in tables.packs()] == [("Sky", "CC-BY-NC-4.0")]


def test_an_import_that_takes_the_last_of_the_disk_is_undone(okoro, monkeypatch):
    room = iter([1 << 40, 1 << 40])  # when it begins there is enough
    monkeypatch.setattr(disk, "free", lambda _place: next(room, 1000))

    answer = bring(okoro, QUIZ)

    assert answer.status_code == 507
    assert "nearly full" in text_of(answer)
    assert left_behind() == []


@pytest.mark.parametrize(("page", "field"), [("/packs/drafts", "file"), ("/packs", "pack")])
def test_an_upload_that_does_not_fit_is_refused_before_it_is_read(park, monkeypatch, page, field):
    monkeypatch.setattr(disk, "free", lambda _place: config.current().disk_reserve_mb * disk.MB + 1000)
    monkeypatch.setattr(FileStorage, "save", lambda *_: pytest.fail("it was written"))

    answer = park.post(page, data={field: (io.BytesIO(bytes(2000)), "a.pack")})

    assert answer.status_code == 507


def test_a_teacher_can_not_install(okoro):
    draft = bring(okoro, QUIZ).location

    assert okoro.post(f"{draft}/install", data={"licence": "CC0-1.0"}).status_code == 403


def test_a_draft_is_thrown_away(okoro):
    draft = bring(okoro, QUIZ).location

    assert "The draft is thrown away." in text_of(okoro.post(f"{draft}/throw-away", follow_redirects=True))
    assert left_behind() == []


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"\x7fELF", "game.exe", "does not know files of this kind"),
        (b"PK\x03\x04 torn", "course.imscc", "damaged or incomplete"),
        (b"", "empty.gift", "Nothing in the file could be turned into a card"),
    ],
)
def test_what_can_not_be_read_is_refused_on_the_same_page_and_leaves_nothing(okoro, data, name, reason):
    answer = bring(okoro, data, name)

    assert answer.status_code == 422
    assert reason in text_of(answer)
    assert left_behind() == []


def test_no_file_at_all_is_refused_kindly(okoro):
    answer = okoro.post("/packs/drafts", data={})

    assert answer.status_code == 422
    assert "Choose a file first." in text_of(answer)


def test_pictures_of_a_draft_are_shown_and_nothing_else(okoro, tmp_path):
    draft = bring(okoro, made.scorm(tmp_path / "c.zip").read_bytes(), "c.zip").location
    with okoro.get(f"{draft}/files/images/drop.png") as picture:
        assert picture.get_data() == made.PNG
        assert picture.mimetype == "image/png"
    for path in ("../import.json", "pack.toml", "%2e%2e/x.png", "images/none.png"):
        assert okoro.get(f"{draft}/files/{path}").status_code == 404


def test_a_draft_leaves_as_text_files_and_comes_in_again(okoro):
    draft = bring(okoro, QUIZ).location
    zipped = okoro.get(f"{draft}.zip").get_data()

    again = bring(okoro, zipped, "edited.zip")

    assert again.status_code == 303
    assert "Sky quiz" in text_of(okoro.get(again.location))


def test_a_draft_without_a_licence_in_the_file_can_be_mended_after_coming_in_again(okoro, park):
    zipped = park.get(f"{bring(okoro, QUIZ).location}.zip").get_data()
    draft = bring(park, zipped, "edited.zip").location

    done = park.post(f"{draft}/install", data={"title": "Sky", "licence": "CC0-1.0", "subject": "science"})

    assert done.status_code == 303
    assert tables.packs()[0].licence == "CC0-1.0"


def test_what_a_power_cut_left_behind_is_cleared_away(okoro):
    bring(okoro, QUIZ)
    old = [config.current().data / "drafts/.torn", config.current().data / "incoming/import-torn"]
    for folder in old:
        folder.mkdir()
        os.utime(folder, (0, 0))

    bring(okoro, QUIZ)

    assert not any(folder.exists() for folder in old)


def test_children_and_strangers_see_no_drafts(box, cast, okoro):
    draft = bring(okoro, QUIZ).location

    for client in (box.test_client(), cast.child(cast.ada)):
        assert client.get(draft).status_code in (302, 303, 401, 403)


def typed(*words):
    """The command as a person types it: its exit status and what it says."""
    done = CliRunner().invoke(cli.main, ["packs", *map(str, words)])
    return done.exit_code, done.output


@pytest.fixture
def own_settings():
    """Commands use settings of their own; afterwards those of the tests count again."""
    before = config.current()
    yield
    config.use(before)


def test_the_command_writes_a_draft_that_passes_the_check(own_settings, tmp_path):
    (tmp_path / "quiz.gift").write_text(QUIZ)
    draft = tmp_path / "draft"

    status, said = typed(
        "import", tmp_path / "quiz.gift", "--out", draft, "--subject", "science", "--licence", "CC0-1.0"
    )

    assert status == 0, said
    assert "Parts that came over: 2. Cards: 1." in said
    assert f"homeroom packs check {draft}" in said
    assert typed("check", draft)[0] == 0


def test_the_command_says_why_it_refuses_and_overwrites_nothing(own_settings, tmp_path):
    (tmp_path / "quiz.gift").write_text(QUIZ)
    (tmp_path / "there").mkdir()
    (tmp_path / "x.bin").write_bytes(b"\0")

    status, said = typed("import", tmp_path / "quiz.gift", "--out", tmp_path / "there")
    assert status != 0
    assert "is there already" in said
    status, said = typed("import", tmp_path / "x.bin", "--out", tmp_path / "new")
    assert status != 0
    assert "does not know files of this kind" in said
    assert not (tmp_path / "new").exists()


def test_a_framework_is_brought_in_by_the_page_looked_at_and_put_on_the_map(okoro, park):
    brought = bring(okoro, json.dumps(made.FRAMEWORK), "framework.json")
    page = text_of(okoro.get(brought.location))

    assert "Look at the skills" in page
    assert "<bdi>Take away</bdi>" in page
    form = {"title": "Riverside", "licence": "CC-BY-4.0", "subject": "math"}
    done = park.post(f"{brought.location}/install", data=form)
    assert done.status_code == 303
    assert "Add up to ten" in text_of(okoro.get(done.location))
