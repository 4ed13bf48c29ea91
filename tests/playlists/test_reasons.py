"""Why a card is in the week, in one sentence."""

import pytest

from homeroom import i18n
from homeroom.playlists import reasons
from homeroom.playlists.drafting import Skill

TITLES = {"halves": "Halves", "adding": "Adding"}


def said(reason):
    return reasons.sentence(reason, lambda skill: TITLES.get(skill, skill))


def about(now, begun=False, kind="exercise", level="core"):
    facts = {"skill": "halves", "state": now.state, "tried": now.tried, "right": now.right, "begun": begun}
    return said(reasons.told({"skill": 0.8}, {**facts, "kind": kind, "level": level}))


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (about(Skill()), "“Halves” is new for you. Here is a way in."),
        (about(Skill(), begun=True), "You have met “Halves”. Now try it yourself."),
        (about(Skill(), kind="offscreen"), "Find out about “Halves” with your own hands."),
        (about(Skill(), kind="check"), "See how far you have come with “Halves”."),
        (about(Skill(tried=1, right=1)), "You have begun with “Halves”. Keep going."),
        (about(Skill(tried=5, right=4)), "You got 4 of your last 5 right on “Halves”. Keep going."),
        (about(Skill(tried=5), level="easier"), "“Halves” was not easy last time. This one takes smaller steps."),
        (about(Skill("mastered", tried=5)), "You know “Halves” well. This one goes a little further."),
        (
            said(reasons.told({"path": 1.5, "level": 0.4}, {"skill": "halves", "goal": "adding"})),
            "You will need “Halves” for “Adding”, so it comes first.",
        ),
        (
            said(reasons.told({"skill": 0.8, "interest": 0.9}, {"skill": "halves", "interest": "space"})),
            "This one is about space, which you like.",
        ),
        (
            said(reasons.recheck("halves", 0, 0.9, booked=True)),
            "You showed that you know “Halves”. One quick question: is it still there?",
        ),
    ],
)
def test_the_sentence_says_what_weighed_most(found, wanted):
    assert found == wanted


def test_a_reason_speaks_the_readers_language():
    with i18n.use("ar"):
        assert said(reasons.pinned()) != reasons.pinned()["msgid"]


@pytest.mark.parametrize("stored", [{}, {"msgid": "100 % yours"}, {"msgid": "%(gone)s", "params": {"skill": "halves"}}])
def test_a_reason_from_another_version_is_shown_as_it_was_written(stored):
    assert said(stored) == stored.get("msgid", "")
