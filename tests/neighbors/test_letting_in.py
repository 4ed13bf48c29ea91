"""A new box is let in over the network by two people who read each other's marks; and lessons go next door."""

import contextlib
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.sync.next_door import meet, wire_to
from tests.sync.world import rows, tokens

from homeroom import cli, config, db, store
from homeroom.errors import NoRoom, NotFound, Refused
from homeroom.neighbors import letting_in, tables
from homeroom.packs import actions as packs
from homeroom.packs import piecewise
from homeroom.packs import tables as shelf
from homeroom.packs.on_this_box import Pack, PackVersion
from homeroom.stick import tables as siblings

ROOM_1 = "10.0.0.1:8080"
FRACTIONS = Path(__file__).parents[2] / "content_packs" / "fractions"


@pytest.fixture
def strangers(world):
    """A school's box, and one fresh from the shop: it has a school of its own, with nobody in it."""
    old = world.box("room-1", school_name="Riverside Primary")
    return old, world.box("room-4", school="another")


def ask(old, new):
    with new, wire_to(old.world, old):
        return letting_in.ask(ROOM_1)


def look(old, new):
    with new, wire_to(old.world, old):
        letting_in.look()
        return letting_in.answers()


def mark_of(box):
    with box:
        return letting_in.mark()


def test_two_people_who_read_each_others_marks_make_two_boxes_one_school(strangers):
    old, new = strangers
    old.write(1, kind="marked")
    mark = ask(old, new)
    with old:
        asks = [one.name for one in letting_in.requests()]
        letting_in.admit(mark.lower().replace("-", " "))
    answered = look(old, new)
    with new:
        letting_in.trust(mark_of_other := answered[0].mark)
        school = store.school_id()

    assert mark_of_other == mark_of(old)
    assert asks == ["Riverside"]
    with old:
        assert store.school_id() == school
    assert not isinstance(meet(old.world, new, old), Exception)
    assert tokens(new) == [1]
    assert rows(new) == rows(old)


def test_a_wrong_mark_lets_nobody_in(strangers):
    old, new = strangers
    ask(old, new)
    with old, pytest.raises(NotFound):
        letting_in.admit("AAAA-AAAA")
    with new, pytest.raises(NotFound):
        letting_in.trust(mark_of_itself(new))

    assert look(old, new) == []
    with old:
        assert siblings.siblings() == {}


def mark_of_itself(box):
    return letting_in.mark() if box.world.awake is box else mark_of(box)


def test_letters_that_are_none_are_refused_and_few_are_kept(strangers):
    old, new = strangers
    ask(old, new)
    with old:
        for raw in (b"", b"HRSTICK1\n{}\n", b"x" * 20_000):
            with pytest.raises(Refused):
                letting_in.receive(raw)
        assert len(letting_in.requests()) == 1
    with new:
        folder = config.current().data / "neighbors" / "homeroom"
        (letter,) = folder.glob("request-*.letter")
        changed = letter.read_bytes().replace(b"Riverside", b"Elsewhere")
    with old, pytest.raises(Refused):
        letting_in.receive(changed)


def test_only_a_private_address_can_be_asked(strangers):
    with strangers[1], pytest.raises(Refused, match="own network"):
        letting_in.ask("8.8.8.8:80")


# --- lessons -------------------------------------------------------------------------------------------------


def test_a_pack_that_was_made_at_one_box_is_on_the_shelf_of_the_other(pair):
    one, two = pair
    with one:
        packs.install_folder(FRACTIONS)
        cards = {card.id for card in shelf.cards()}

    moved = meet(one.world, two, one)

    assert moved.files == 1
    with two:
        assert {card.id for card in shelf.cards()} == cards
        assert shelf.cards()[0].json["title"]


def test_a_pack_that_was_taken_off_does_not_come_back(pair):
    one, two = pair
    with one:
        pack = packs.install_folder(FRACTIONS).id
    meet(one.world, two, one)
    with two:
        packs.remove(pack)

    meet(one.world, two, one)
    meet(one.world, one, two)

    with two:
        assert shelf.packs() == []
    with one:
        assert [one.id for one in shelf.packs()] == [pack]


def test_a_pack_for_which_there_is_no_room_stops_nothing_else(pair, monkeypatch):
    def no_room(_size):
        raise NoRoom("The disk of the box is nearly full.")

    one, two = pair
    with one:
        packs.install_folder(FRACTIONS)
    with monkeypatch.context() as patch:
        patch.setattr(piecewise.blobs, "make_room", no_room)
        moved = meet(one.world, two, one)

    assert not isinstance(moved, Exception), moved
    with two:
        assert "nearly full" in tables.neighbors()[0].packs


def test_a_publisher_that_only_the_other_box_trusts_is_told_not_taken(pair, tmp_path):
    one, two = pair
    with one:
        packs.install_folder(FRACTIONS)
        for table in (Pack, PackVersion):  # as if somebody else had signed it
            db.write(lambda table=table: table.update(signer="0" * 16).execute())

    meet(one.world, two, one)

    with two:
        assert shelf.packs() == []
        assert "does not trust" in tables.neighbors()[0].packs


# --- the command line ----------------------------------------------------------------------------------------


def test_the_commands_add_show_and_forget_places(tmp_path):
    def run(*words):
        with contextlib.ExitStack() as ends:
            ends.callback(config.use, config.Config())
            environ = {"HOMEROOM_SURVIVE_POWER_CUTS": "false"}
            return CliRunner().invoke(cli.main, ["sync", "neighbors", *words, "--data", str(tmp_path)], env=environ)

    nobody, added, shown = run("show"), run("add", "10.0.0.7"), run("show")
    forgotten, wrong = run("forget", "10.0.0.7:8080"), run("add", "hub.example.org")

    assert "No other box" in nobody.output
    assert "10.0.0.7:8080" in added.output
    assert "10.0.0.7:8080: Found; it is greeted in a moment." in shown.output
    assert "Forgotten" in forgotten.output
    assert (wrong.exit_code, "192.168.1.20:8080" in wrong.output) == (2, True)
