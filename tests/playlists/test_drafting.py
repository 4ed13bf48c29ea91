"""Drafting a week."""

import json

from hypothesis import given
from hypothesis import strategies as st

from homeroom.playlists import drafting, reasons
from homeroom.playlists.drafting import Card, Catalog, Pick, Skill, Student, Wish

KINDS = ("explanation", "exercise", "offscreen", "discussion", "check", "exercise")
CHAIN = ("halves", "equal", "adding")
KNOWN = Skill("mastered", 0.9, True, 5, 5)


class Weighed(dict):
    """Which part a sentence is about: those of the skill itself are many, the others have one each."""

    def __missing__(self, msgid):
        return "skill"


OTHERS = ("carried", "pinned", "project", "path", "next", "interest", "offscreen", "together", "stretch")
WEIGHED = Weighed((reasons.told({part: 1}, {})["msgid"], part) for part in OTHERS)
WEIGHED.update((reasons.recheck("s", 1, 0.5, booked)["msgid"], "recheck") for booked in (True, False))


def cards_of(skill, n=6, subject="math"):
    return [
        Card(
            id=f"{skill}-{i}",
            group=f"{skill}-{i}",
            kind=KINDS[i % len(KINDS)],
            skills=(skill,),
            subject=subject,
            offscreen=KINDS[i % len(KINDS)] == "offscreen",
            together=KINDS[i % len(KINDS)] == "discussion",
            interest=("space",) if i % 3 == 2 else (),
            minutes=8,
        )
        for i in range(n)
    ]


def catalog(*cards, requires=None):
    return Catalog({card.id: card for card in cards}, requires or {})


def chain(n=6):
    cards = [card for skill in CHAIN for card in cards_of(skill, n)]
    return catalog(*cards, requires={"halves": (), "equal": ("halves",), "adding": ("equal",)})


def skills_in_order(picks, of):
    return [of.cards[pick.card].skills[0] for pick in picks]


def test_what_comes_first_is_what_the_skill_builds_on():
    picks = drafting.draft(Student("ada"), Wish(("adding",), count=8), chain())

    order = list(dict.fromkeys(skills_in_order(picks, chain())))
    assert order == ["halves", "equal", "adding"]
    assert picks[0].reason["params"] == {"skill": "halves", "goal": "adding"}


def test_a_child_who_knows_the_ground_starts_at_once():
    ada = Student("ada", skills={"halves": KNOWN, "equal": KNOWN})

    picks = drafting.draft(ada, Wish(("adding",), count=5), chain())

    assert set(skills_in_order(picks, chain())) == {"adding"}


def test_unfinished_cards_come_first_and_returned_ones_say_so():
    again, on = Pick("halves-1", True, reasons.returned(), "slot1"), Pick("halves-2", True, reasons.started(), "slot2")
    ada = Student("ada", unfinished=(again, on))

    picks = drafting.draft(ada, Wish(("halves",), count=6), chain())

    assert picks[:2] == [again, on]


def test_pinned_cards_are_in_every_week():
    picks = drafting.draft(Student("ada"), Wish(("halves",), count=4, pins=(("adding-4", False),)), chain())

    assert picks[0].card == "adding-4"
    assert not picks[0].must


def test_a_done_card_does_not_come_back():
    ada = Student("ada", done=frozenset({"halves-0", "halves-1"}))

    picks = drafting.draft(ada, Wish(("halves",), count=25), chain())

    assert not {"halves-0", "halves-1"} & {pick.card for pick in picks}


def test_a_rusty_skill_gets_one_quick_check_even_on_a_done_card():
    rusty = Skill("rusty", 0.7, False, 3, 5, 19)
    ada = Student("ada", skills={"halves": rusty}, done=frozenset(card.id for card in cards_of("halves")))

    picks = drafting.draft(ada, Wish(("halves",), count=10), chain())

    again = [pick for pick in picks if pick.card.startswith("halves")]
    assert [pick.card for pick in again] == ["halves-4"]
    assert again[0].reason["params"] == {"skill": "halves", "days": 19}


def test_the_level_follows_what_the_child_can_do():
    levels = [Card(level, "halves", level=level, skills=("halves",), subject="math") for level in drafting.LEVELS]
    here = catalog(*levels, requires={"halves": ()})

    def pick(**now):
        return drafting.draft(Student("ada", skills={"halves": Skill(**now)}), Wish(("halves",)), here)[0].card

    assert pick(state="growing", chance=0.3, tried=4) == "easier"
    assert pick(state="growing", chance=0.7, tried=4) == "core"
    assert pick(state="mastered", chance=0.95, tried=9) == "harder"


def test_the_variant_follows_what_the_child_likes():
    two = [Card(f"halves-{one}", "halves", interest=(one,), skills=("halves",)) for one in ("animals", "football")]

    picks = drafting.draft(Student("ada", frozenset({"football"})), Wish(("halves",)), catalog(*two))

    assert [pick.card for pick in picks] == ["halves-football"]
    assert picks[0].reason["params"] == {"interest": "football"}


def test_the_teachers_shares_of_offscreen_and_together_are_sought():
    cards = [
        Card(f"c{n:02d}", f"c{n:02d}", skills=("halves",), subject="math", offscreen=n >= 14, together=n >= 17)
        for n in range(20)
    ]

    picks = drafting.draft(Student("ada"), Wish(("halves",), count=10, offscreen=0.4, together=0.2), catalog(*cards))

    chosen = [int(pick.card[1:]) for pick in picks]
    assert sum(n >= 14 for n in chosen) >= 4
    assert sum(n >= 17 for n in chosen) >= 2


def test_some_cards_of_each_skill_must_be_done_and_some_may():
    here = catalog(*cards_of("halves"), *cards_of("letters", subject="reading"))

    picks = drafting.draft(Student("ada"), Wish(("halves", "letters"), count=10), here)

    must = [here.cards[pick.card].subject for pick in picks if pick.must]
    assert sorted(must) == ["math"] * 3 + ["reading"] * 3


def test_subjects_take_turns():
    here = catalog(*cards_of("halves"), *cards_of("letters", subject="reading"))

    picks = drafting.draft(Student("ada"), Wish(("halves", "letters"), count=8), here)

    subjects = [here.cards[pick.card].subject for pick in picks]
    assert subjects[:4] == ["math", "reading", "math", "reading"]


def test_a_large_catalog_fills_the_week_of_every_child():
    skills = [f"s{n}" for n in range(60)]
    cards = [card for skill in skills for card in cards_of(skill, 12)]
    requires = {skill: (skills[n - 1],) if n else () for n, skill in enumerate(skills)}
    here, wish = catalog(*cards, requires=requires), Wish(tuple(skills[20:26]))

    for n in range(40):
        known = dict.fromkeys(skills[: n % 30], KNOWN)
        assert len(drafting.draft(Student(f"child{n}", skills=known), wish, here)) == 25


SKILLS = [f"s{n}" for n in range(6)]
SHARE, LIKES = st.floats(0, 1), frozenset({"space"})
RUSTY = Skill("rusty", 0.6, False, 3, 4, 30)


@st.composite
def schools(draw):
    requires = {skill: tuple(draw(st.sets(st.sampled_from(SKILLS[:n])))) if n else () for n, skill in enumerate(SKILLS)}
    cards = [card for skill in SKILLS for card in cards_of(skill, draw(st.integers(0, 4)))]
    states = draw(
        st.dictionaries(st.sampled_from(SKILLS), st.sampled_from([KNOWN, RUSTY, Skill("growing", 0.4, False, 1, 3)]))
    )
    done = draw(st.sets(st.sampled_from([card.id for card in cards]))) if cards else set()
    skills = tuple(draw(st.lists(st.sampled_from(SKILLS), min_size=1, unique=True)))
    offscreen, together = (sorted(draw(st.tuples(SHARE, SHARE))) for _ in range(2))
    wish = Wish(
        skills,
        count=draw(st.integers(1, 30)),
        offscreen=offscreen[0],
        offscreen_most=offscreen[1],
        together=together[0],
        together_most=together[1],
        minutes=draw(st.sampled_from([0, 20, 60, 300])),
    )
    easy, booked = draw(st.floats(0, 1)), tuple(draw(st.sets(st.sampled_from(SKILLS), max_size=2)))
    ada = Student("ada", LIKES, skills=states, done=frozenset(done), easy=easy, booked=tuple(sorted(booked)))
    return ada, wish, catalog(*cards, requires=requires)


def looking_back(pick):
    return "recheck" in pick.reason["parts"]


@given(schools())
def test_no_card_comes_before_what_it_needs(school):
    student, wish, here = school
    picks = drafting.draft(student, wish, here)

    taught = set()
    for pick in picks:
        card = here.cards[pick.card]
        assert card.id not in student.done or looking_back(pick)
        if not looking_back(pick):
            for needed in {one for skill in card.skills for one in here.requires[skill]}:
                fresh = [one for one in here.cards.values() if needed in one.skills and one.id not in student.done]
                assert needed in taught or student.can(needed).known or not fresh
        taught.update(card.skills)


@given(schools())
def test_the_teachers_bounds_are_kept(school):
    student, wish, here = school
    picks = drafting.draft(student, wish, here)

    dealt = [here.cards[pick.card] for pick in picks if not looking_back(pick)]
    looks = [here.cards[pick.card] for pick in picks if looking_back(pick)]
    assert len(picks) <= wish.count
    assert len({here.cards[pick.card].group for pick in picks}) == len(picks)
    assert len(looks) <= drafting.RECHECKS
    for name in ("offscreen", "together"):
        most = getattr(wish, f"{name}_most") * wish.count
        assert sum(getattr(card, name) for card in dealt) <= most + sum(getattr(card, name) for card in looks)
    assert not wish.minutes or sum(card.minutes for card in dealt) <= wish.minutes


@given(schools())
def test_the_same_school_gives_the_same_week_and_each_sentence_follows_from_what_is_stored(school):
    student, wish, here = school
    picks = drafting.draft(student, wish, here)

    assert picks == drafting.draft(student, wish, Catalog(dict(here.cards), dict(here.requires)))
    for pick in picks:
        stored = json.loads(json.dumps(pick.reason))
        again = reasons.explain(stored["parts"], stored["facts"])
        assert again == {name: stored[name] for name in ("msgid", "params")}
        assert stored["parts"][WEIGHED[again["msgid"]]] == max(stored["parts"].values())


@given(schools(), st.integers(1, 5))
def test_nobody_is_forgotten_while_there_is_a_card_to_begin_with(school, count):
    student, _wish, here = school
    open_skills = [skill for skill in SKILLS if not here.requires[skill]]
    fresh = [card for card in here.cards.values() if card.id not in student.done and card.skills[0] in open_skills]
    begin = [card for card in fresh if card.stage < 2]

    picks = drafting.draft(student, Wish((SKILLS[-1],), count=count), here)

    assert picks or not begin


def test_a_card_in_the_teachers_band_goes_before_one_outside():
    cards = [Card(f"c{level}", "c", level=level, skills=("halves",)) for level in drafting.LEVELS]
    ada = Student("ada", skills={"halves": Skill("growing", 0.75, False, 3, 4)})

    def chosen(band):
        return drafting.draft(ada, Wish(("halves",), band=band), catalog(*cards))[0].card

    assert chosen((0.70, 0.85)) == "ccore"
    assert chosen((0.80, 0.95)) == "ceasier"
    assert chosen((0.50, 0.70)) == "charder"


def test_who_had_only_easy_cards_is_asked_a_little_more_and_told_so():
    cards = [
        Card(f"c{n:02d}-{level}", f"c{n:02d}", level=level, skills=("halves",), minutes=5)
        for n in range(12)
        for level in drafting.LEVELS
    ]
    now = {"halves": Skill("growing", 0.75, False, 3, 4)}

    def harder(easy):
        picks = drafting.draft(Student("ada", skills=now, easy=easy), Wish(("halves",), count=12), catalog(*cards))
        return [pick for pick in picks if pick.card.endswith("harder")]

    assert len(harder(0.9)) > len(harder(0.0)) > 0
    assert "asks a little more of you" in harder(0.9)[0].reason["msgid"]


def test_not_every_card_is_about_the_one_thing_she_likes():
    cards = [
        Card(f"c{n:02d}-{like or 'plain'}", f"c{n:02d}", interest=(like,) if like else (), skills=("halves",))
        for n in range(12)
        for like in ("space", "")
    ]

    picks = drafting.draft(Student("ada", LIKES), Wish(("halves",), count=12), catalog(*cards))

    assert 3 <= sum(pick.card.endswith("space") for pick in picks) <= 6


def test_a_look_back_is_one_question_and_a_promised_one_says_so():
    cards = [*cards_of("halves"), Card("ask", "ask", skills=("halves",), quick="q1", subject="math")]
    ada = Student("ada", skills={"halves": KNOWN}, booked=("halves",))

    first = drafting.draft(ada, Wish(("halves",), count=3), catalog(*cards))[0]

    assert (first.card, first.quick, first.must) == ("ask", "q1", True)
    assert first.reason["msgid"].startswith("You showed that you know")


def test_a_project_of_the_class_is_in_every_week():
    cards = [*cards_of("halves"), Card("stall", "stall", kind="project", skills=("adding",))]

    picks = drafting.draft(Student("ada"), Wish(("halves",), count=3, projects=("stall",)), catalog(*cards))

    assert "stall" in [pick.card for pick in picks]
