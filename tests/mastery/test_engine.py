"""The model over a stream of answers: foresees, learns, declares mastery and says why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.bench.mastery import baselines, figures, school, sets, simulate

from homeroom.mastery import learning, rules
from homeroom.mastery.evaluation import Engine
from homeroom.mastery.weights import FIGURES, GROUPS, NAMES, SHIPPED

HOUR = 3600.0


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    path = tmp_path_factory.mktemp("answers") / "made-up.csv"
    simulate.write_answers(path, students=40, weeks=6)
    return sets.load(path)[0]


def test_it_foresees_better_than_elo_and_performance_factors_and_is_calibrated(answers):
    rows = figures.interleaved(answers)
    ours, elo, pfa = (figures.walk(make(), rows) for make in (Engine, baselines.Elo, baselines.PFA))

    assert figures.auc(ours.p, ours.y) > figures.auc(elo.p, elo.y) + 0.01
    assert figures.auc(ours.p, ours.y) > figures.auc(pfa.p, pfa.y) + 0.01
    assert figures.log_loss(ours.p, ours.y) < figures.log_loss(elo.p, elo.y)
    assert figures.calibration(ours.p, ours.y) < 0.03


def test_who_was_called_through_goes_on_to_answer_right(answers):
    decided = figures.mastery(figures.walk(Engine(), figures.interleaved(answers)))

    assert decided["next five"] >= 0.8


def test_foreseeing_changes_nothing(answers):
    engine, rows = Engine(), figures.interleaved(answers)[:300]
    for row in rows:
        before = engine.predict(*row[:4])
        engine.mastery(row[0], row[1], row[3])
        engine.explain(*row[:4])
        assert engine.predict(*row[:4]) == before
        engine.update(*row)


def test_every_explanation_is_one_sentence(answers):
    engine = Engine()
    for row in figures.interleaved(answers)[:2000]:
        told = engine.explain(*row[:4])
        assert 20 <= len(told) <= 240
        assert ". " not in told
        assert "\n" not in told
        engine.update(*row)


def test_answers_without_times_are_taken_in():
    engine = Engine()
    for correct in (1, 1, 0, 1):
        engine.update("ada", "halves", "q1", None, correct)

    assert 0.4 < engine.predict("ada", "halves", "q2", None) < 0.95
    assert engine.mastery("ben", "halves", None) == 0


def test_three_answers_are_the_least_for_mastery():
    engine = Engine()
    for n in range(40):
        engine.update("ada", "thirds", f"t{n}", n * HOUR, 1)
    engine.update("ada", "halves", "q1", 41 * HOUR, 1)
    engine.update("ada", "halves", "q2", 41 * HOUR, 1)
    assert engine.mastery("ada", "halves", 41 * HOUR) < engine.mastery_threshold

    engine.update("ada", "halves", "q3", 41 * HOUR, 1)
    assert engine.mastery("ada", "halves", 41 * HOUR) >= engine.mastery_threshold


def test_weights_stay_within_the_daily_limit_however_a_class_clicks():
    engine = Engine(most_a_day=0.05)
    before = list(engine.weights)
    for n in range(3000):
        engine.update(f"s{n % 30}", "halves", f"q{n % 7}", n * 5.0, n * 7919 % 3 == 0)

    assert max(abs(a - b) for a, b in zip(engine.weights, before, strict=True)) <= 0.05 + 1e-9
    assert Engine(learn=False).weights == before


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=200, max_size=220))
def test_a_day_of_a_box_moves_no_weight_further_than_the_limit(clicks):
    shows = [rules.Show(n * 1000, f"r{n}", (f"s{skill}",), float(right)) for n, (skill, right) in enumerate(clicks)]
    moved, count = learning.learn(SHIPPED.values, [shows], 0, 10**9)

    assert count == len(shows)
    assert all(abs(a - b) <= learning.LIMIT + 1e-9 for a, b in zip(moved, SHIPPED.values, strict=True))


def test_a_handful_of_answers_moves_no_weight():
    shows = [rules.Show(n, f"r{n}", ("s",), 1.0) for n in range(5)]

    assert learning.learn(SHIPPED.values, [shows], 0, 100) == (SHIPPED.values, 0)


def test_the_file_of_figures_names_every_part_once():
    assert set(FIGURES["weights"]) == set(NAMES)
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(NAMES)


def test_in_a_simulated_school_states_are_mostly_right_and_fair_and_checks_few():
    found = school.run(40, days=120)
    months = [school.share(told) for key, told in found.clear.items() if isinstance(key, int)]

    assert min(months) > 0.6
    assert found.most_in_a_day <= 2
    assert max(found.after_absence, default=0) <= 2
    assert abs(school.share(found.right["slow"]) - school.share(found.right["fast"])) < 0.2
    assert max(school.share(found.too_early[group]) for group in ("slow", "fast")) < 0.15
