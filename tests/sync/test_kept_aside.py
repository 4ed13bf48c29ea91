"""Hostile and broken segments, from any road: each is kept aside with its reason, stops nobody else, loses nothing."""

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.sync.world import reasons, sealed, take, tokens, told

from homeroom import config, db, journal, store
from homeroom.errors import Unavailable
from homeroom.sync import actions, intake, quarantine, scrub, segment, signing, tables


def three_segments(box):
    found = []
    for token in range(3):
        box.write(token)
        found = sealed(box)
    return found


def test_segments_in_any_order_wait_for_each_other(world, one):
    first, second, third = three_segments(one)

    assert take(world.hub, third, keep_gaps=True) == "gap"
    assert take(world.hub, second, keep_gaps=True) == "gap"
    assert reasons(world.hub) == {"gap"}
    assert take(world.hub, first, keep_gaps=True).have == 3

    assert reasons(world.hub) == set()
    assert tokens(world.hub) == [0, 1, 2]


def one_each(box, count):
    """As many entries, each in a segment of its own."""
    for token in range(count):
        box.write(token)
    with box:
        key, found, prev = signing.own_key(config.current().data), [], ""
        for entry in journal.of_lane(tables.own_lanes()[0].lane, 1, count):
            found.append(segment.seal([entry], box=store.box_id(), prev=prev, policy="p", key=key))
            prev = found[-1].hash
        return [part.raw for part in found]


def test_what_waited_for_the_first_goes_in_with_it_each_once(world, one, monkeypatch):
    first, *others = one_each(one, 40)
    for raw in reversed(others):
        assert take(world.hub, raw, keep_gaps=True) == "gap"
    looked_at, take_in = [], intake._take_in
    monkeypatch.setattr(intake, "_take_in", lambda part, *more: looked_at.append(part.first) or take_in(part, *more))

    assert take(world.hub, first, keep_gaps=True).have == 40
    assert reasons(world.hub) == set()
    assert looked_at == list(range(1, 41)), "not each within the one before, and none again and again"


def test_a_segment_that_follows_another_story_is_not_taken_in(world, one):
    first, second = one_each(one, 2)
    with one:
        key, said = signing.own_key(config.current().data), segment.content_of(segment.parse(second))
        lie = segment.seal(said, box=store.box_id(), prev="f" * 64, policy="p", key=key)
    take(world.hub, first)

    assert take(world.hub, lie.raw) == "chain"
    assert take(world.hub, second).have == 2


def test_what_waits_goes_on_waiting_while_the_disk_fails(world, one, monkeypatch):
    first, second, third = three_segments(one)
    take(world.hub, second, keep_gaps=True), take(world.hub, third, keep_gaps=True)
    store_it, stored = intake._store, []

    def fill_up(part, adopt):
        if stored:
            raise Unavailable("The disk is full. Nothing was changed.")
        stored.append(store_it(part, adopt))

    with monkeypatch.context() as full:
        full.setattr(intake, "_store", fill_up)
        assert take(world.hub, first, keep_gaps=True).have == 1
    assert reasons(world.hub) == {"gap"}

    assert take(world.hub, first).have == 3
    assert reasons(world.hub) == set()


def test_a_stranger_s_segment_goes_on_waiting_while_the_disk_fails(world, one, monkeypatch):
    annex = world.box("annex")
    annex.write(7)
    raw = sealed(annex)[0]
    assert take(world.hub, raw) == "stranger"
    annex.enrol()
    with world.hub:
        with monkeypatch.context() as full:
            full.setattr(intake, "_store", lambda *_: (_ for _ in ()).throw(Unavailable("full")))
            intake.meet_again("stick")
        assert [row.reason for row in quarantine.unsettled()] == ["stranger"]
        intake.meet_again("stick")
        assert quarantine.unsettled() == []
    assert tokens(world.hub) == [7]


@pytest.mark.parametrize("name", ["lane", "box", "school", "policy", "prev", "enc"])
def test_a_head_with_endless_names_is_no_segment(world, one, name):
    one.write(1)
    true = segment.parse(sealed(one)[0])
    head = json.dumps({**true.header, name: "x" * 5000}).encode()
    lines = (segment.MAGIC, head, base64.b64encode(true.signature), true.body)

    assert take(world.hub, b"\n".join(lines)) == "damaged"
    with world.hub:
        assert all(len(row.lane + row.box + row.school) < 200 for row in quarantine.unsettled())


def test_who_invents_boxes_can_not_fill_the_disk(world, one, monkeypatch):
    one.write(1)
    true = segment.parse(sealed(one)[0])
    monkeypatch.setattr(quarantine, "MOST_BYTES", 3 * len(true.raw))
    for number in range(20):
        head = json.dumps({**true.header, "box": f"invented{number}", "school": "s"}).encode()
        lines = (segment.MAGIC, head, base64.b64encode(true.signature), true.body)
        assert take(world.hub, b"\n".join(lines)) == "stranger"

    with world.hub:
        kept = quarantine.waiting("stranger")
        assert len(kept) == 20, "each is noted"
        assert 0 < sum(len(row.content) for row in kept) <= 3 * len(true.raw)


def test_a_forged_segment_is_kept_aside_and_the_true_one_still_comes(world, one):
    one.write(1)
    true = segment.parse(sealed(one)[0])
    thief = Ed25519PrivateKey.from_private_bytes(b"t" * 32)
    lie = segment.seal(segment.content_of(true), box=true.header["box"], prev="", policy="p", key=thief)

    assert take(world.hub, lie.raw) == "forged"
    assert tokens(world.hub) == []
    assert one.sync() == 1
    assert reasons(world.hub) == {"forged"}
    assert told(one).waiting == 0


def test_a_torn_and_an_unknown_box_s_segment_stop_nobody(world, one):
    stranger = world.box("not-enrolled")
    stranger.write(5)
    one.write(1)
    good = sealed(one)[0]

    assert take(world.hub, good[:-7]) == "damaged"
    assert take(world.hub, sealed(stranger)[0]) == "stranger"
    assert take(world.hub, b"<html>Please sign in</html>") == "damaged"
    assert take(world.hub, good).have == 1
    assert reasons(world.hub) == {"damaged", "stranger"}


def test_a_poisoned_segment_is_passed_on_and_does_not_hold_up_its_lane(world, one, monkeypatch):
    one.write(1)
    monkeypatch.setattr(segment, "_pack", lambda entries: {"of": "a newer Homeroom"})
    with one:
        actions.seal_all()
    monkeypatch.undo()
    one.write(2)

    assert one.sync() == 2

    assert tokens(world.hub) == [2]
    assert reasons(world.hub) == {"unreadable"}
    assert told(one).waiting == 0


def test_what_the_hub_refuses_is_told_on_the_box_and_the_rest_goes(world, one):
    one.write(1)
    with one:
        actions.seal_all()
        lane = tables.own_lanes()[0].lane
        db.write(lambda: tables.Sealed.update(content=b"HRSEG1\nrubbish\n\n").execute())
    one.stop()
    one.start()
    one.write(2)

    assert one.sync() == 1

    assert tokens(world.hub) == [2]
    with one:
        assert [row.lane for row in quarantine.unsettled()] in ([lane], [""])
        scrub.run()
    assert one.sync() == 1
    assert tokens(world.hub) == [1, 2]


def test_the_same_rubbish_again_and_again_is_one_note(world, one):
    for _time in range(5):
        take(world.hub, b"rubbish")
    with world.hub:
        assert [(row.reason, row.times) for row in quarantine.unsettled()] == [("damaged", 5)]
