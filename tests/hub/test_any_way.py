"""Hub and boxes change the same people at once: whatever the order, the delays and repeats, all tables are the same."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeroom import db, entries, journal, store
from homeroom.people import events as ev
from homeroom.people import said_twice, tables

CLASSES = ("3a", "3b", "3c")
WRITERS = {"hub": "hub:lang", "one": "office:park", "two": "teacher:okoro"}


def entry(writer, seq, event, replaces=()):
    return entries.Entry(
        lane=f"lane-{writer}", seq=seq, at=seq << 16, clock=0, kind=event.kind, version=1, actor=WRITERS[writer],
        device=None, n=None, subject=event.subject, register=event.register, replaces=list(replaces),
        body=dict(vars(event)), school="school-1",
    )  # fmt: skip


@st.composite
def weeks(draw):
    """What three writers do with one child, each knowing only what it wrote and what it happened to hear of."""
    begun = entry("one", 1, ev.StudentRegistered(student="ana", birth_year=2015))
    first = entry("one", 2, ev.EnrolmentBegun(student="ana", school_class="3a"))
    all_of_them, knows = [begun, first], {name: [begun, first] for name in WRITERS}
    for seq in range(3, 3 + draw(st.integers(1, 7))):
        writer = draw(st.sampled_from(sorted(WRITERS)))
        for made in acts(draw, writer, seq * 10, knows[writer]):
            all_of_them.append(made)
            for name in WRITERS:
                if name == writer or draw(st.booleans()):
                    knows[name] = [*knows[name], made]
    return all_of_them


def acts(draw, writer, seq, known):
    """One thing that somebody does: a field, a move to another class, archiving."""
    what = draw(st.sampled_from(["field", "move", "archive"]))
    if what == "field":
        old = standing(known, lambda one: getattr(one.event, "birth_year", None) is not None)
        return [entry(writer, seq, ev.StudentChanged(student="ana", birth_year=draw(st.integers(2013, 2017))), old)]
    if what == "archive":
        event = draw(st.sampled_from([ev.StudentArchived, ev.StudentRestored]))(student="ana")
        return [entry(writer, seq, event, standing(known, lambda one: hasattr(one.event, "archived")))]
    to = draw(st.sampled_from(CLASSES))
    in_it = {name: standing(known, lambda one, name=name: one.register == f"enrolment/{name}/ana") for name in CLASSES}
    here = {
        one.event.school_class
        for one in known
        if one.kind == ev.EnrolmentBegun.kind and one.ref in sum(in_it.values(), [])
    }
    left = sorted(here - {to})
    replaced = [*in_it[to], *(ref for name in left for ref in in_it[name])]
    moved = [entry(writer, seq, ev.EnrolmentBegun(student="ana", school_class=to), replaced)]
    for number, name in enumerate(left, 1):
        moved.append(entry(writer, seq + number, ev.EnrolmentEnded(student="ana", school_class=name), in_it[name]))
    return moved


def standing(known, told):
    return [one.ref for one in journal.standing(one for one in known if told(one))]


def after(batches):
    """All tables about people in a store that got these entries in this order."""
    db.write(empty)
    for batch in batches:
        for one in batch:
            db.write(lambda one=one: store.open_lane(one.lane, "box", one.school, hub=one.lane == "lane-hub"))
        journal.receive([fresh(one) for one in batch])
    told = dump()
    journal.rebuild()
    assert dump() == told
    return told


def empty():
    for table in ("entry", "lane"):
        db.database.execute_sql(f"DELETE FROM {table}")
    for table in journal._projections(db.Projection):
        table.delete().execute()


def fresh(one):
    return entries.Entry(
        **{name: getattr(one, name) for name in ("lane", "seq", "at", "clock", "kind", "version", "actor", "device")},
        **{name: getattr(one, name) for name in ("n", "subject", "register", "school")},
        replaces=list(one.replaces),
        body=dict(one.body),
    )


def dump():
    of = (tables.Student, tables.Enrolment, tables.SaidTwice)
    return {table._meta.table_name: sorted(map(tuple, table.select().tuples()), key=repr) for table in of}


@given(told=weeks(), data=st.data())
@settings(max_examples=40)
def test_any_order_of_arrival_gives_the_same_people_and_the_same_differences(box, told, data):
    shuffled = data.draw(st.permutations(told + data.draw(st.lists(st.sampled_from(told), max_size=3))))
    cut = data.draw(st.integers(0, len(shuffled)))

    assert after([shuffled[:cut], shuffled[cut:]]) == after([[one] for one in told])


def moves():
    """The hub moves her to 3B and the office to 3C, neither knowing of the other."""
    begun = entry("one", 1, ev.StudentRegistered(student="ana", birth_year=2015))
    first = entry("one", 2, ev.EnrolmentBegun(student="ana", school_class="3a"))
    found = [begun, first]
    for writer, to, born in (("hub", "3b", 2016), ("one", "3c", 2017)):
        found += [
            entry(writer, 10, ev.EnrolmentBegun(student="ana", school_class=to), [first.ref]),
            entry(writer, 11, ev.EnrolmentEnded(student="ana", school_class="3a"), [first.ref]),
            entry(writer, 12, ev.StudentChanged(student="ana", birth_year=born), [begun.ref]),
        ]
    return found


def test_the_hub_counts_and_what_else_was_said_stays_visible(box):
    told = after([moves()])

    assert told["enrolment"] == [("3b", "ana")]
    assert tables.student("ana").birth_year == 2016
    assert {(row.field, row.counts) for row in said_twice.unsettled()} == {
        ("3b", "lane-hub-10"),
        ("birth_year", "lane-hub-12"),
    }


def test_with_the_last_to_arrive_winning_the_same_comparison_fails(box, monkeypatch):
    """The twin: order of arrival decides, as it must not."""
    told, arrived = moves(), []

    def last_to_arrive(some):
        found = list(some)
        arrived.extend(one.ref for one in found if one.ref not in arrived)
        return max(found, key=lambda one: arrived.index(one.ref), default=None)

    monkeypatch.setattr(journal, "winner", last_to_arrive)
    monkeypatch.setattr(journal, "rebuild", lambda: None)
    forward = after([[one] for one in told])
    arrived.clear()
    backward = after([[one] for one in [*told[:2], *reversed(told[2:])]])

    assert forward != backward


@pytest.mark.parametrize("role", ["hub", "office"])
def test_a_role_alone_gives_nobody_the_hubs_rank(box, role):
    one = entry("one", 5, ev.StudentChanged(student="ana", birth_year=1999))
    one.actor = f"{role}:mallory"

    assert one.rank == {"hub": 0, "office": 4}[role]
