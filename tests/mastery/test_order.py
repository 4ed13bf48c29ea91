"""In order, late or all at once: the same traces."""

from hypothesis import given
from hypothesis import strategies as st

from homeroom.mastery import rules

SHOW = st.builds(
    rules.Show,
    when=st.integers(0, 10**10),
    ref=st.uuids().map(str),
    skills=st.sampled_from([("a",), ("b",), ("a", "b"), ("c",)]),
    outcome=st.sampled_from([0.0, 0.1, 0.5, 1.0]),
    says=st.sampled_from([0.2, 0.3, 1.0, 2.0]),
    level=st.sampled_from(["easier", "core", "harder", "unknown"]),
    mark=st.integers(0, 4),
)


def ordered(shows):
    return sorted(shows, key=lambda one: (one.when, one.ref))


@given(st.lists(SHOW, max_size=30), st.integers(0, 30))
def test_going_on_is_the_same_as_walking_all_the_way(shows, cut):
    shows = ordered(shows)
    at_once, in_parts = (rules.Learner(), {}), (rules.Learner(), {})
    rules.walk(*at_once, shows)
    rules.walk(*in_parts, shows[:cut])
    rules.walk(*in_parts, shows[cut:])

    assert in_parts == at_once


@given(st.lists(SHOW, min_size=1, max_size=30))
def test_chances_stay_chances_and_states_are_among_the_four(shows):
    you, traces = rules.Learner(), {}
    rules.walk(you, traces, ordered(shows))
    for skill, on in traces.items():
        now = rules.state(skill, on, on.last + 10**9, you)
        assert 0 < now.chance < 1
        assert now.state in rules.STATES
        assert now.standard in (1, 2, 3, 4)
        assert 1 <= rules.due_in(now) <= 60


@given(st.lists(st.integers(0, 400), max_size=40), st.integers(0, 200), st.integers(0, 200))
def test_time_away_is_never_more_than_the_time_there_was(days, last, more):
    assert 0 <= rules.frozen(days, last, last + more) <= more
