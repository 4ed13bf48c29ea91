"""Teachers write cards: nothing is lost, nothing unready reaches a child, what is shelved can be planned and shared."""

import io
import threading

import pytest
from PIL import Image
from tests.workshop.conftest import Desk

from homeroom import app, config, db, journal
from homeroom.packs import actions as pack_actions
from homeroom.packs import tables as packs
from homeroom.packs import trust
from homeroom.workshop import actions, rules, shelf, tables
from homeroom.workshop.events import CardPlaced, CardWritten, FileAdded


def picture(color="red"):
    """A small photo."""
    file = io.BytesIO()
    Image.new("RGB", (40, 30), color).save(file, "JPEG")
    return file.getvalue()


def add_picture(desk, data=None, name="Our mango.jpg"):
    """Send a picture as the editor does."""
    form = {"file": (io.BytesIO(picture() if data is None else data), name)}
    return desk.client.post("/api/workshop/files", data=form)


# --- writing -----------------------------------------------------------------------------------------


def test_a_new_card_is_already_a_card(desk):
    page = desk.client.get(f"/workshop/cards/{desk.card}").get_data(as_text=True)

    assert desk.draft.title == "Halves of a mango"
    assert shelf.read(desk.text).problems == []
    assert "Only staff see this card." in page


def test_what_is_written_is_checked_and_shown_but_not_saved(desk):
    before = desk.text
    bad = desk.with_question().replace("- [x]", "- [ ]")

    told = desk.client.post("/api/workshop/preview", json={"text": bad}).json

    assert told["shown"]["blocks"][0]["kind"] == "choice"
    assert "exactly one [x]" in told["problems"][0]["message"]
    assert told["problems"][0]["serious"] is True
    assert desk.text == before


def test_every_version_is_kept_and_can_be_taken_up_again(desk):
    first = desk.draft.ref
    desk.save(desk.with_question())
    desk.save(desk.with_question().replace("share a mango", "share a papaya"))

    desk.say("back", ref=first)

    assert "What do you ask?" in desk.text
    assert len(tables.versions(desk.card)) == 4
    desk.say("back", ref=first)
    assert len(tables.versions(desk.card)) == 4  # the same text again is no version


def test_two_teachers_at_one_card_lose_nothing(desk, cast):
    started = desk.draft.ref
    other = cast.signed_in(cast.ms_silva)
    url = f"/api/workshop/cards/{desk.card}"
    other.put(url, json={"text": desk.with_question(), "ref": started})

    told = desk.save(desk.with_question().replace("share a mango", "share a papaya"), ref=started).json

    assert told["other"] == cast.ms_silva.name
    assert ["share a" in one.text for one in tables.versions(desk.card)] == [True, True, False]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda text: text.replace("id: own", "id: other"), "must stay as it is"),
        (lambda text: text + "x" * 60_000, "60000 characters"),
        (lambda _text: 7, "must be a text"),
    ],
)
def test_what_can_not_be_saved_is_told_and_changes_nothing(desk, change, why):
    before = desk.text

    answer = desk.save(change(before))

    assert answer.status_code == 422
    assert why in answer.json["detail"]
    assert desk.text == before


def test_an_address_of_the_internet_is_pointed_out_and_a_link_is_refused(desk):
    told = desk.client.post(
        "/api/workshop/preview", json={"text": desk.text + "\nLook at https://example.org/seeds (or www.x.org).\n"}
    )
    problems = [(one["message"], one["serious"]) for one in told.json["problems"]]
    assert ("Children can't open https://example.org/seeds: nothing may need the internet.", False) in problems
    assert ("Children can't open www.x.org: nothing may need the internet.", False) in problems

    linked = desk.client.post("/api/workshop/preview", json={"text": desk.text + "\n[Seeds](https://example.org)\n"})
    assert any(one["serious"] and "Links do not work" in one["message"] for one in linked.json["problems"])


def test_long_sentences_are_pointed_out_without_stopping_anything():
    long = "This sentence, which goes on and on, has many more words than any child of seven years would ever read."
    text = f"---\nid: own-x\n---\n{long} Short one.\n\n```question choice\n{long}\n```\n"

    assert rules.hard_to_read(text) == [long.rstrip(".")]


def test_a_card_can_be_begun_only_about_a_known_skill(okoro, bread):
    answer = okoro.post("/workshop", data={"title": "Mango", "skill": "hr-math:no.such"})

    assert answer.status_code == 404
    assert "not in any pack" in answer.get_data(as_text=True)
    assert okoro.post("/workshop", data={"title": " ", "skill": packs.skills()[0].id}).status_code == 422
    assert tables.drafts(*rules.PLACES) == []


def test_children_and_strangers_stay_outside(desk, ada, box):
    for client in (ada.tablet, box.test_client()):
        assert client.get("/workshop").status_code in (302, 403)
        assert client.post("/api/workshop/preview", json={"text": "x"}).status_code in (401, 403)
        assert client.put(f"/api/workshop/cards/{desk.card}", json={"text": "x", "ref": ""}).status_code in (401, 403)


# --- pictures, wrong ideas, variants -----------------------------------------------------------------


def test_a_picture_comes_into_a_card_and_onto_the_shelf(desk):
    told = add_picture(desk).json
    text = desk.with_question() + f"\n![A mango in two parts]({told['path']})\n"
    desk.save(text)

    desk.say("shelf")

    assert told["path"].startswith("images/our-mango-")
    with desk.client.get(told["url"]) as answer:
        assert answer.content_type == "image/jpeg"
    assert "mango in two parts" in desk.client.get(f"/packs/cards/{desk.card}").get_data(as_text=True)


def test_a_picture_without_words_keeps_a_card_off_the_shelf(desk):
    path = add_picture(desk).json["path"]
    desk.save(desk.with_question() + f"\n![]({path})\n")

    answer = desk.say("shelf")

    assert answer.status_code == 422
    assert "needs a description" in answer.get_data(as_text=True)
    assert desk.draft.place == rules.DESK


def test_a_file_that_is_no_picture_is_refused(desk):
    answer = add_picture(desk, b"MZ not a picture", "virus.jpg")

    assert answer.status_code == 422
    assert tables.files() == {}


def test_a_wrong_idea_gets_a_name_once_and_travels_with_the_card(desk):
    url, body = "/api/workshop/ideas", {"skill": desk.skill, "title": "Counts friends, not parts"}
    idea = desk.client.post(url, json=body).json["id"]
    assert desk.client.post(url, json=body).json["id"] == idea
    desk.save(desk.with_question(idea))

    desk.say("shelf")

    assert packs.misconception(idea).title["en"] == "Counts friends, not parts"
    assert desk.client.post(url, json={"skill": desk.skill, "title": " "}).status_code == 422


def test_wrong_ideas_of_other_packs_may_be_used_too(desk):
    desk.save(desk.with_question("bread-counts-cuts"))

    desk.say("shelf")

    assert packs.card(desk.card).title == "Halves of a mango"


def test_a_variant_is_a_copy_in_one_group_with_the_first(desk):
    desk.save(desk.with_question())
    easier = desk.say("easier").location.split("/")[-1].partition("?")[0]
    football = desk.say("interest", interest="football").location.split("/")[-1].partition("?")[0]

    about = {card: rules.head(tables.draft(card).text) for card in (desk.card, easier, football)}

    assert {one["variant_of"] for one in about.values()} == {desk.card}
    assert (about[easier]["level"], about[desk.card]["level"]) == ("easier", "core")
    assert about[football]["interest"] == '"football"'
    for card in (desk.card, easier, football):
        desk.client.post(f"/workshop/cards/{card}", data={"do": "shelf"})
    assert {card.id for card in packs.variants(desk.card)} == {desk.card, easier, football}


# --- the shelf ---------------------------------------------------------------------------------------


def test_a_shelved_card_can_be_done_by_a_child_and_planned_by_a_teacher(desk, ada):
    desk.save(desk.with_question())
    desk.say("shelf")
    sha = packs.card(desk.card).sha256

    shown = ada.tablet.get(f"/api/cards/{sha}.json").json

    assert shown["blocks"][0]["hints"]
    assert packs.pack(shelf.pack_id()).name == "Cards of Riverside Primary"


def test_children_keep_the_shelved_version_until_the_new_one_is_shelved(desk):
    desk.save(desk.with_question())
    desk.say("shelf")
    before = packs.card(desk.card).sha256
    desk.save(desk.with_question().replace("share a mango", "share a papaya"))

    assert packs.card(desk.card).sha256 == before
    assert desk.draft.fresh
    desk.say("shelf")
    assert packs.card(desk.card).sha256 != before
    assert not desk.draft.fresh


def test_what_is_taken_off_the_shelf_or_thrown_away_can_come_back(desk):
    desk.save(desk.with_question())
    desk.say("shelf")

    desk.say("bin")

    with pytest.raises(Exception, match="not on this box"):
        packs.card(desk.card)
    assert "Bin" in desk.client.get("/workshop").get_data(as_text=True)
    desk.say("desk")
    desk.say("shelf")
    assert packs.card(desk.card).title == "Halves of a mango"


def test_a_card_with_something_to_mend_stays_on_the_desk_and_spares_the_others(desk):
    desk.save(desk.with_question())
    desk.say("shelf")
    other = desk.client.post("/workshop", data={"title": "Empty", "skill": desk.skill}).location.rpartition("/")[2]
    broken = rules.first_text(other, "Empty", desk.skill).replace("- [x]", "- [ ]")
    desk.client.put(f"/api/workshop/cards/{other}", json={"text": broken, "ref": ""})

    answer = desk.client.post(f"/workshop/cards/{other}", data={"do": "shelf"})

    assert answer.status_code == 422
    assert "can't go on the shelf yet" in answer.get_data(as_text=True).replace("&#39;", "'")
    assert packs.card(desk.card)


def test_the_shelf_goes_to_another_school_as_a_signed_pack(desk, tmp_path):
    desk.save(desk.with_question())
    desk.say("shelf")
    answer = desk.client.get("/workshop/pack")
    file = tmp_path / "school.pack"
    file.write_bytes(answer.data)
    key, pack, card = trust.own_key().public.text(), shelf.pack_id(), desk.card
    db.close()

    other = config.load(None, {}, data=tmp_path / "other", port=0, survive_power_cuts=False)
    app.create_box(other)
    trust.trust(key, "Riverside")

    assert pack_actions.install(file).id == pack
    assert packs.card(card).title == "Halves of a mango"


def test_without_a_shelf_there_is_nothing_to_share(desk):
    assert desk.client.get("/workshop/pack").status_code == 404


def test_a_rebuild_gives_the_same_desk(desk):
    desk.save(desk.with_question())
    desk.say("shelf")
    add_picture(desk)
    before = [
        sorted(map(str, table.select().tuples())) for table in (tables.Draft, tables.Version, tables.File, tables.Idea)
    ]

    journal.rebuild()

    assert before == [
        sorted(map(str, table.select().tuples())) for table in (tables.Draft, tables.Version, tables.File, tables.Idea)
    ]


def test_two_who_put_cards_on_the_shelf_at_the_same_time_both_find_them_there(desk, okoro, monkeypatch):
    other = Desk(okoro, title="Halves of a papaya")
    first, waited = threading.Event(), []

    def slowly(texts, before=shelf.put_out):
        if not first.is_set():
            first.set()
            second = threading.Thread(target=lambda: waited.append(actions.put_on_shelf(other.card)))
            second.start()
            second.join(0.3)  # it goes first if nothing holds it
            before(texts)
            desk.second = second
        else:
            before(texts)

    monkeypatch.setattr(shelf, "put_out", slowly)
    actions.put_on_shelf(desk.card)
    desk.second.join(60)

    assert waited == [None]
    assert {desk.card, other.card} <= {one.id for one in packs.cards("en", pack=shelf.pack_id())}


def test_a_card_from_another_box_whose_name_leads_out_of_its_folder_writes_nothing_there(desk):
    text = desk.text.replace(f"id: {desk.card}", "id: ../../outside")
    with journal.acting(actor="teacher:somebody"):
        written = db.write(lambda: journal.write(CardWritten(card="../../outside", text=text)))
        db.write(lambda: journal.write(CardPlaced(card="../../outside", place="shelf", text_ref=written.ref)))

    assert desk.say("shelf").status_code == 303

    assert not list(config.current().data.rglob("outside.md"))
    assert desk.card in {one.id for one in packs.cards("en", pack=shelf.pack_id())}


def test_a_picture_from_another_box_whose_name_leads_out_of_its_folder_is_not_written_there(desk):
    path = add_picture(desk).json["path"]
    sha = tables.files()[path].sha256
    name = "images/../../outside.jpg"
    text = desk.text.replace("kind: exercise", "kind: exercise\nsource: x").replace(desk.card, "own-evil")
    with journal.acting(actor="teacher:somebody"):
        db.write(lambda: journal.write(FileAdded(path=name, sha256=sha, media="image/jpeg")))
        written = db.write(lambda: journal.write(CardWritten(card="own-evil", text=f"{text}\n![A mango]({name})\n")))
        db.write(lambda: journal.write(CardPlaced(card="own-evil", place="shelf", text_ref=written.ref)))

    desk.say("shelf")

    assert not list(config.current().data.rglob("outside.jpg"))
