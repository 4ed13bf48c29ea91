"""The lot is fair and everywhere the same; equals are called different no more often than is said."""

import random
from math import sqrt
from statistics import NormalDist

from hypothesis import given
from hypothesis import strategies as st

from homeroom.trials import comparing, rules

CHILDREN = st.lists(st.text("abcdefgh", min_size=3, max_size=6), unique=True, max_size=25)


@given(children=CHILDREN, seed=st.text(max_size=5), order=st.randoms())
def test_the_lot_is_the_same_whoever_draws_it_and_splits_every_group_in_halves(children, seed, order):
    shuffled = list(children)
    order.shuffle(shuffled)

    drawn = rules.lot(seed, "3b/slow", children)

    assert drawn == rules.lot(seed, "3b/slow", shuffled)
    arms = list(drawn.values())
    assert abs(arms.count("usual") - arms.count("new")) <= 1


@given(children=CHILDREN, late=CHILDREN, seed=st.text(max_size=5))
def test_who_comes_later_fills_up_the_halves(children, late, seed):
    first = rules.lot(seed, "s", children)
    then = rules.lot(seed, "s", set(late) - set(first), list(first.values()))

    arms = [*first.values(), *then.values()]
    assert abs(arms.count("usual") - arms.count("new")) <= 1


def test_everybody_has_the_same_chance_of_either_way():
    new = sum(rules.lot(f"seed{n}", "3b/fast", ["ada", "ben", "chidi"])["ben"] == "new" for n in range(2000))

    assert 900 < new < 1100


def school(dice, *, classes=4, size=20, better=0.0):
    """Results of a school in the order they come: (stratum, arm, right), equal ways unless the new one is better."""
    found = []
    for group in range(classes):
        for starter, share in (("slow", 0.55), ("fast", 0.8)):
            children = [f"{group}-{starter}-{n}-{dice.random()}" for n in range(size // 2)]
            for arm in rules.lot(str(dice.random()), f"{group}/{starter}", children).values():
                right = dice.random() < share + (better if arm == "new" else 0)
                found.append((f"{group}/{starter}", arm, right))
    dice.shuffle(found)
    return found


def run(results, most):
    """How a comparison ends."""
    for look in range(1, rules.LOOKS + 1):
        counts = rules.count(results[: rules.wanted(most, look)])
        said = rules.verdict(comparing.z_of(counts), look)
        if said:
            return said
    return ""


def test_equals_are_told_apart_no_more_often_than_stated():
    dice, times = random.Random(7), 1500
    ends = [run(school(dice), 80) for _ in range(times)]

    def most(share):
        return share + 3 * sqrt(share * (1 - share) / times)

    assert ends.count("better") / times <= most(rules.FALSE_BETTER)
    assert ends.count("harm") / times <= most(rules.FALSE_HARM)


def test_the_bars_hold_what_they_promise_for_a_normal_measure():
    # Increments of equal information, as the tables of Jennison & Turnbull assume: exact rates, no small counts.
    dice, times, better, harm = random.Random(3), 20_000, 0, 0
    for _ in range(times):
        total, said = 0.0, ""
        for look in range(1, rules.LOOKS + 1):
            total += dice.gauss(0, 1)
            said = said or rules.verdict(total / sqrt(look), look)
        better, harm = better + (said == "better"), harm + (said == "harm")

    assert abs(better / times - rules.FALSE_BETTER) < 0.005
    assert abs(harm / times - rules.FALSE_HARM) < 0.007


def test_harm_ends_it_early_and_a_real_gain_is_found():
    dice = random.Random(11)
    harmed = [run(school(dice, better=-0.35), 80) for _ in range(200)]
    helped = [run([one for n in range(3) for one in school(dice, better=0.2)], 200) for _ in range(100)]

    assert harmed.count("harm") > 150
    assert helped.count("better") > 60
    assert helped.count("harm") == 0


def test_groups_of_equals_are_flagged_in_few_of_a_hundred_comparisons():
    dice, times, flagged = random.Random(5), 1000, 0
    for _ in range(times):
        results = school(dice)
        split = {name: [one for one in results if one[0].endswith(name)] for name in ("slow", "fast")}
        split |= {f"class {n}": [one for one in results if one[0].startswith(str(n))] for n in range(4)}
        found = comparing.groups({name: rules.count(mine) for name, mine in split.items()})
        flagged += any(one is not None and one.clear for one in found.values())

    assert flagged / times <= comparing.SURE + 3 * sqrt(0.05 * 0.95 / times)


def test_the_interval_holds_the_truth():
    dice, times, inside = random.Random(9), 600, 0
    for _ in range(times):
        found = comparing.effect(rules.count(school(dice, better=0.1)), NormalDist().inv_cdf(0.975))
        inside += found.low <= 0.1 <= found.high

    assert inside / times > 0.93


@given(
    st.dictionaries(
        st.sampled_from("abcd"),
        st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)).map(
            lambda n: [n[0], n[0] + n[1], n[2], n[2] + n[3]]
        ),
    )
)
def test_any_counts_give_a_sane_answer_and_swapping_the_ways_turns_it_round(counts):
    turned = {name: [r1, n1, r0, n0] for name, (r0, n0, r1, n1) in counts.items()}

    assert abs(comparing.z_of(counts) + comparing.z_of(turned)) < 1e-9
    found = comparing.effect(counts)
    if found:
        assert -1 <= found.low <= found.difference <= found.high <= 1


def test_a_group_with_fewer_than_five_on_a_side_shows_no_numbers():
    assert comparing.groups({"few": {"s": [1, 4, 5, 9]}}) == {"few": None}


def test_looks_are_taken_once_and_in_order():
    assert rules.reached(80, 45, [1]) == [2]
    assert rules.reached(80, 19, []) == []
    assert rules.reached(40, 40, []) == [1, 2, 3, 4]
