"""Who is erased is gone: from journal, tables, files and segments, here and wherever sync and sticks reach."""

import hashlib
import io
import shutil
import threading
from dataclasses import asdict
from pathlib import Path

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.kernel.test_any_order import journals, tables_after
from tests.stick.places import Place, enrol_by_stick, join_by_stick

from cast import settle
from conftest import make_settings
from homeroom import app, blobs, clock, config, db, entries, features, journal, store
from homeroom.attendance.events import Arrived
from homeroom.entries import Entry
from homeroom.errors import NotFound
from homeroom.evidence.events import TextWritten, UploadKept
from homeroom.people import tables as people_tables
from homeroom.people.events import StudentErased
from homeroom.record import actions
from homeroom.stick import actions as stick_actions
from homeroom.sync import erased as segments
from homeroom.sync import files, quarantine, scrub, sealing, segment

OPEN = {"policy_names": "full", "policy_work": "full"}
WORDS = "the bean of Ada grew"


def work(cast, text=WORDS):
    """Ada writes something and adds a photo."""
    sha = blobs.put(io.BytesIO(b"a photo of beans"), most=1000)
    with journal.acting(actor=f"student:{cast.ada.id}"):
        common = {"slot": "s1", "card": "c1", "when": 1, "block": "b1"}
        db.write(journal.write, TextWritten(student=cast.ada.id, text=text, **common))
        db.write(
            journal.write,
            UploadKept(upload="u1", student=cast.ada.id, sha256=sha, media="image/webp", size=16, when=1),
        )
    return sha


def on_disk(folder):
    """All bytes of a data folder but its keys, after the log went back into the file."""
    found = b""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "snapshots" not in path.parts:
            found += path.read_bytes()
    return found


def unpacked(place):
    """What the stored segments of a place say."""
    rows = db.database.execute_sql("SELECT content FROM sync_segment").fetchall()
    return [entry for (raw,) in rows for entry in segment.content_of(segment.parse(bytes(raw)))]


def test_everything_of_hers_is_gone_and_the_others_stay(box, cast):
    sha = work(cast)
    ben = people_tables.student(cast.ben.id).name

    found = actions.erase(cast.ada.id, name="ada  obi")

    assert found.entries > 3
    assert found.files == 1
    with pytest.raises(NotFound):
        people_tables.student(cast.ada.id)
    assert not blobs.has(sha)
    assert people_tables.student(cast.ben.id).name == ben
    assert all(one.body is None for one in journal_rows(cast.ada.id) if one.kind != StudentErased.kind)


def journal_rows(student):
    return [Entry.from_row(row) for row in db.database.execute_sql(f"{journal.SELECT} WHERE e.subject = ?", (student,))]


def test_no_byte_of_her_words_is_left_in_the_files(tmp_path, the_clock):
    place = Place(tmp_path / "box", "Riverside", features.BOX, **OPEN)
    with place.open():
        cast = settle(None)
        work(cast)
        sealing.seal_all()
        actions.erase(cast.ada.id, name="Ada Obi")

    left = on_disk(place.folder)
    assert WORDS.encode() not in left
    assert b"Obi" not in left
    assert b"Chidi" in left


def test_no_sealed_piece_of_hers_is_left_in_a_segment(tmp_path, the_clock):
    with Place(tmp_path / "box", "Riverside", features.BOX, **OPEN).open():
        cast = settle(None)
        work(cast)
        sealing.seal_all()
        assert cast.ada.id in sealed_pieces()
        actions.erase(cast.ada.id, name="Ada Obi")

        assert cast.ada.id not in sealed_pieces()
        assert cast.ben.id in sealed_pieces()


def sealed_pieces():
    """Of whom stored segments have something under a key."""
    rows = db.database.execute_sql("SELECT content FROM sync_segment").fetchall()
    contents = [segment._loaded(segment.parse(bytes(raw))) for (raw,) in rows]
    return {content["s"][subject] for content in contents for subject, _key, _sealed in content.get("k", [])}


def test_what_was_kept_aside_and_speaks_of_her_is_emptied(box, cast):
    sealing.seal_all()
    for (raw,) in db.database.execute_sql("SELECT content FROM sync_segment").fetchall():
        quarantine.put("chain", "a stick", quarantine.About(), bytes(raw))
    assert [row for row in quarantine.unsettled() if segments.speaks_of(bytes(row.content), cast.ada.id)]

    actions.erase(cast.ada.id, name="Ada Obi")

    assert not [row for row in quarantine.Quarantine.select() if cast.ada.id.encode() in opened(bytes(row.content))]


def opened(raw):
    return segment._unzip(segment.parse(raw).body) if raw else b""


def test_a_wrong_name_erases_nothing(box, cast):
    office = cast.signed_in(cast.mrs_park)

    answer = office.post(f"/people/students/{cast.ada.id}/erase", data={"name": "Ben Cruz"})

    assert answer.status_code == 422
    assert people_tables.student(cast.ada.id).name == "Ada Obi"


def test_the_office_erases_on_the_page_after_typing_the_name(box, cast):
    work(cast)
    office = cast.signed_in(cast.mrs_park)
    looked = office.get(f"/people/students/{cast.ada.id}/record").get_data(as_text=True)

    answer = office.post(f"/people/students/{cast.ada.id}/erase", data={"name": "Ada Obi"})

    assert "What would go" in looked
    assert answer.status_code == 200
    assert office.get(f"/people/students/{cast.ada.id}").status_code == 404
    assert "Ada" not in office.get("/people").get_data(as_text=True)


def test_a_dry_run_shows_what_would_go_and_changes_nothing(tmp_path, the_clock):
    place = Place(tmp_path / "box", "Riverside", features.BOX)
    with place.open():
        ada = settle(None).ada.id
    before = place.entries()

    told = place.run("people", "erase", ada, "--dry-run")

    assert "Ada Obi" in told
    assert "nothing was changed" in told
    assert place.entries() == before
    assert "Erased" in place.run("people", "erase", ada, "--name", "Ada Obi")
    assert "not known here" in place.run("people", "export-student", ada, tmp_path / "x.zip", ok=False)


def test_what_arrives_late_from_a_tablet_comes_without_words(box, cast):
    tablet = cast.child(cast.ada)
    actions.erase(cast.ada.id, name="Ada Obi")

    act = {"n": 1, "kind": "work.text", "when": clock.now_ms(), "student": cast.ada.id, "session": tablet.session}
    act["body"] = {"slot": "s", "card": "c", "block": "b", "text": WORDS}
    tablet.post("/api/acts", json={"outbox": "o1", "time": clock.now_ms(), "acts": [act]})

    assert all(one.body is None for one in journal_rows(cast.ada.id) if one.kind != StudentErased.kind)


def test_a_rebuild_brings_nobody_back(box, cast):
    actions.erase(cast.ada.id, name="Ada Obi")

    journal.rebuild()

    with pytest.raises(NotFound):
        people_tables.student(cast.ada.id)


def test_a_photo_that_another_child_has_too_stays(box, cast):
    sha = work(cast)
    with journal.acting(actor=f"student:{cast.ben.id}"):
        upload = UploadKept(upload="u2", student=cast.ben.id, sha256=sha, media="image/webp", size=16, when=1)
        db.write(journal.write, upload)

    actions.erase(cast.ada.id, name="Ada Obi")

    assert blobs.has(sha)


@pytest.fixture
def school(tmp_path, the_clock):
    """A school that lets everything out, its second box, its hub, and a stick."""
    riverside = Place(tmp_path / "riverside", "Riverside", features.BOX, **OPEN)
    annex = Place(tmp_path / "annex", "Riverside", features.BOX, **OPEN)
    hub = Place(tmp_path / "hub", "The district", features.HUB)
    stick = tmp_path / "BLUE"
    stick.mkdir()
    with riverside.open():
        riverside.cast = settle(None)
        riverside.photo = work(riverside.cast)
    with hub.open():
        stick_actions.note_hub()
    enrol_by_stick(riverside, hub, stick)
    join_by_stick(annex, riverside, stick)
    return riverside, annex, hub, stick


def served(place):
    """The place starts as its server does."""
    create = app.create_hub if place.features is features.HUB else app.create_box
    clock.clock.reset()
    create(place.settings)
    try:
        return {
            "words": WORDS in " ".join(str(one.body) for one in unpacked(place)),
            "names": sorted(row.given_name for row in people_tables.Student.select()),
            "photo": blobs.has(PHOTO_SHA),
            "scrub": scrub.run().damaged,
        }
    finally:
        db.close()
        config.use(config.Config())


PHOTO_SHA = hashlib.sha256(b"a photo of beans").hexdigest()


def test_it_reaches_the_hub_and_the_other_box_by_stick(school):
    riverside, annex, hub, stick = school
    riverside.out(stick)
    hub.come_in(stick)
    annex.come_in(stick)
    riverside.come_in(stick)
    assert "Ada" in served(hub)["names"]
    assert served(annex)["photo"]

    riverside.run("people", "erase", riverside.cast.ada.id, "--name", "Ada Obi")
    riverside.out(stick)
    hub.come_in(stick)
    annex.come_in(stick)

    for place in (riverside, annex, hub):
        found = served(place)
        assert not found["words"], place.folder
        assert not found["photo"], place.folder
        assert found["names"] == ["Ben", "Chidi", "Dora", "Noor", "Tomas"]
        assert found["scrub"] == 0, "an erased segment is not a damaged one"


def test_a_hub_restored_from_before_is_filled_again_without_her(school, tmp_path):
    riverside, _annex, hub, stick = school
    shutil.copytree(hub.folder, tmp_path / "copy")
    riverside.out(stick)
    hub.come_in(stick)
    riverside.run("people", "erase", riverside.cast.ada.id, "--name", "Ada Obi")
    shutil.rmtree(hub.folder)
    shutil.copytree(tmp_path / "copy", hub.folder)
    for _trip in range(2):
        riverside.out(stick)
        hub.come_in(stick)
        riverside.come_in(stick)

    found = served(hub)
    assert found["names"] == ["Ben", "Chidi", "Dora", "Noor", "Tomas"]
    assert not found["words"]
    assert riverside.waiting() == 0


def erased_and_back_at_the_old_copy(box, copy):
    """Ada is erased, then somebody lays the database of before in the place of the one of now."""
    shutil.copy(box.folder / "homeroom.sqlite3", copy)
    box.run("people", "erase", box.cast.ada.id, "--name", "Ada Obi")
    for tail in ("", "-wal", "-shm"):
        (box.folder / f"homeroom.sqlite3{tail}").unlink(missing_ok=True)
    shutil.copy(copy, box.folder / "homeroom.sqlite3")


def test_a_box_that_returned_to_an_old_copy_forgets_her_before_it_serves(school, tmp_path):
    riverside, _annex, _hub, _stick = school
    erased_and_back_at_the_old_copy(riverside, tmp_path / "old")

    assert "Ada" not in riverside.run("people", "list"), "also for a command"
    assert "Ada" not in served(riverside)["names"]


def test_without_the_ledger_the_old_copy_would_bring_her_back(school, tmp_path):
    """The twin."""
    riverside, _annex, _hub, _stick = school
    erased_and_back_at_the_old_copy(riverside, tmp_path / "old")
    (riverside.folder / actions.LEDGER).unlink()

    assert "Ada" in served(riverside)["names"]


def test_an_old_stick_that_turns_up_late_brings_no_words(school):
    riverside, annex, hub, stick = school
    riverside.out(stick)
    old = stick.with_name("OLD")
    shutil.copytree(stick, old)
    hub.come_in(stick)
    annex.come_in(stick)
    riverside.come_in(stick)
    riverside.run("people", "erase", riverside.cast.ada.id, "--name", "Ada Obi")
    riverside.out(stick)
    fresh_hub = hub
    fresh_hub.come_in(stick)
    annex.come_in(stick)

    fresh_hub.come_in(old)
    annex.come_in(old)

    for place in (fresh_hub, annex):
        assert "Ada" not in served(place)["names"]
        assert not served(place)["words"]


def test_one_school_can_not_erase_a_child_of_another_at_the_hub(tmp_path, the_clock):
    clock.clock.reset()
    app.open_store(make_settings(tmp_path / "hub"), features.HUB)
    try:
        told = {"lane": "lane-a", "school": "school-a"}
        receive("school-a", "lane-a", Arrived(student="ada", day="2026-11-23", when=1), 1)
        receive("school-b", "lane-b", StudentErased(student="ada"), 1)
        assert [one.body is None for one in journal_rows("ada") if one.lane == told["lane"]] == [False]

        receive("school-a", "lane-c", StudentErased(student="ada"), 1)
        assert [one.body is None for one in journal_rows("ada") if one.lane == told["lane"]] == [True]
    finally:
        db.close()
        config.use(config.Config())


def receive(school, lane, event, seq):
    db.write(store.open_lane, lane, f"box of {lane}", school)
    entry = Entry(
        lane=lane, seq=seq, at=seq << 16, clock=0, kind=event.kind, version=1, actor="office:o", device=None, n=None,
        subject=event.subject, register=event.register, replaces=[], body=asdict(event), school=school,
    )  # fmt: skip
    journal.receive([entry])


@given(data=st.data(), journal_=journals())
@settings(max_examples=25)
def test_an_erasure_anywhere_among_the_entries_gives_the_same_tables_in_any_order(tmp_path_factory, data, journal_):
    last = {lane: max((one.seq for one in journal_ if one.lane == lane), default=0) for lane in ("lane-a", "lane-b")}
    gone = [erasure_of(child, lane, last[lane] + 1) for child, lane in (("ada", "lane-a"), ("ben", "lane-b"))]
    everything = journal_ + gone[: data.draw(st.integers(1, 2))]
    shuffled = data.draw(st.permutations(everything))

    one_by_one = tables_after(tmp_path_factory.mktemp("a"), [[one] for one in shuffled])
    at_once = tables_after(tmp_path_factory.mktemp("b"), [everything])
    rebuilt = tables_after(tmp_path_factory.mktemp("c"), [shuffled], rebuilt=True)

    assert one_by_one == at_once == rebuilt


def erasure_of(child, lane, seq):
    event = StudentErased(student=child)
    return Entry(
        lane=lane, seq=seq, at=50 << 16 | seq, clock=0, kind=event.kind, version=1, actor="office:o", device=None,
        n=None, subject=child, register=event.register, replaces=[], body=asdict(event), school="school-1",
    )  # fmt: skip


# --- what others do at that very moment -------------------------------------------------------------------


def is_remembered(body):
    """Whether the words of an entry are still in this process's memory of bodies."""
    before = entries._read_before.cache_info().hits
    entries._read_before(body)
    return entries._read_before.cache_info().hits > before


def test_who_reads_while_she_is_erased_brings_no_words_back_into_memory(box, cast, monkeypatch):
    work(cast)
    [body] = db.database.run("SELECT body FROM entry WHERE instr(body, ?)", (WORDS,)).fetchone()
    forget, read = entries.forget, []

    def forget_and_be_read():
        forget()
        other = threading.Thread(target=lambda: read.append(journal.of_subject(cast.ada.id, TextWritten.kind)))
        other.start()
        other.join()

    monkeypatch.setattr(entries, "forget", forget_and_be_read)
    actions.erase(cast.ada.id, name="Ada Obi")

    assert [len(some) for some in read][:1] == [1], "until the commit she can be read"
    assert not is_remembered(body)


def test_the_ledger_has_her_before_anything_else_happens(box, cast, monkeypatch):
    """Or a plug that is pulled just then, and a return to an old copy, would bring her back."""
    noted = []

    def pulled():
        noted.extend(actions.noted())
        raise KeyboardInterrupt

    monkeypatch.setattr(actions, "carry_out", pulled)
    with pytest.raises(KeyboardInterrupt):
        actions.erase(cast.ada.id, name="Ada Obi")

    assert noted == [cast.ada.id]


def test_half_a_photo_that_was_on_its_way_goes_too(box, cast):
    sha = hashlib.sha256(b"a photo that never came whole").hexdigest()
    with journal.acting(actor=f"student:{cast.ada.id}"):
        kept = UploadKept(upload="u2", student=cast.ada.id, sha256=sha, media="image/webp", size=29, when=1)
        db.write(files.note, [db.write(journal.write, kept)], store.school_id())
    files.add(sha, store.school_id(), 0, b"a photo that")
    assert list(blobs.folder().rglob(sha))

    actions.erase(cast.ada.id, name="Ada Obi")

    assert list(blobs.folder().rglob(sha)) == []


def test_the_file_counts_as_compact_only_when_no_old_page_is_left(box, cast, monkeypatch):
    work(cast)
    reader = apsw.Connection(str(db.database.database), flags=apsw.SQLITE_OPEN_READONLY)
    rows = reader.execute("SELECT * FROM entry")
    next(rows)  # reads what was before

    with monkeypatch.context() as hasty:
        hasty.setattr(actions, "BUSY_MS", 100)
        actions.erase(cast.ada.id, name="Ada Obi")
    assert store.get(actions.TO_COMPACT), "the log still has her words"
    reader.close(True)
    actions.carry_out()

    assert store.get(actions.TO_COMPACT) is None
    file = str(db.database.database)
    assert not any(WORDS.encode() in Path(f"{file}{tail}").read_bytes() for tail in ("", "-wal"))
