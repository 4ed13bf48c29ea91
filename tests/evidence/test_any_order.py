"""Whatever the order in which entries arrive, and however often, the tables are the same."""

from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom import db, journal, store
from homeroom.entries import Entry
from homeroom.evidence import events as ev
from homeroom.evidence.rows import Attempt, Message, Piece, Upload, Work
from homeroom.mastery.rows import LearnerRow, QuestionTally, SkillShow, SkillTrace
from homeroom.playlists import events as weeks
from homeroom.playlists.tables import Slot, Week

TABLES = (Work, Attempt, Piece, Message, Upload, SkillShow, SkillTrace, LearnerRow, QuestionTally, Week, Slot)
LANES = ("lane-a", "lane-b")
SLOTS = st.sampled_from(["s1", "s2"])
WHEN = st.integers(1, 40).map(lambda minute: minute * 60_000)
TEXT = st.sampled_from([None, "Why?", "Look again."])

ON_CARD = {"student": st.just("ada"), "slot": SLOTS, "card": st.sampled_from(["halves", "thirds"]), "when": WHEN}
IN_WEEK = {"student": st.just("ada"), "week": st.just("2026-W48"), "when": WHEN}
PLACES = st.lists(
    st.fixed_dictionaries(
        {"slot": st.sampled_from(["s1", "s2", "s3"]), "card": st.just("halves"), "must": st.booleans()}
    ),
    unique_by=lambda one: one["slot"],
    max_size=3,
)


def some(event, common=ON_CARD, **fields):
    return st.builds(event, **common, **fields)


EVENTS = st.one_of(
    some(ev.CardOpened, card_version=st.sampled_from(["v1", "v2"])),
    some(
        ev.AnswerGiven,
        question=st.sampled_from(["q1", "q2"]),
        correct=st.sampled_from([True, False, None]),
        hints=st.integers(0, 1),
        skills=st.sampled_from([[], ["half"], ["half", "third"]]),
        level=st.sampled_from(["easier", "core", "harder"]),
        response=st.sampled_from([None, "a", {"g1": "x"}]),
    ),
    some(ev.HintTaken, question=st.just("q1")),
    some(ev.PlaceKept, place=st.sampled_from([None, {"at": 3}])),
    some(ev.TextWritten, text=TEXT),
    some(ev.PhotoAdded, upload=st.just("photo-0001")),
    some(ev.CardFinished),
    some(ev.HelpAsked, text=TEXT),
    some(ev.HelpWithdrawn),
    some(ev.HelpAnswered, text=TEXT),
    some(ev.MessageWritten, text=TEXT),
    some(ev.ReplyWritten, text=TEXT),
    some(ev.CardReturned, text=TEXT),
    some(ev.EvidenceAccepted, mark=st.sampled_from([None, 1, 4]), skills=st.sampled_from([[], ["half"]])),
    some(ev.VerdictTakenBack),
    some(weeks.PlaylistPublished, IN_WEEK, school_class=st.just("3b"), slots=PLACES),
    some(weeks.SlotAdded, IN_WEEK, slot=st.sampled_from(["s3", "s4"]), card=st.just("thirds"), before=st.just("s1")),
    some(weeks.SlotSwapped, IN_WEEK, slot=SLOTS, card=st.just("quarters")),
    some(weeks.SlotMarked, IN_WEEK, slot=SLOTS, must=st.booleans()),
    some(weeks.SlotRemoved, IN_WEEK, slot=SLOTS),
    some(weeks.SlotsOrdered, IN_WEEK, slots=st.permutations(["s1", "s2", "s3"])),
)
ACTORS = st.sampled_from(["student:ada", "teacher:okoro", "teacher:silva", "office:park"])


@st.composite
def histories(draw):
    """Entries of two lanes; some replace an earlier one of their register."""
    entries, last = [], dict.fromkeys(LANES, 0)
    for event, lane, actor, at in draw(
        st.lists(st.tuples(EVENTS, st.sampled_from(LANES), ACTORS, st.integers(1, 60)), min_size=1, max_size=16)
    ):
        last[lane] += 1
        before = [entry.ref for entry in entries if entry.register == event.register]
        replaces = draw(st.lists(st.sampled_from(before), max_size=1)) if before else []
        entries.append(entry_of(event, lane, last[lane], actor, at, replaces))
    return entries


def entry_of(event, lane, seq, actor, at, replaces):
    about = {"kind": event.kind, "version": 1, "subject": event.subject, "register": event.register}
    return Entry(
        lane=lane,
        seq=seq,
        at=at << 16,
        clock=0,
        actor=actor,
        device=None,
        n=None,
        replaces=replaces,
        body=asdict(event),
        school="riverside",
        **about,
    )


def forget():
    for table in TABLES:
        table.delete().execute()
    for name in ("entry", "lane"):
        db.database.execute_sql(f"DELETE FROM {name}")
    for lane in LANES:
        store.open_lane(lane, "box", "riverside")


def rows():
    return {table.__name__: sorted(map(str, table.select().tuples())) for table in TABLES}


@pytest.mark.usefixtures("box")
@given(history=histories(), data=st.data())
def test_late_shuffled_and_repeated_entries_give_the_same_tables(history, data):
    db.write(forget)
    journal.receive(history)
    in_order = rows()

    db.write(forget)
    again = data.draw(st.permutations(history + history[:5]))
    for part in (again[: len(again) // 2], again[len(again) // 2 :]):
        journal.receive(part)
    assert rows() == in_order

    journal.rebuild()
    assert rows() == in_order
