"""Two ids of one child: whatever arrives when, every store reads the same; joined, taken apart, late entries."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.kernel import test_any_order as any_order

from homeroom import aliases, db, entries, journal

CHILDREN = ("aaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbb", "cccccccccccccccccccc")


@st.composite
def told_of_two(draw):
    """A journal about three ids, with who is who said, unsaid, and said by a hub, in circles, too."""
    found = draw(any_order.journals())
    names = dict(zip(("ada", "ben", "chidi"), CHILDREN, strict=True))
    for entry in found:
        text = aliases.Names(names)
        entry.subject, entry.register, entry.actor = map(text.plain, (entry.subject, entry.register, entry.actor))
        entry.body = text.told(entry.body)
    registered = entries.event_class("people.student-registered").cls
    for number, one in enumerate(draw(st.lists(st.sampled_from(CHILDREN), unique=True)), 1):
        found.append(make(registered(student=one, given_name=one[0]), number, at=number, lane="lane-p"))
    for number in range(draw(st.integers(1, 6))):
        one, other = draw(st.permutations(CHILDREN))[:2]
        cls = entries.event_class(draw(st.sampled_from([aliases.JOINED, aliases.JOINED, aliases.PARTED]))).cls
        about = aliases.register(one, other)
        before = [entry.ref for entry in found if entry.register == about]
        lane = draw(st.sampled_from(["hub-lane", "lane-x"]))
        replaces = before if draw(st.booleans()) else []
        event = cls(student=one, other=other)
        found.append(make(event, number + 1, at=draw(st.integers(1, 40)), lane=lane, replaces=replaces))
    return found


def make(event, seq, *, at, lane, replaces=()):
    names = {"device": None, "n": None, "replaces": list(replaces), "school": "school-1"}
    return entries.Entry(
        lane=lane, seq=seq, at=at << 16 | seq, clock=0, kind=event.kind, version=1, actor="office:park",
        subject=event.subject, register=event.register, body=dataclasses.asdict(event), **names,
    )  # fmt: skip


@pytest.fixture(autouse=True, scope="module")
def hubs_lane():
    """One of the lanes is the hub's; a fold that stumbles fails the test."""
    real = any_order.store.open_lane
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(any_order.store, "open_lane", lambda lane, *told: real(lane, *told, hub=lane == "hub-lane"))
        patch.setattr(journal, "_succeeds", lambda work, _what: work() or True)
        yield


@given(told=told_of_two(), data=st.data())
@settings(max_examples=25)
def test_in_any_order_with_repeats_and_delays_all_stores_read_the_same(tmp_path_factory, told, data):
    shuffled = data.draw(st.permutations(told + data.draw(st.lists(st.sampled_from(told), max_size=4))))
    cut = data.draw(st.integers(0, len(shuffled)))

    in_order = any_order.tables_after(tmp_path_factory.mktemp("a"), [[entry] for entry in told])
    in_any_order = any_order.tables_after(tmp_path_factory.mktemp("b"), [shuffled[:cut], shuffled[cut:]])
    rebuilt = any_order.tables_after(tmp_path_factory.mktemp("c"), [shuffled], rebuilt=True)

    assert in_any_order == in_order
    assert rebuilt == in_order


def test_who_is_erased_under_one_id_leaves_nothing_of_it_though_the_other_id_still_says_something(tmp_path_factory):
    one, other, _ = CHILDREN
    of = entries.event_class
    told = [
        make(of("playlists.independence-set").cls(student=one, when=1, level=2), 1, at=1, lane="lane-a"),
        make(of("people.student-registered").cls(student=other, given_name="b"), 2, at=2, lane="lane-a"),
        make(of("people.student-erased").cls(student=one), 3, at=3, lane="lane-a"),
        make(of(aliases.JOINED).cls(student=one, other=other), 1, at=40, lane="hub-lane"),
    ]
    orders = (told, [told[3], *told[:3]], [told[0], told[3], told[1], told[2]])

    at_once = [any_order.tables_after(tmp_path_factory.mktemp("x"), [some]) for some in orders]
    singly = [any_order.tables_after(tmp_path_factory.mktemp("y"), [[entry] for entry in some]) for some in orders]

    assert at_once[0]["independence"] == []
    assert all(tables == at_once[0] for tables in (*at_once, *singly))


def edges(number):
    a, b, c = CHILDREN
    joined = entries.event_class(aliases.JOINED).cls
    pairs = [(b, a), (c, b), (a, c)][:number]
    return [make(joined(student=x, other=y), i, at=i, lane="lane-x") for i, (x, y) in enumerate(pairs, 1)]


@given(said=st.permutations(edges(3)))
def test_a_circle_has_one_root_and_the_hub_may_name_another(said):
    a, b, c = CHILDREN
    assert aliases.resolve(said) == {b: a, c: a}

    said[0].by_hub, named = True, said[0].subject
    try:
        assert set(aliases.resolve(said).values()) == {named}
    finally:
        said[0].by_hub = False


def test_the_twin_that_goes_by_arrival_is_caught(tmp_path_factory, monkeypatch):
    """With "the id that was named first is the root" two stores that hear the same differ."""
    registered = entries.event_class("people.student-registered").cls
    people = [
        make(registered(student=one, given_name=one[0]), n, at=n, lane="lane-p") for n, one in enumerate(CHILDREN, 1)
    ]
    said = edges(2)

    def in_two_orders(name):
        folder = tmp_path_factory.mktemp
        return (
            any_order.tables_after(folder(name), [people, [said[0]], [said[1]]]),
            any_order.tables_after(folder(name), [people, [said[1]], [said[0]]]),
        )

    honest = in_two_orders("honest")
    assert honest[0] == honest[1]
    assert len(honest[0]["student"]) == 1

    def by_arrival(_entries):
        rows = db.database.run("SELECT subject, register FROM entry WHERE kind = ? ORDER BY arrival", (aliases.JOINED,))
        roots = {}
        for subject, register in rows.fetchall():
            root = roots.get(subject, subject)
            roots.update({one: root for one in register.split("/")[1:] if one != root})
        return roots

    monkeypatch.setattr(aliases, "resolve", by_arrival)
    twin = in_two_orders("twin")
    assert twin[0] != twin[1]
