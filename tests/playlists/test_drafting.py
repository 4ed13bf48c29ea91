"""Drafting a week."""

from hypothesis import given
from hypothesis import strategies as st

from homeroom.playlists import drafting, reasons
from homeroom.playlists.drafting import Card, Catalog, Pick, Skill, Student, Wish

KINDS = ("explanation", "exercise", "offscreen", "discussion", "check", "exercise")
CHAIN = ("halves", "equal", "adding")
KNOWN = Skill("mastered", 0.9, True, 5, 5)


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


@st.composite
def schools(draw):
    requires = {skill: tuple(draw(st.sets(st.sampled_from(SKILLS[:n])))) if n else () for n, skill in enumerate(SKILLS)}
    cards = [card for skill in SKILLS for card in cards_of(skill, draw(st.integers(0, 4)))]
    states = draw(
        st.dictionaries(st.sampled_from(SKILLS), st.sampled_from([KNOWN, Skill("growing", 0.4, False, 1, 3)]))
    )
    done = draw(st.sets(st.sampled_from([card.id for card in cards]))) if cards else set()
    skills = tuple(draw(st.lists(st.sampled_from(SKILLS), min_size=1, unique=True)))
    wish = Wish(skills, count=draw(st.integers(1, 30)), offscreen=draw(st.floats(0, 1)), together=draw(st.floats(0, 1)))
    return Student("ada", skills=states, done=frozenset(done)), wish, catalog(*cards, requires=requires)


@given(schools())
def test_no_card_comes_before_what_it_needs_and_bounds_are_kept(school):
    student, wish, here = school
    picks = drafting.draft(student, wish, here)

    assert len(picks) <= wish.count
    assert len({here.cards[pick.card].group for pick in picks}) == len(picks)
    taught = set()
    for pick in picks:
        card = here.cards[pick.card]
        assert card.id not in student.done
        for needed in {one for skill in card.skills for one in here.requires[skill]}:
            fresh = [one for one in here.cards.values() if needed in one.skills and one.id not in student.done]
            assert needed in taught or student.can(needed).known or not fresh
        taught.update(card.skills)
        assert pick.reason["msgid"]
