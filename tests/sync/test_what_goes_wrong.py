"""Restored boxes, copied cards, revoked boxes, rotten disks, spent budgets, busy hubs: each is told and put right."""

import dataclasses
import hashlib
import io
import json

import pytest
from click.testing import CliRunner
from tests.sync.world import Cut, entries, hub_application, reasons, sealed, take, tokens, told

from homeroom import blobs, cli, clock, config, db, journal, keyring, store
from homeroom.errors import HomeroomError
from homeroom.evidence.events import UploadKept
from homeroom.hub import actions as hub_actions
from homeroom.hub import tables as hub_tables
from homeroom.sync import actions, budget, fork, identity, quarantine, scrub, state, tables
from homeroom.sync import upstream as notes


def test_a_restored_box_fetches_its_lost_entries_back(world, one, tmp_path):
    one.write(1)
    one.copy_to(tmp_path / "backup")
    one.write(2)
    one.stop()
    one.start()
    one.write(3)
    one.sync()
    one.restore(tmp_path / "backup")
    one.write(4)

    assert tokens(one) == [1, 4]
    assert one.sync() == 1

    assert tokens(one) == tokens(world.hub) == [1, 2, 3, 4]
    assert told(one).fetched == 2
    assert told(one).bare == 0


def test_what_stayed_at_school_does_not_come_back_and_the_box_says_so(world, tmp_path):
    box = world.box("careful", policy_names="pseudonymous", policy_work="never")
    box.enrol()
    box.copy_to(tmp_path / "backup")
    box.write(1, kind="marked")
    box.sync()
    box.restore(tmp_path / "backup")
    box.sync()

    assert tokens(box) == [1]
    assert "note 1" not in str(entries(box))
    assert told(box).bare == 1


def test_two_boxes_of_a_school_get_each_others_entries(world, one):
    two = world.box("two")
    two.enrol()
    one.write(1)
    two.write(2)
    one.sync(), two.sync(), one.sync()

    assert tokens(one) == tokens(two) == [1, 2]


def test_no_school_gets_the_entries_of_another(world, one):
    stranger = world.box("hilltop", school="another")
    stranger.enrol()
    one.write(1)
    one.sync()
    stranger.write(2)
    stranger.sync()

    lane = one.lanes()[0]
    with stranger, world.link(None):
        link = actions._link(tables.upstream())
        answer = link.fetch("POST", "/sync/v1/feed", json.dumps({"lanes": {lane: 0}, "max": 9000}).encode())

    assert answer == b"HRFRAMES1\n"
    assert tokens(stranger) == [2]


def test_a_copied_card_is_told_and_becomes_a_box_of_its_own(world, one):
    one.write(1)
    one.sync()
    twin = world.copy_of(one, "twin")
    twin.write(2)
    twin.sync()
    one.write(3)
    one.sync()
    twin.sync()

    assert told(one).copied
    assert told(twin).copied
    assert reasons(world.hub) == {"copied"}
    with twin:
        before = tables.store.box_id()
    assert twin.become_own() == "The district"
    for box in (twin, one, twin, one):
        assert isinstance(box.sync(), int)
    with twin:
        assert tables.store.box_id() != before
    assert not told(one).copied
    assert not told(twin).copied
    assert reasons(world.hub) == set()
    assert tokens(one) == tokens(twin) == tokens(world.hub) == [1, 2, 3]


def test_a_machine_copied_while_it_ran_loses_nothing_when_it_takes_its_own_name(world, one):
    one.write(1)
    twin = world.copy_of(one, "twin", live=True)
    one.write(2)
    twin.write(3)  # under the same lane and number
    twin.become_own()
    for box in (one, twin, one):
        assert isinstance(box.sync(), int)

    assert tokens(one) == tokens(twin) == tokens(world.hub) == [1, 2, 3]


def test_who_gives_way_again_after_a_restore_doubles_nothing(world, one, tmp_path):
    one.write(1)
    twin = world.copy_of(one, "twin", live=True)
    one.write(2)
    twin.write(3)
    twin.copy_to(tmp_path / "backup")
    one.sync(), twin.sync()
    twin.restore(tmp_path / "backup")
    twin.sync(), one.sync(), twin.sync()

    assert tokens(one) == tokens(twin) == tokens(world.hub) == [1, 2, 3]


def test_after_a_lane_gave_way_no_process_of_the_box_writes_to_it(world, one):
    lane = one.write(1).rpartition("-")[0]
    with one:
        actions.seal_all()
        fork.give_way(lane, 0)
        assert tables.segments_after(lane, 0) == [], "our story of it is offered no more"
        store._lane = lane  # another process still has it in memory

    assert one.write(2).rpartition("-")[0] != lane
    assert tokens(one) == [1, 2]


@pytest.mark.parametrize("elsewhere", [False, True], ids=["in the same lane", "in another one of this box"])
def test_what_replaced_something_that_moved_still_replaces_it(world, one, elsewhere):
    lane = one.write(1, kind="marked").rpartition("-")[0]
    if elsewhere:
        with one:
            store.forget_lane()
    assert (one.write(2, kind="marked", replaces=True).rpartition("-")[0] != lane) == elsewhere

    with one:
        fork.give_way(lane, 0)
        [left] = journal.standing(journal.of_register("attendance/ada/2026-11-23"))

    assert left.event.when == 2


def test_what_moves_into_another_lane_keeps_its_clock(world, one):
    """Or the days of a wrong clock could not be told apart any more."""
    lane = one.write(1).rpartition("-")[0]
    with one:
        before = store.clocks_of_this_boot()
        moved = fork.give_way(lane, 0)

        assert store.clocks_of_this_boot()[moved] == before[lane]


def test_a_wrong_code_leaves_a_copied_card_as_it_was(world, one):
    with one, world.link(None):
        before = tables.store.box_id()
        with pytest.raises(HomeroomError):
            actions.become_own_box("AAAA-BBBB-CCCC-DDDD")
        assert tables.store.box_id() == before
    assert one.sync() == 0


def test_a_restored_box_is_not_taken_for_a_copy(world, one, tmp_path):
    one.copy_to(tmp_path / "backup")
    one.sync()
    one.restore(tmp_path / "backup")
    one.sync()
    one.sync()

    assert not told(one).copied


def test_a_revoked_box_stops_and_says_so(world, one):
    one.sync()
    with one:
        box = tables.store.box_id()
    with world.hub:
        hub_actions.revoke(box)
    one.write(1)

    assert "revoked" in one.sync().message
    assert told(one).kind == "revoked"
    world.passed += 86_400_000
    asked = len(world.requests)
    with one, world.link(None):
        actions.send_if_due()
    assert len(world.requests) == asked
    assert tokens(one) == [1]


def test_what_a_revoked_box_writes_comes_in_by_no_road(world, one):
    one.write(1)
    one.sync()
    with world.hub:
        hub_actions.revoke(hub_tables.Box.get().id)
    one.write(2)

    assert take(world.hub, sealed(one)[-1]) == "revoked"
    assert take(world.hub, sealed(one)[0]).have == 1, "what it sent before stays true"
    assert tokens(world.hub) == [1]


def test_what_a_box_sent_before_it_was_revoked_still_reaches_the_others(world, one):
    two = world.box("two")
    two.enrol()
    two.write(1)
    two.sync()
    with two:
        box = tables.store.box_id()
    with world.hub:
        hub_actions.revoke(box)
    one.sync()

    assert tokens(one) == [1]


def test_a_revoked_box_comes_back_with_a_new_code(world, one):
    with one:
        box = tables.store.box_id()
    with world.hub:
        hub_actions.revoke(box)
    one.write(1)
    one.sync()
    one.enrol()

    assert one.sync() == 1
    assert told(one).kind == "done"


def damage(node, byte=-3):
    with node:
        row = tables.Sealed.select().order_by(tables.Sealed.lane, tables.Sealed.first).first()
        content = bytearray(row.content)
        content[byte] ^= 1
        db.write(lambda: tables.Sealed.update(content=bytes(content)).where(tables.Sealed.lane == row.lane).execute())
        return scrub.run()


def test_a_rotten_segment_at_the_hub_is_told_and_sent_again(world, one):
    one.write(1)
    one.sync()

    assert damage(world.hub).damaged == 1
    assert reasons(world.hub) == {"rotten"}
    one.sync()

    assert reasons(world.hub) == set()
    with world.hub:
        assert scrub.run().damaged == 0


def test_a_rotten_segment_on_the_box_comes_from_the_hub(world, one):
    one.write(1)
    one.sync()

    assert damage(one).damaged == 1
    assert [aside.reason for aside in told(one).aside] == ["rotten"]
    one.sync()

    assert told(one).aside == []
    with one:
        assert scrub.run() == scrub.Result(segments=1)


def test_what_only_the_journal_lost_is_put_back_from_its_segment(world, one):
    one.write(1)
    one.sync()
    with world.hub:
        db.write(lambda: db.database.execute_sql("DELETE FROM entry"))
        found = scrub.run()

    assert (found.damaged, found.repaired) == (0, 1)
    assert tokens(world.hub) == [1]


def test_the_day_s_share_is_kept_and_a_person_may_go_past_it(world):
    box = world.box("thrifty", sync_daily_mb=1)
    box.enrol()
    box.write(1)
    with box, world.link(None):
        budget.add(budget.Traffic(sent=1_000_000))
        actions.send_if_due()
        assert state.now().kind == "paused"
        assert state.now().waiting == 1
        assert clock.day_of(state.now().next_try) > clock.today()
        assert state.now().budget.left == 0
        actions.send()
        assert state.now().kind == "done"


def test_the_next_day_goes_on_by_itself(world):
    box = world.box("thrifty", sync_daily_minutes=1)
    box.enrol()
    box.write(1)
    with box, world.link(None):
        budget.add(budget.Traffic(seconds=60.0))
        actions.send_if_due()
        world.passed += 30 * 3_600_000
        actions.send_if_due()
        assert state.now().kind == "done"


def test_a_try_planned_by_a_wrong_clock_does_not_stop_the_box(world, one):
    with one:
        db.write(lambda: tables.Upstream.update(next_try=clock.now_ms() + 9 * 86_400_000).execute())
        assert notes.is_due(tables.upstream())


def test_a_busy_hub_says_when_to_come_again(world, one):
    crowd = hub_application().extensions["crowd"]
    places = [crowd.one_more() for _n in range(24)]
    for place in places:
        place.__enter__()
    one.write(1)
    answer = one.sync()
    for place in places:
        place.__exit__(None, None, None)

    assert answer.status == 503
    with one:
        wait = tables.upstream().next_try - clock.now_ms()
        assert tables.upstream().fails == 0, "a busy hub is no failure: the next cut must not cost hours"
    assert answer.answer["retry_after"] * 1000 <= wait <= answer.answer["retry_after"] * 1500
    assert one.sync() == 1


# --- files ---------------------------------------------------------------------------------------------------


def keep_photo(box, size=200_000):
    content = hashlib.shake_256(b"photo").digest(size)
    with box, journal.acting(actor="student:ada"):
        sha = blobs.put(io.BytesIO(content), most=size)
        event = UploadKept(upload="u1", student="ada", sha256=sha, media="image/jpeg", size=size, when=1)
        db.write(journal.write, event)
    return sha


def test_a_photo_goes_in_pieces_and_goes_on_where_the_link_was_cut(world, one):
    sha = keep_photo(one)
    for cut in (4, 4, 5, 6):
        one.sync(Cut(cut, answer=True))
    for _time in range(3):
        one.sync()

    with world.hub:
        assert blobs.has(sha)
    sent = sum(size for _box, _method, path, size, _status in world.requests if "/file/" in path)
    assert sent == 200_000


def test_no_photo_leaves_a_school_that_does_not_say_so(world):
    box = world.box("careful", policy_work="never")
    box.enrol()
    sha = keep_photo(box)
    box.sync(), box.sync()

    with world.hub:
        assert not blobs.has(sha)
    assert not any("/file" in path for _box, _method, path, _size, _status in world.requests)


def test_the_hub_gets_no_file_that_nothing_sealed_names(world, one):
    with one:
        secret = blobs.put(io.BytesIO(b"a portrait"), most=100)
    one.write(1)
    one.sync()
    with world.hub:
        db.write(lambda: tables.db.database.execute_sql(
            "INSERT INTO sync_file VALUES (?, (SELECT id FROM hub_school), 10, 0)", (secret,)
        ))  # fmt: skip
    one.sync(), one.sync()

    with world.hub:
        assert not blobs.has(secret)


# --- one truth for page, command and program ----------------------------------------------------------------------


def test_the_command_says_what_the_page_says(world, one):
    one.write(1)
    one.stop()
    settings = ["--data", str(one.folder)]
    world.close()
    found = CliRunner().invoke(cli.main, ["sync", "status", "--json", *settings])
    words = CliRunner().invoke(cli.main, ["sync", "status", *settings])

    assert json.loads(found.output)["waiting"] == 1
    assert "Waiting:        1 entries" in words.output
    assert "The district" in words.output
    config.use(config.Config())


def test_the_command_leaves_and_checks(world, one):
    one.write(1)
    one.sync()
    one.stop()
    world.close()
    settings = ["--data", str(one.folder)]

    assert "1 segments read, 0 damaged" in CliRunner().invoke(cli.main, ["sync", "check", *settings]).output
    assert "sends nothing" in CliRunner().invoke(cli.main, ["sync", "leave", *settings]).output
    assert "not enrolled" in CliRunner().invoke(cli.main, ["sync", "status", *settings]).output
    assert CliRunner().invoke(cli.main, ["sync", "now", *settings]).exit_code == 2


def test_the_hub_shows_what_was_kept_aside(world, one):
    assert hub_tables.Box  # the hub's own tables
    take(world.hub, b"rubbish")
    with world.hub:
        row = quarantine.unsettled()[0]
        hub_actions.settle(row.id)

    assert reasons(world.hub) == set()


# --- what comes back, and copies that look the same -----------------------------------------------------------------


def test_the_photos_of_a_restored_box_come_back_in_pieces_and_go_on_after_cuts(world, one, tmp_path):
    one.copy_to(tmp_path / "backup")
    sha = keep_photo(one)
    for _time in range(3):
        one.sync()
    one.restore(tmp_path / "backup")
    for cut in (4, 5, 6, 6):
        one.sync(Cut(cut, answer=True))
    for _time in range(2):
        one.sync()

    with one:
        assert blobs.has(sha)
        assert state.now().missing_files == 0
    pieces = [
        size for _box, method, path, size, _status in world.requests if (method, path) == ("POST", "/sync/v1/file")
    ]
    assert len(pieces) >= 200_000 / 64_000


def test_no_school_gets_the_photos_of_another(world, one):
    sha = keep_photo(one, size=900)
    one.sync(), one.sync()
    stranger = world.box("hilltop", school="another")
    stranger.enrol()
    with stranger, world.link(None):
        link = actions._link(tables.upstream())
        asked = json.dumps({"sha256": sha, "offset": 0, "max": 900}).encode()
        with pytest.raises(HomeroomError, match="not here"):
            link.fetch("POST", "/sync/v1/file", asked)
        assert link.send("POST", "/sync/v1/files", json.dumps({"missing": [sha]}).encode()) == {"here": []}


def test_two_machines_that_look_the_same_are_told_apart_by_their_starts(world, one, monkeypatch):
    """A card copied into a machine of which nothing can be read: the same store id in both."""
    monkeypatch.setattr(identity, "place", lambda: "a machine like any other")
    monkeypatch.setattr(identity, "boot", lambda: f"started as {world.awake.name}")
    one.sync()
    twin = world.copy_of(one, "twin")
    with twin:
        same = identity.store_id()
    with one:
        assert identity.store_id() == same
    one.write(1), twin.write(2)
    twin.sync()
    assert not told(twin).copied
    one.sync(), twin.sync()

    assert told(twin).copied
    assert reasons(world.hub) == {"copied"}
    twin.become_own()
    for box in (one, twin, one):
        assert isinstance(box.sync(), int)
    assert not told(one).copied
    assert tokens(one) == tokens(twin) == tokens(world.hub) == [1, 2]


def test_starting_a_machine_again_is_no_copy(world, one, monkeypatch):
    for start in range(30):
        monkeypatch.setattr(identity, "boot", lambda start=start: f"start {start}")
        assert one.sync() == 0

    assert not told(one).copied


def test_what_came_bare_is_filled_in_when_a_fuller_copy_comes(world, one):
    """The same entries, sealed under another policy by the same box: a bare segment came first."""
    one.write(1, kind="marked")
    one.settings = dataclasses.replace(one.settings, policy_work="never")
    bare = sealed(one)
    take(world.hub, bare[0])
    assert "note 1" not in str(entries(world.hub))
    with one:
        db.write(lambda: tables.Sealed.delete().execute())
    one.settings = dataclasses.replace(one.settings, policy_work="full")

    fuller = sealed(one)
    with one:
        keys = keyring.every()
    with world.hub:
        keyring.add(keys)
    for raw in fuller:
        take(world.hub, raw)

    assert "note 1" in str(entries(world.hub))
    assert tokens(world.hub) == [1]
