"""A card of a pack or of imported lessons as the beginning of one's own, with its pictures and its maker's name."""

import io
from pathlib import Path

import pytest
from tests.importers import made

from homeroom import blobs, db
from homeroom.packs import actions as packs
from homeroom.packs import serving
from homeroom.packs import tables as installed
from homeroom.packs.importers import drafts
from homeroom.packs.on_this_box import Card
from homeroom.workshop import actions, adopting, rules, shelf, tables

PACKS = Path(__file__).parents[2] / "content_packs"
QUIZ = "::Sky::What color is the sky?{=Blue#Right.~Green#Look up.}\n"


@pytest.fixture
def okoro(cast):
    return cast.signed_in(cast.mr_okoro)


@pytest.fixture
def water(box):
    """The pack on water and plants."""
    return packs.install_folder(PACKS / "water-and-plants")


def adopt(client, **which):
    answer = client.post("/workshop/adopt", data=which)
    assert answer.status_code == 303, answer.text
    return tables.draft(answer.location.split("/")[-1].partition("?")[0])


def pictured():
    """A card of the pack that has a picture."""
    return next(card for card in installed.cards() if serving.card(card.sha256)["image"])


def bring(client, data, name):
    """(draft, first card) of imported lessons."""
    place = client.post("/packs/drafts", data={"file": (io.BytesIO(data), name)}).location
    draft = place.rstrip("/").split("/")[-1]
    return draft, next(iter(drafts.problems(drafts.get(draft))[0].cards))


def test_a_teacher_makes_a_card_of_a_pack_her_own_and_gives_it_to_children(okoro, water):
    first = pictured()

    draft = adopt(okoro, card=first.id)
    actions.put_on_shelf(draft.card)

    mine = installed.card(draft.card)
    was, now = serving.card(first.sha256), serving.card(mine.sha256)
    assert now["blocks"] == was["blocks"]
    assert now["image"] == was["image"]
    assert mine.variant_of == (first.variant_of or first.id)
    assert mine.licence == first.licence
    assert water.publisher in str(now["source"]["authors"]) or was["source"]
    assert "changed at Riverside Primary" in now["source"]["changes"]


def test_its_pictures_stay_when_the_pack_goes(okoro, water):
    draft = adopt(okoro, card=pictured().id)
    packs.remove(water.id)

    assert tables.files()
    assert all(blobs.has(one.sha256) for one in tables.files().values())
    assert draft.text == tables.draft(draft.card).text


def test_every_card_of_our_own_packs_can_be_adopted_and_stays_the_same(box):
    for folder in sorted(PACKS.glob("*/pack.toml")):
        packs.install_folder(folder.parent)
    for card in installed.cards()[::7]:
        name = adopting.from_pack(card.id)
        read = shelf.read(tables.draft(name).text)
        assert [one for one in read.problems if one.serious] == [], card.id


def test_a_card_of_imported_lessons_is_mended_in_the_workshop(okoro, water, tmp_path):
    question = {"question": "<p>Half?</p>", "answers": [{"text": "1/2", "correct": True}, {"text": "1/3"}]}
    lesson = made.h5p(tmp_path / "half.h5p", "H5P.MultiChoice 1.16", question, authors=[{"name": "Wanjiru"}])
    draft, card = bring(okoro, lesson.read_bytes(), "half.h5p")

    mine = adopt(okoro, draft=draft, card=card)
    text = rules.with_head(mine.text, skills=f"[{installed.skills()[0].id}]", subject="")
    actions.write(mine.card, text.replace("1/3", "1/4"))
    actions.put_on_shelf(mine.card)

    shown = serving.card(installed.card(mine.card).sha256)
    assert "1/4" in str(shown["blocks"])
    assert shown["source"]["authors"] == ["Wanjiru"]
    assert shown["licence"] == "CC-BY-4.0"


def test_lessons_that_do_not_say_their_licence_are_not_changed(okoro, water):
    draft, card = bring(okoro, QUIZ.encode(), "sky.gift")

    answer = okoro.post("/workshop/adopt", data={"draft": draft, "card": card})

    assert answer.status_code == 422
    assert "under which licence" in answer.text


def test_a_licence_that_allows_no_changes_is_respected(okoro, water):
    card = pictured().id
    db.write(lambda: Card.update(licence="CC-BY-ND-4.0").where(Card.id == card).execute())

    answer = okoro.post("/workshop/adopt", data={"card": card})

    assert answer.status_code == 422
    assert "does not allow changes" in answer.text
    assert "Make my own of it" not in okoro.get(f"/packs/cards/{card}").text


def test_what_is_not_there_is_not_found(okoro):
    assert okoro.post("/workshop/adopt", data={"card": "no-such-card"}).status_code == 404
    assert okoro.post("/workshop/adopt", data={"draft": "zz", "card": "x"}).status_code == 404
