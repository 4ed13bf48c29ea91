"""A school that lets its own answers move the weights: a little, every night, and only then."""

from dataclasses import replace

import pytest

from classroom import HALVES
from homeroom import clock, config, db, journal
from homeroom.evidence.events import AnswerGiven
from homeroom.mastery import actions, learning, tables
from homeroom.mastery.weights import SHIPPED


@pytest.fixture
def busy_day(cast, bread, the_clock):
    """Three hundred answers of Ada's, nearly all wrong; then it is the next morning."""
    with journal.acting(actor=f"student:{cast.ada.id}"):
        for n in range(300):
            about = {"student": cast.ada.id, "slot": "s1", "card": "halves-do", "question": f"q{n}"}
            when = clock.now_ms() + n * 10_000
            told = AnswerGiven(**about, when=when, correct=n % 9 == 0, skills=[HALVES], ms=5000)
            db.write(journal.write, told)
    the_clock.pass_time(days=1)


def switched_on():
    config.use(replace(config.current(), learn_weights=True))


def test_nothing_is_learned_unless_it_is_switched_on(busy_day):
    assert not actions.learn_if_due()
    assert tables.weights() == SHIPPED


def test_a_night_moves_weights_within_the_limit_and_a_second_look_moves_nothing(cast, busy_day):
    switched_on()
    before = tables.state_of(cast.ada.id, HALVES)

    assert actions.learn_if_due()
    now = tables.weights()
    steps = [abs(a - b) for a, b in zip(now.values, SHIPPED.values, strict=True)]
    assert 0 < max(steps) <= learning.LIMIT + 1e-6
    assert now.version == f"{SHIPPED.version}+2026-11-23"
    assert not actions.learn_if_due()

    after = tables.state_of(cast.ada.id, HALVES)
    assert after.weights == now.version
    assert after.trace == before.trace
    assert after.chance != before.chance


def test_learned_weights_are_in_the_journal(busy_day):
    switched_on()
    actions.learn_if_due()
    learned = tables.weights()
    journal.rebuild()

    assert tables.weights() == learned


def test_a_quiet_day_teaches_nothing(cast, bread, the_clock):
    switched_on()

    assert not actions.learn_if_due()
