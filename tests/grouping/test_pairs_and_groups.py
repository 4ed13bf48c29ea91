"""Reciprocal pairs and small groups: against every possible pairing, and what must hold for any class."""

import itertools
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from homeroom.grouping import needs, pairs

CHANCE = st.sampled_from([0.1, 0.35, 0.5, 0.55, 0.65, 0.8, 0.9, 0.95])
CLASSES = st.dictionaries(
    st.sampled_from([f"child{n:02}" for n in range(14)]),
    st.dictionaries(st.sampled_from(["add", "halve", "read", "rhyme"]), CHANCE, min_size=1),
    min_size=1,
    max_size=14,
)


def every_pairing(children):
    """All ways to make pairs; with an odd number one joins any pair."""
    if len(children) <= 3:
        yield [tuple(children)] if children else []
        return
    if len(children) % 2:
        for i, one in enumerate(children):
            rest = children[:i] + children[i + 1 :]
            for found in every_pairing(rest):
                for j, pair in enumerate(found):
                    yield [*found[:j], tuple(sorted((*pair, one))), *found[j + 1 :]]
        return
    first, rest = children[0], children[1:]
    for i, other in enumerate(rest):
        for found in every_pairing(rest[:i] + rest[i + 1 :]):
            yield [(first, other), *found]


def a_class(many, seed):
    chance = random.Random(seed)
    children = [f"child{n:02}" for n in range(many)]
    return {child: {f"skill{n}": chance.random() for n in range(6)} for child in children}


def test_ada_who_can_add_and_ben_who_can_rhyme_help_each_other():
    chances = {"ada": {"add": 0.9, "rhyme": 0.4}, "ben": {"add": 0.3, "rhyme": 0.85}, "chidi": {"add": 0.9}}

    found = pairs.exchange("ada", "ben", chances)
    one_way = pairs.exchange("chidi", "ben", chances)

    assert (found.first_helps, found.second_helps) == ("add", "rhyme")
    assert found.weight > 0.5
    assert (one_way.first_helps, one_way.weight) == ("add", 0.0)


def test_children_who_met_lately_are_a_little_less_likely_to_meet_again():
    chances = {"ada": {"add": 0.9, "rhyme": 0.4}, "ben": {"add": 0.3, "rhyme": 0.85}}

    fresh, again = (pairs.exchange("ada", "ben", chances, met).weight for met in (0, 2))

    assert abs(fresh - again - 0.2) < 1e-9


def test_no_other_pairing_is_better_on_small_classes():
    for seed, many in itertools.product(range(6), (2, 4, 6, 8)):
        chances = a_class(many, seed)
        worth = pairs.weights(chances, chances, met={})

        found = pairs.match(chances, worth)

        best = max(pairs.value(one, worth) for one in every_pairing(sorted(chances)))
        assert pairs.value(found, worth) >= best - 1e-9


def test_an_odd_child_joins_a_pair_and_little_is_lost():
    lost = []
    for seed, many in itertools.product(range(8), (3, 5, 7)):
        chances = a_class(many, seed)
        worth = pairs.weights(chances, chances, met={})

        found = pairs.match(chances, worth)

        best = max(pairs.value(one, worth) for one in every_pairing(sorted(chances)))
        lost.append(1 - pairs.value(found, worth) / best if best else 0.0)
        assert sorted(len(pair) for pair in found)[-1] == 3
    assert sum(lost) / len(lost) < 0.02


def test_a_whole_class_comes_close_to_the_exact_pairing():
    lost = []
    for seed in range(6):
        chances = a_class(12, seed)
        worth = pairs.weights(chances, chances, met={})
        exact = pairs.value(pairs.match(chances, worth), worth)

        fast = pairs.value(pairs.fast(chances, worth), worth)

        lost.append(1 - fast / exact)
    assert max(lost) < 0.09
    assert sum(lost) / len(lost) < 0.03


@given(chances=CLASSES, data=st.data())
@settings(max_examples=60)
def test_everybody_is_in_one_pair_and_nobody_beside_whom_she_is_kept_from(chances, data):
    children = sorted(chances)
    foes = st.tuples(st.sampled_from(children), st.sampled_from(children)).filter(lambda both: both[0] != both[1])
    apart = {frozenset(both) for both in data.draw(st.lists(foes, max_size=4))} if len(children) > 1 else set()
    worth = pairs.weights(children, chances, apart=apart, met={})

    found = pairs.match(children, worth, apart=apart)

    assert sorted(child for pair in found for child in pair) == children
    assert all(len(pair) <= 3 for pair in found)
    assert not any(both <= set(pair) for both in apart for pair in found)


@given(chances=CLASSES, order=st.randoms())
@settings(max_examples=30)
def test_the_order_in_which_children_are_named_changes_nothing(chances, order):
    worth = pairs.weights(chances, chances, met={})
    named = list(chances)
    order.shuffle(named)

    assert pairs.match(named, worth) == pairs.match(chances, worth)


@given(chances=CLASSES)
def test_groups_have_three_to_five_who_all_need_the_skill_and_nobody_is_in_two(chances):
    wanted = needs.needs(chances, {"halve": ["add"]})

    found = needs.small_groups(wanted, apart=[frozenset(("child00", "child01"))])

    members = [child for group in found for child in group.children]
    assert len(members) == len(set(members))
    for group in found:
        assert needs.LEAST <= len(group.children) <= needs.MOST
        assert all(group.skill in wanted[child] for child in group.children)
        assert not {"child00", "child01"} <= set(group.children)


def test_a_skill_is_needed_only_when_what_it_builds_on_is_there():
    ready, not_yet = {"halve": 0.5, "add": 0.9}, {"halve": 0.5, "add": 0.4}

    found = needs.needs({"ada": ready, "ben": not_yet}, {"halve": ["add"]})

    assert "halve" in found["ada"]
    assert "halve" not in found["ben"]


@given(waits=st.dictionaries(st.sampled_from("abcdefghij"), st.none() | st.integers(0, 100), max_size=10))
def test_a_round_of_talks_begins_with_who_waited_longest(waits):
    last = {child: None if days is None else (100 - days) * needs.DAY for child, days in waits.items()}

    found = needs.talk_round(last, now=100 * needs.DAY, days=["mo", "tu"], adults=["okoro", "silva"])

    assert sorted(talk.child for talk in found) == sorted(last)
    told = [talk.days_since for talk in found]
    assert told == sorted(told, key=lambda days: (days is not None, -(days or 0)))
