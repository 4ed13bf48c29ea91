"""Guessing secrets and passwords is bounded, on however many tablets, however often the box starts again."""

import itertools

import pytest

from cast import PASSWORD, PICTURES
from conftest import make_settings
from homeroom import app, db, timekeeping
from homeroom.people import child_secrets, rules, sign_in

GUESSES = [list(one) for one in itertools.permutations(rules.PICTURES, 3) if list(one) != PICTURES["Ada"]]
WAIT = rules.WAITS[-1]


class Attacker:
    """Holds some tablets of the school, tries whenever one lets her, and pulls the plug in between."""

    def __init__(self, cast, settings, tablets):
        self.cast, self.settings = cast, settings
        self.cookies = [cast.tablet(name=f"T{n}").get_cookie("homeroom-tablet").value for n in range(tablets)]
        self.box, self.judged = cast.box, 0
        self.guess = itertools.cycle(GUESSES)

    def start_again(self):
        db.close()
        self.box = app.create_box(self.settings)

    def tablet(self, cookie):
        client = self.box.test_client()
        client.set_cookie("homeroom-tablet", cookie)
        return client

    def try_everywhere(self, most=50):
        """Guess on each tablet until it says wait."""
        for cookie in self.cookies:
            client = self.tablet(cookie)
            for _try in range(most):
                told = {"student": self.cast.ada.id, "secret": next(self.guess)}
                if client.post("/api/sign-in", json=told).status_code == 429:
                    break
                self.judged += 1


@pytest.fixture
def settings(tmp_path):
    return make_settings(tmp_path / "box")


def test_a_day_of_guessing_on_six_tablets_with_restarts_judges_thirty_guesses(cast, settings, the_clock):
    attacker = Attacker(cast, settings, tablets=6)
    for hour in range(24):
        attacker.try_everywhere()
        if hour % 4 == 1:
            attacker.start_again()
        the_clock.pass_time(minutes=59)

    assert sign_in.WRONG_A_DAY <= attacker.judged <= sign_in.WRONG_A_DAY + len(attacker.cookies)
    assert attacker.judged / len(GUESSES) < 0.03


def test_two_weeks_of_guessing_find_three_pictures_less_often_than_one_time_in_three(cast, settings, the_clock):
    attacker = Attacker(cast, settings, tablets=2)
    for half_day in range(28):
        attacker.try_everywhere()
        if half_day % 9 == 4:
            attacker.start_again()
        the_clock.pass_time(hours=12, minutes=1)

    assert attacker.judged <= 15 * sign_in.WRONG_A_DAY
    assert attacker.judged / len(GUESSES) < 0.34


def test_the_child_gets_in_again_by_her_teacher_at_once(cast, settings):
    attacker = Attacker(cast, settings, tablets=6)
    attacker.try_everywhere()
    ada = attacker.tablet(attacker.cookies[0])
    assert cast.sign_in(ada, cast.ada).status_code == 429

    cast.signed_in(cast.mr_okoro).post(f"/people/students/{cast.ada.id}/open")

    assert cast.sign_in(ada, cast.ada).status_code == 200


def test_a_pin_is_guessed_no_faster(cast, settings, the_clock):
    child_secrets.choose(cast.ada.id, "pin", "4711")
    attacker = Attacker(cast, settings, tablets=3)
    attacker.guess = iter(f"{n:04}" for n in range(10_000))
    with_pin = cast.signed_in(cast.mr_okoro)
    assert with_pin.post(f"/people/classes/{cast.class_3b.id}", data={"sign_in": "pin"}).status_code == 303
    for _hour in range(24):
        attacker.try_everywhere()
        the_clock.pass_time(minutes=59)

    assert attacker.judged <= sign_in.WRONG_A_DAY + 3


def test_waiting_for_a_password_survives_a_restart(cast, client, settings):
    cast.signed_in(cast.mr_okoro)
    for _try in range(6):
        answer = client.post("/sign-in", data={"username": "okoro", "password": "a wrong password"})
    assert answer.status_code == 429
    db.close()
    again = app.create_box(settings).test_client()

    right = {"username": "okoro", "password": PASSWORD}
    assert again.post("/sign-in", data=right).status_code == 429


def test_a_day_of_guessing_a_password_judges_few(cast, settings, the_clock):
    box, judged = cast.box, 0
    cast.signed_in(cast.mr_okoro)
    for step in range(24 * 6):
        client = box.test_client()
        told = {"username": "okoro", "password": f"guess number {step}"}
        while client.post("/sign-in", data=told).status_code != 429:
            judged += 1
        if step % 40 == 7:
            db.close()
            box = app.create_box(settings)
        the_clock.pass_time(seconds=WAIT)

    assert judged <= 24 * 6 + rules.FREE_TRIES + 3


@pytest.mark.parametrize("hours", [-12, 12])
def test_a_clock_that_was_put_right_ends_no_wait_and_makes_none_longer(cast, the_clock, hours):
    tablet = cast.tablet(cast.class_3b)
    for secret in GUESSES[:6]:
        tablet.post("/api/sign-in", json={"student": cast.ada.id, "secret": secret})
    timekeeping.set_by_person(the_clock.ms + hours * 3_600_000)

    assert cast.sign_in(tablet, cast.ada).json["retry_after"] == rules.WAITS[0]
    the_clock.pass_time(seconds=rules.WAITS[0])
    assert cast.sign_in(tablet, cast.ada).status_code == 200
