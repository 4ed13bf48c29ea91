import random
from dataclasses import asdict
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom import app, config, db, journal, store
from homeroom.attendance import actions, session_times, tables
from homeroom.attendance.rules import day_of


@pytest.fixture
def a_day(register, kiosk, cast, the_clock):
    """A lively day as entries of the journal."""
    kiosk.send("arrive", student=cast.ada.id)
    kiosk.send("arrive", student=cast.ben.id)
    kiosk.send("undo", of=2)
    the_clock.set("2026-11-23 08:15")
    actions.excuse(cast.dora.id, "2026-11-23", "2026-11-25", reason="sick")
    register.post("confirm")
    the_clock.set("2026-11-23 08:40")
    kiosk.send("late", student=cast.ben.id, reason="bus")
    actions.set_hours("", "2026-11-23", "2026-11-23", start="08:20", grace="10", end="14:00")
    actions.mark(cast.chidi.id, "2026-11-23", "here", known=())
    the_clock.set("2026-11-23 12:00")
    kiosk.send("leave", student=cast.ada.id, reason="sick")
    kiosk.send("arrive", student=cast.dora.id)
    lanes = [lane for (lane,) in db.database.execute_sql("SELECT lane FROM lane")]
    return [entry for lane in lanes for entry in journal.of_lane(lane, 1, 10_000)]


def everything():
    found = (tables.AttendanceDay, tables.RollTaken, session_times.TimesOfSchool)
    return [list(table.select().tuples()) for table in found]


@pytest.mark.parametrize("chance", range(8))
def test_the_same_entries_in_any_order_and_twice_make_the_same_tables(a_day, tmp_path, chance):
    told = everything()
    dice = random.Random(chance)
    entries = a_day + dice.sample(a_day, 5)
    dice.shuffle(entries)
    db.close()

    app.create_box(config.load(None, {}, data=tmp_path / "other", survive_power_cuts=False))
    lanes = {(entry.lane, entry.school) for entry in entries}
    db.write(lambda: [store.open_lane(lane, "another box", school) for lane, school in lanes])
    while entries:
        some, entries = entries[:7], entries[7:]
        journal.receive(some)

    assert everything() == told


# --- any history of one child, delivered in two ways ---------------------------------------------------

NUMBERS = count()
TIMES = st.integers(0, 700).map(lambda minute: f"{7 + minute // 60:02}:{minute % 60:02}")


@st.composite
def histories(draw, new_journal):
    book = new_journal()
    book.arrive(draw(TIMES))
    for _ in range(draw(st.integers(0, 10))):
        when, known = sorted((draw(TIMES), draw(TIMES)))
        earlier = [entry for entry in book.entries if draw(st.booleans())]
        what = draw(st.sampled_from(("arrive", "leave", "mark", "excuse", "undo", "take_back")))
        if what in ("arrive", "leave"):
            getattr(book, what)(when, known=known, by=draw(st.sampled_from(("door", "gate"))))
        elif what == "mark":
            status = draw(st.sampled_from(("here", "late", "absent", "excused", "left", "")))
            book.mark(status, known, replaces=earlier, by=draw(st.sampled_from(("teacher:okoro", "office:park"))))
        elif what == "excuse":
            book.excuse(known)
        elif earlier:
            back = book.undo if what == "undo" and earlier[-1].device else book.take_back
            back(earlier[-1], known)
    return book.entries


def of_another_child(entry, lane):
    body = asdict(entry.event) | {"student": lane}
    if body.get("ref"):
        body["ref"] = body["ref"].replace(f"{entry.lane}-", f"{lane}-")
    return journal.Entry(
        lane=lane,
        seq=entry.seq,
        at=entry.at,
        clock=entry.clock,
        kind=entry.kind,
        version=entry.version,
        actor=entry.actor,
        device=entry.device,
        n=entry.n,
        subject=lane,
        register=f"attendance/{lane}/{body['day']}",
        replaces=[ref.replace(f"{entry.lane}-", f"{lane}-") for ref in entry.replaces],
        body=body,
        school=entry.school,
    )


@given(data=st.data())
def test_any_history_in_any_order_with_any_delay_and_repetition_folds_to_one_row(box, new_journal, data):
    history = data.draw(histories(new_journal))

    rows = []
    for _ in range(2):
        lane = f"lane{next(NUMBERS)}"
        db.write(store.open_lane, lane, "a box", "a school")
        mine = [of_another_child(entry, lane) for entry in history]
        mine += data.draw(st.lists(st.sampled_from(mine), max_size=4))
        mine = data.draw(st.permutations(mine))
        cut = data.draw(st.integers(0, len(mine)))
        journal.receive(mine[:cut])
        journal.receive(mine[cut:])
        row = tables.AttendanceDay.get(tables.AttendanceDay.student == lane).__data__
        rows.append({**row, "student": "", "marks": row["marks"].replace(f"{lane}-", "-")})

    assert rows[0] == rows[1]


@given(data=st.data())
def test_every_day_makes_sense(new_journal, data):
    told = day_of(data.draw(histories(new_journal)))

    inside = bool(told.spans) and told.spans[-1][1] is None
    assert inside == (told.status in ("here", "late"))
    assert (told.status == "left") == (bool(told.spans) and not inside)
    assert (told.said_by is None) == (told.status == "expected")
    assert told.attended == told.status or told.status == "left"
    assert all(out is not None for _, out in told.spans[:-1])
    assert told.attended == "late" or told.minutes_late == 0
