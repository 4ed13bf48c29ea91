"""Whatever the order, the delays and the repeats in which entries arrive, the tables are the same.

The entries are made from the events' own definitions, so that every feature is in, also one that is
added tomorrow: an event whose fold depends on the order of arrival fails here.
"""

import dataclasses
import types
import typing
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import make_settings
from homeroom import app, clock, config, db, entries, features, journal, store

app.load(features.BOX)

POOLS = {
    "student": ["ada", "ben"],
    "school_class": ["3b", "1a"],
    "staff": ["okoro", "park"],
    "day": ["2026-11-23", "2026-11-24"],
    "first": ["2026-11-23"],
    "last": ["2026-11-24"],
    "week": ["2026-W48"],
    "slot": ["slot1", "slot2", "slot3"],
    "before": ["slot1", "slot2", ""],
    "card": ["card1", "card2"],
    "block": ["b1", "b2"],
    "upload": ["u1", "u2"],
    "status": ["here", "late", "absent", "excused", "left", "expected"],
    "method": ["drag", "tap", "key"],
    "reason": ["", "bus", "doctor"],
    "role": ["teacher", "office"],
    "sign": ["fox", "owl"],
    "sign_in": ["pictures", "pin", "none"],
    "start": ["08:00", "09:00"],
    "end": ["14:30", "13:00"],
    "level": ["easier", "core", "harder"],
    "auth": ["session", "claimed"],
    "pack": ["org.homeroom.x"],
    "absence": ["away1", "away2"],
    "language": ["en", "ar"],
    "layout": ["3b"],
    "other": ["ben", "chidi"],
    "rule": ["stuck", "alone"],
    "group": ["g1"],
    "device": ["kiosk1/box1", "tablet1/box2"],
}
WHENS = st.integers(1_795_400_000_000, 1_795_500_000_000)
SPECIAL: dict[tuple[str, str], st.SearchStrategy[Any]] = {
    ("playlists.published", "slots"): st.lists(
        st.fixed_dictionaries(
            {
                "slot": st.sampled_from(POOLS["slot"]),
                "card": st.sampled_from(POOLS["card"]),
                "must": st.booleans(),
                "reason": st.just({"text": "Because", "values": {}}),
            }
        ),
        max_size=3,
        unique_by=lambda slot: slot["slot"],
    ),
    ("grouping.places-given", "places"): st.lists(
        st.fixed_dictionaries(
            {
                "period": st.sampled_from(["p1", "p2"]),
                "station": st.sampled_from(["s1", "s2"]),
                "mode": st.sampled_from(["pair", "own"]),
                "partners": st.sampled_from([[], ["ben"]]),
                "reason": st.just({"msgid": "Because", "params": {}}),
            }
        ),
        max_size=2,
        unique_by=lambda place: place["period"],
    ),
    ("playlists.slots-ordered", "slots"): st.permutations(POOLS["slot"]),
    ("attendance.confirmed", "seen"): st.dictionaries(st.sampled_from(POOLS["student"]), st.just("here")),
}


def field_values(kind, name, hint):
    if (kind, name) in SPECIAL:
        return SPECIAL[kind, name]
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        parts = [part for part in typing.get_args(hint) if part is not type(None)]
        return st.none() | field_values(kind, name, parts[0])
    base = typing.get_origin(hint) or hint
    if base is str:
        return st.sampled_from(POOLS[name]) if name in POOLS else st.sampled_from(["", "x", "y"])
    if base is int:
        return WHENS if name in ("when", "arrived", "left", "starts", "late_after", "ends") else st.integers(1, 4)
    if base is dict:
        return st.just({})
    if base is list:
        return st.lists(st.sampled_from(["x", "y"]), max_size=2, unique=True)
    return {bool: st.booleans(), float: st.sampled_from([0.0, 0.5, 1.0])}.get(base, st.sampled_from(["a", 1, None]))


def events_of(cls):
    hints = typing.get_type_hints(cls)
    fields = {field.name: field_values(cls.kind, field.name, hints[field.name]) for field in dataclasses.fields(cls)}
    return st.builds(cls, **fields)


EVENTS = st.one_of([events_of(entries.event_class(kind).cls) for kind in sorted(entries.known_kinds())])
ROLES = st.sampled_from(["system:box", "student:ada", "kiosk:k1", "teacher:okoro", "teacher:silva", "office:park"])


@st.composite
def journals(draw):
    """A journal of three lanes: events, who wrote them, what they knew and replaced, acts sent twice."""
    found, last = [], {"lane-a": 0, "lane-b": 0, "lane-c": 0}
    for event in draw(st.lists(EVENTS, min_size=1, max_size=14)):
        lane = draw(st.sampled_from(sorted(last)))
        last[lane] += 1
        same = [entry for entry in found if entry.register == event.register and entry.lane == lane]
        twin = draw(st.sampled_from(found)) if found and draw(st.integers(0, 9)) == 0 else None
        device, n = (twin.device, twin.n) if twin else (None, None)
        if device is None and draw(st.booleans()):
            device, n = draw(st.sampled_from(POOLS["device"])), len(found) + 1
        found.append(
            entries.Entry(
                lane=lane,
                seq=last[lane],
                at=draw(st.integers(1, 40)) << 16 | last[lane],
                clock=0,
                kind=event.kind,
                version=event.version,
                actor=draw(ROLES),
                device=device,
                n=n,
                subject=event.subject,
                register=event.register,
                replaces=[draw(st.sampled_from(same)).ref] if same and draw(st.booleans()) else [],
                body=dataclasses.asdict(event),
                school="school-1",
            )
        )
    return found


def tables_after(folder, batches, *, rebuilt=False):
    """All projection rows of a fresh store that receives the batches."""
    clock.clock.reset()
    app.open_store(make_settings(folder), features.BOX)
    try:
        for batch in batches:
            for entry in batch:
                db.write(store.open_lane, entry.lane, "box-x", entry.school)
            journal.receive([fresh(entry) for entry in batch])
        if rebuilt:
            journal.rebuild()
        return dump()
    finally:
        db.close()
        config.use(config.Config())


def fresh(entry):
    """As it would come over the wire: nothing shared, nothing cached."""
    names = ("lane", "seq", "at", "clock", "kind", "version", "actor", "device", "n", "subject", "register")
    values = {name: getattr(entry, name) for name in (*names, "school")}
    return entries.Entry(**values, replaces=list(entry.replaces), body=dict(entry.body))


def dump():
    return {
        table._meta.table_name: sorted(db.database.execute_sql(f"SELECT * FROM {table._meta.table_name}"), key=repr)
        for table in journal._projections(db.Projection)
    }


@pytest.fixture(autouse=True, scope="module")
def no_stumbling():
    """A fold that stumbles fails the test; a real store would go on with the next entry."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(journal, "_succeeds", lambda work, _what: work() or True)
        yield


@given(journal_=journals(), data=st.data())
@settings(max_examples=120)
def test_any_order_any_delay_any_repeat_gives_the_same_tables(tmp_path_factory, journal_, data):
    shuffled = data.draw(st.permutations(journal_ + data.draw(st.lists(st.sampled_from(journal_), max_size=4))))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(shuffled)), max_size=4)))
    batches = [shuffled[a:b] for a, b in zip([0, *cuts], [*cuts, len(shuffled)], strict=True)]

    in_order = tables_after(tmp_path_factory.mktemp("a"), [[entry] for entry in journal_])
    in_any_order = tables_after(tmp_path_factory.mktemp("b"), batches)
    rebuilt = tables_after(tmp_path_factory.mktemp("c"), batches, rebuilt=True)

    assert in_any_order == in_order
    assert rebuilt == in_order


def test_a_fold_that_trusts_the_order_of_arrival_would_be_caught(tmp_path_factory, monkeypatch):
    """The twin: with "the last to arrive wins" the same comparison fails."""
    from homeroom.people import tables as people

    cls = entries.event_class("people.class-begun").cls
    told = [cls(school_class="3b", name=name, sourced_id="", sign="fox", sign_in="none") for name in ("3B", "3C")]
    both = [
        entries.Entry(
            lane=f"lane-{i}",
            seq=1,
            at=i << 16,
            clock=0,
            kind=cls.kind,
            version=1,
            actor="office:park",
            device=None,
            n=None,
            subject="",
            register=event.register,
            replaces=[],
            body=dataclasses.asdict(event),
            school="school-1",
        )
        for i, event in enumerate(told, 1)
    ]
    arrived = []

    def last_to_arrive(told):
        found = list(told)
        arrived.extend(entry.ref for entry in found if entry.ref not in arrived)
        return max(found, key=lambda entry: arrived.index(entry.ref), default=None)

    honest = tables_after(tmp_path_factory.mktemp("h1"), [[both[0]], [both[1]]])
    assert honest == tables_after(tmp_path_factory.mktemp("h2"), [[both[1]], [both[0]]])

    monkeypatch.setattr(people.journal, "winner", last_to_arrive)
    forward = tables_after(tmp_path_factory.mktemp("f"), [[both[0]], [both[1]]])
    arrived.clear()
    backward = tables_after(tmp_path_factory.mktemp("g"), [[both[1]], [both[0]]])

    assert forward != backward


@pytest.mark.parametrize("kind", sorted(entries.known_kinds()))
def test_every_event_has_a_name_that_tells_its_feature(kind):
    feature = kind.partition(".")[0]

    assert feature in (*features.BOX, *features.HUB, "acts")
