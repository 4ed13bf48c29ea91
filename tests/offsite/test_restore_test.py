"""Once a week the box fetches its backup back from the hub and says what that has proven, and no more."""

import io
import os

import pytest
from tests.offsite.test_backups_at_the_hub import DAY, one, sent, talk, world
from tests.sync.world import Cut

from homeroom import blobs, checkup, config, db
from homeroom.backups import at_hub
from homeroom.errors import Refused, Unavailable
from homeroom.hub.box_backups import BoxBackup
from homeroom.offsite import proving
from homeroom.sync import budget, signing, tables
from homeroom.sync.link import Traffic

__all__ = ["one", "world"]
NIGHT = 14 * 3_600_000  # ms after the beginning of the tests' world, at eight in the morning: ten at night


@pytest.fixture
def kept(world, one):
    """A box whose backup is at the hub, at night."""
    world.passed += NIGHT
    assert talk(one).kept
    return one


def prove(box, cut=None):
    """The timetable's call; what is known afterwards of the last test."""
    with box, box.world.link(cut):
        try:
            proving.prove_if_due()
        except Unavailable as error:
            return error
        return at_hub.last_test()


def asked(world):
    return sum("/v1/restore/" in path for _box, _method, path, _size, _status in world.requests)


def with_share(box, megabytes):
    box.settings = config.load(
        None, {}, data=box.folder, survive_power_cuts=False, snapshot_minutes=0, school_name="Riverside",
        policy_names="full", policy_work="full", sync_daily_mb=megabytes,
    )  # fmt: skip


def stored(world):
    """The sealed pieces that the hub keeps, the largest last."""
    found = (world.hub.folder / "box-backups").rglob("pieces/*/*.age")
    return sorted(found, key=lambda path: path.stat().st_size)


def spoil(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(content)


def test_the_whole_database_comes_back_and_nothing_of_it_is_left_lying_about(world, kept):
    told = prove(kept)

    assert told.well
    assert told.whole
    assert told.entries >= 1
    assert told.parts == told.of_parts >= 2
    with kept:
        assert "The whole database came back from the hub and opens" in at_hub.proven(told)
        assert f"{told.parts} of {told.of_parts} parts were fetched and compared." in at_hub.proven(told)
        assert "hub-restore-test" in [found.code for found in checkup.running(kept.settings)]
        assert not (kept.folder / proving.SCRATCH).exists()
    assert told.bytes > 300_000, "the picture came, too"


def test_it_is_done_once_a_week_at_night(world, kept):
    first = prove(kept)
    before = asked(world)
    world.passed += 6 * DAY
    assert prove(kept) == first
    assert asked(world) == before
    world.passed += DAY + DAY // 2
    assert prove(kept) == first, "seven days are over, but it is day"
    world.passed += DAY // 2
    assert prove(kept).at > first.at


def test_of_a_large_backup_only_so_much_comes_as_half_of_the_days_share_bears_and_it_says_so(world, one):
    with one:
        for _file in range(6):
            blobs.put(io.BytesIO(os.urandom(8_000)), most=10**6)
    world.passed += NIGHT
    assert talk(one).kept
    world.passed += DAY
    with_share(one, 1)
    with one:
        budget.add(Traffic(sent=475_000))
    told = prove(one)

    assert told.well
    assert not told.whole
    assert told.entries == 0
    assert 0 < told.parts < told.of_parts
    assert told.bytes <= 25_000
    with one:
        assert budget.today().used <= 500_000
        assert f"{told.parts} of {told.of_parts} parts came back" in at_hub.proven(told)
        assert "not looked at" in at_hub.proven(told)
        assert "whole" not in at_hub.proven(told)


def test_when_nothing_is_left_of_the_share_it_waits_for_another_day(world, kept):
    with_share(kept, 1)
    with kept:
        budget.add(Traffic(sent=600_000))
    before = asked(world)

    assert prove(kept) is None
    assert asked(world) == before
    world.passed += DAY
    assert prove(kept).well


@pytest.mark.parametrize("harm", ["spoiled", "lost"])
def test_a_part_that_is_not_what_was_sent_is_told_and_sent_anew(world, kept, harm):
    victim = stored(world)[-1]
    if harm == "spoiled":
        spoil(victim)
    else:
        victim.unlink()
    told = prove(kept)

    assert not told.well
    assert told.words
    with kept:
        assert at_hub.state().again == [victim.stem]
        finding = next(one for one in checkup.running(kept.settings) if one.code == "hub-restore-test")
        assert not finding.well
    before = sent(world)
    assert talk(kept).again == [], "it went in the next conversation, day or not"
    assert sent(world) > before + 250_000
    world.passed += 8 * DAY
    assert prove(kept).well


def test_a_hub_that_gives_an_older_backup_is_found_out(world, kept):
    world.passed += 2 * DAY
    newest = talk(kept).kept[-1]["name"]
    with world.hub:
        db.write(lambda: BoxBackup.delete().where(BoxBackup.name == newest).execute())
    told = prove(kept)

    assert not told.well
    assert "does not have the newest backup any more" in told.words


def test_a_hub_that_is_away_is_no_failed_test(world, kept):
    assert isinstance(prove(kept, Cut(2)), Unavailable)
    with kept:
        assert at_hub.last_test() is None
        assert not (kept.folder / proving.SCRATCH).exists()
    assert prove(kept).well


def test_another_hub_in_its_place_is_not_believed(world, kept, monkeypatch):
    with kept:
        row = tables.upstream()
        monkeypatch.setattr(row, "hub_key", signing.to_text(bytes(32)))
        monkeypatch.setattr(proving.tables, "upstream", lambda: row)

    assert isinstance(prove(kept), Unavailable)


def test_a_person_has_it_tested_whole_whatever_the_share(world, kept):
    with_share(kept, 1)
    with kept:
        budget.add(Traffic(sent=900_000))
        with kept.world.link(None):
            assert proving.prove_now().whole


def test_without_a_backup_there_a_person_is_told_so(world, one):
    with one, pytest.raises(Refused, match="keeps no backup"):
        proving.prove_now()
