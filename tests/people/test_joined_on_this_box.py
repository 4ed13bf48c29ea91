"""What only this box knows goes on under the id that counts: who is signed in, let in and looked at, drafts, steps."""

import pytest

from cast import PICTURES
from homeroom import aliases, clock, db
from homeroom.grouping.tables import StationDraft
from homeroom.people import child_secrets, devices, same_child, sessions, sign_in, tables
from homeroom.playlists import steps
from homeroom.playlists.steps import PlanStep
from homeroom.playlists.tables import Draft
from homeroom.privacy.tables import LookedAt, looks_at
from homeroom.today import tables as today

WEEK = "2026-11-23"


@pytest.fixture
def cards(cast):
    """Two cards of one child, Ada and a new one; the greater id is the one that counts no more once they are joined."""
    new = same_child.take_in(cast.class_3b.id, given_name="Adah")
    return sorted((cast.ada.id, new.id))


@pytest.fixture
def tablet(cast):
    code = devices.make_code(kind="tablet", staff=cast.mrs_park.id, school_class=cast.class_3b.id)
    return devices.enrol(code.code)[0]


def join(cards):
    return same_child.join(*cards)


def test_who_is_signed_in_stays_so_and_is_signed_in_again_from_an_old_list(cast, cards, tablet):
    root, old = cards
    for one in cards:
        child_secrets.choose(one, "pictures", PICTURES["Ada"])
    _student, session, cookie = sign_in.child(tablet, old, PICTURES["Ada"])

    join(cards)

    assert sessions.current("student", cookie).person == root
    assert today.signed_in([root])[root].id == tablet.id
    assert sessions.was_here(session.id, old, tablet.id)
    student, _session, again = sign_in.child(tablet, old, PICTURES["Ada"])
    assert (student.id, sessions.current("student", again).person) == (root, root)

    same_child.part(root, old)
    assert sessions.was_here(session.id, old, tablet.id), "her work of before may still come"
    assert not sessions.was_here(session.id, root, tablet.id)


def test_a_door_that_was_opened_and_who_looked_stay_hers(cast, cards, tablet):
    root, old = cards
    sign_in.open_for(old, cast.mr_okoro.id)
    look = {"day": WEEK, "staff": cast.mr_okoro.id, "what": "record", "school_class": ""}
    db.write(lambda: LookedAt.put(**look, student=old, first=1, last=1, times=1))

    join(cards)

    assert root in sign_in.opened()
    assert old in {one.student for one in looks_at(root)}
    sign_in.child(tablet, old, None)
    assert sign_in.opened() == {}


def test_drafts_and_what_can_be_taken_back_follow(cast, cards):
    root, old = cards
    mine, others = [{"card": "of the old card"}], [{"card": "of the root"}]
    draft = {"school_class": cast.class_3b.id, "made": clock.now_ms()}

    def before():
        Draft.insert(student=old, week=WEEK, slots=mine, **draft).execute()
        Draft.insert(student=old, week="2026-11-30", slots=mine, **draft).execute()
        Draft.insert(student=root, week="2026-11-30", slots=others, **draft).execute()
        told = {old: {"draft": mine, "week": None}, cast.ben.id: {"draft": None, "week": None}}
        PlanStep.create(school_class=cast.class_3b.id, week=WEEK, what="draft", before=told, made=1)
        state = {"places": {"p1": {old: "s1", cast.ben.id: "s2"}, "p2": {root: "s2", old: "s1"}}}
        state |= {"locks": [["p1", old, "s1"]], "groups": []}
        StationDraft.put(layout="room", day=WEEK, state=state, past=[{"places": {"p1": {old: "s3"}}}], made=1)

    db.write(before)
    join(cards)

    assert Draft.one(student=root, week=WEEK).slots == mine
    assert Draft.one(student=old, week=WEEK) is None
    assert Draft.one(student=root, week="2026-11-30").slots == others, "nobody's draft is overwritten"
    assert set(steps.last(cast.class_3b.id, WEEK).before) == {root, cast.ben.id}
    plan = StationDraft.one(layout="room", day=WEEK)
    assert plan.state["places"] == {"p1": {root: "s1", cast.ben.id: "s2"}, "p2": {root: "s2"}}
    assert plan.state["locks"] == [["p1", root, "s1"]]
    assert plan.past == [{"places": {"p1": {root: "s3"}}}]
    assert tables.student(old).id == aliases.root_of(old) == root
