"""What a student can do, from what she showed."""

import pytest

from homeroom.mastery import rules

DAY = rules.DAY


def answers(pattern, level="core", helped=False, start=0, ms=0):
    return [
        rules.Answer(start + n * 60_000, f"a{n:03d}", mark == "1", helped, level, ms) for n, mark in enumerate(pattern)
    ]


def walked(*parts):
    you, traces = rules.Learner(), {}
    rules.walk(you, traces, [rules.show_of(one, "halves") for part in parts for one in part])
    return you, traces.get("halves", rules.Trace())


def state(pattern, days=0, frozen=0, **kinds):
    you, known = walked(answers(pattern, **kinds))
    return rules.state("halves", known, (known.last or 0) + days * DAY, you, frozen=frozen * DAY)


def test_a_skill_nobody_asked_about_is_not_begun():
    assert state("").state == "not_begun"
    assert state("").standard is None


def test_one_right_answer_is_not_mastery():
    assert state("1").state == "growing"


def test_several_right_answers_are_mastery():
    assert state("11111111").state == "mastered"
    assert state("11111111").chance >= rules.MASTERED
    assert state("11111111").standard == 3


def test_somebody_who_gets_most_things_right_needs_fewer_answers_for_a_new_skill():
    you, traces = rules.Learner(), {}
    rules.walk(you, traces, [rules.show_of(one, "thirds") for one in answers("1" * 30)])
    rules.walk(you, traces, [rules.show_of(one, "halves") for one in answers("1111", start=DAY)])

    assert rules.state("halves", traces["halves"], DAY, you).state == "mastered"
    assert state("1111").state == "growing"


def test_wrong_answers_are_not_mastery():
    assert state("1010").state == "growing"
    assert state("000").chance < 0.4
    assert state("000").standard == 1


def test_right_with_help_says_less_than_right_at_once():
    assert state("111", helped=True).chance < state("111").chance
    assert state("11111111", helped=True).state == "growing"


def test_clicking_quickly_says_little_whether_right_or_wrong():
    clicked, thought = state("11111111", ms=400), state("11111111", ms=6000)

    assert clicked.state == "growing"
    assert thought.state == "mastered"
    assert state("0000", ms=400).chance > state("0000", ms=6000).chance


def test_right_on_harder_cards_says_more():
    assert state("111", level="easier").chance < state("111").chance < state("111", level="harder").chance


def test_a_mastered_skill_fades_with_time_and_is_never_silently_unmastered():
    assert state("1" * 10, days=90).state == "rusty"
    assert state("1" * 10, days=90).standard == 3


def test_a_miss_on_a_later_day_makes_a_mastered_skill_rusty_at_once():
    you, known = walked(answers("1" * 10), answers("0", start=5 * DAY))

    assert rules.state("halves", known, 5 * DAY, you).state == "rusty"


def test_a_rusty_skill_is_mastered_again_by_right_answers():
    you, known = walked(answers("1" * 10), answers("0", start=5 * DAY), answers("1111", start=6 * DAY))

    assert rules.state("halves", known, 6 * DAY + DAY // 8, you).state == "mastered"


def test_what_lasted_once_fades_more_slowly():
    once, twice = walked(answers("1" * 10)), walked(answers("1" * 9), answers("1", start=3 * DAY))
    now = [rules.state("halves", known, known.last, you) for you, known in (once, twice)]

    assert rules.due_in(now[0]) < rules.due_in(now[1])


@pytest.mark.parametrize("pattern", ["1" * 8, "1" * 12, "1" * 20, "11011111111"])
def test_the_day_a_fresh_look_is_due_is_the_day_on_which_the_chance_falls_below_the_bar(pattern):
    now = state(pattern)
    due = rules.due_in(now)

    assert 1 <= due <= 60
    if 3 < due < 60:
        assert state(pattern, days=due + 0.1).chance < rules.SHAKY <= state(pattern, days=due - 0.1).chance


def test_after_each_right_answer_that_lasted_nobody_asks_for_a_little_longer():
    parts = [answers("1" * 8)]
    rests = []
    for day in (4, 12, 30):
        parts.append(answers("1", start=day * DAY))
        rests.append(rules.rest_of(walked(*parts)[1]))

    assert rests == sorted(set(rests))
    assert max(rests) <= 10
    assert rules.rest_of(walked(*parts, answers("0", start=60 * DAY))[1]) == 0


def test_time_away_from_school_does_not_count_towards_rust():
    assert state("1" * 20, days=80).state == "rusty"
    assert state("1" * 20, days=80, frozen=79).state == "mastered"


def test_time_alone_lowers_no_standard():
    assert state("1011").standard == state("1011", days=200).standard == 2


def test_a_weekend_is_no_time_away_and_a_holiday_is():
    friday, monday = 100, 103
    assert rules.frozen([friday, monday], friday, monday) == 0
    assert rules.frozen([100, 117], 100, 118) == 14
    assert rules.frozen(range(100, 118), 100, 118) == 0


def test_a_teachers_mark_says_more_than_one_answer():
    you, known = rules.Learner(), {}
    rules.walk(you, known, [rules.Show(1, "a", ("halves",), rules.MARKS[4], rules.SAYS["mark"], mark=4)])

    assert rules.state("halves", known["halves"], 1, you).chance > state("1").chance
    assert known["halves"].best == 4


def test_a_teachers_word_goes_before_the_models_and_both_are_kept():
    said = rules.Judgement("mastered", 4, "Explained it to the whole class.", "okoro", 1)
    you, known = walked(answers("10"))
    now = rules.state("halves", known, known.last, you, judged=said)

    assert (now.state, now.machine, now.standard) == ("mastered", "growing", 4)


def test_the_chance_is_the_sum_of_its_named_parts():
    now = state("1101", days=3)

    assert rules.model.chance_of(sum(now.parts.values())) == pytest.approx(now.chance)
    assert sum(now.groups.values()) == pytest.approx(sum(now.parts.values()))


def test_skills_beside_it_speak_for_a_skill_that_was_never_tried():
    _, known = walked(answers("1" * 10))
    beside = {"thirds": ["halves"]}
    near = rules.neighborhood("thirds", beside, {"halves": known})

    assert (
        rules.state("thirds", rules.Trace(), 0, neighbors=near).chance > rules.state("thirds", rules.Trace(), 0).chance
    )
