"""Who needs somebody first."""

import pytest

from homeroom.today import rules
from homeroom.today.rules import Doing, Limits

MINUTE = 60_000
LIMITS = Limits(most_wrong=3, silence=4 * MINUTE)


def doing(**told):
    known = {"slot": "s1", "card": "halves", "kind": "exercise", "status": "started", "since": 0, "last": 0}
    return Doing(**{**known, "wrong_run": 0, "hand": None, **told})


def state(work, now=MINUTE, **told):
    known = {"hand": None, "signed_in": True, "presence": "here", "all_done": False}
    return rules.state(work, now=now, limits=LIMITS, **{**known, **told})


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (state(doing(), hand=5), "hand"),
        (state(doing(wrong_run=3)), "stuck"),
        (state(doing(), now=4 * MINUTE), "stuck"),
        (state(doing(kind="offscreen"), now=40 * MINUTE), "working"),
        (state(doing()), "working"),
        (state(doing(status="returned")), "working"),
        (state(doing(status="done")), "between"),
        (state(None), "between"),
        (state(doing(status="done"), all_done=True), "finished"),
        (state(doing(wrong_run=3), signed_in=False), "off"),
        (state(None, signed_in=False, presence="excused"), "away"),
    ],
)
def test_one_word_says_what_a_child_is_at(found, wanted):
    assert found == wanted


def test_every_state_is_counted():
    assert rules.counts(["hand", "hand", "off"]) == {**dict.fromkeys(rules.STATES, 0), "hand": 2, "off": 1}
