"""What a student can do, from her answers about one skill."""

from homeroom.mastery import rules

DAY = 24 * rules.HOUR


def answers(pattern, level="core", helped=False, start=0):
    return [rules.Answer(start + n * 60_000, f"a{n:03d}", mark == "1", helped, level) for n, mark in enumerate(pattern)]


def state(pattern, days=0, **kinds):
    known = rules.trace(answers(pattern, **kinds))
    return rules.state("halves", known, (known.last or 0) + days * DAY)


def test_a_skill_nobody_asked_about_is_not_begun():
    assert state("").state == "not_begun"


def test_one_right_answer_is_not_mastery():
    assert state("1").state == "growing"


def test_several_right_answers_are_mastery():
    assert state("11111").state == "mastered"
    assert state("11111").chance >= rules.MASTERED


def test_wrong_answers_are_not_mastery():
    assert state("1010").state == "growing"
    assert state("000").chance < 0.3


def test_right_with_help_says_less_than_right_at_once():
    assert state("111", helped=True).chance < state("111").chance


def test_right_on_harder_cards_says_more():
    assert state("111", level="easier").chance < state("111").chance < state("111", level="harder").chance


def test_a_mastered_skill_gets_rusty_and_is_never_silently_unmastered():
    assert state("1111", days=90).state == "rusty"
    assert state("11111" + "00").state == "rusty"


def test_a_rusty_skill_is_mastered_again_by_right_answers():
    assert state("1111100" + "1111").state == "mastered"


def test_the_order_in_which_answers_come_does_not_matter():
    some = answers("1101011")

    assert rules.trace(some) == rules.trace(reversed(some))


def test_the_chance_is_the_sum_of_its_named_parts():
    now = state("1101", days=3)

    assert rules.chance(now.parts) == now.chance
    assert set(now.parts) == set(rules.WEIGHTS)
