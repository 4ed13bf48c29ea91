"""The lesson packs of this project: sound, whole, and every sum and every picture in them true."""

import re
from collections import Counter
from fractions import Fraction
from operator import eq, gt, lt
from pathlib import Path

import pytest

from homeroom.packs import source, wiring
from homeroom.packs.frontmatter import KINDS, WITH
from homeroom.packs.rules import check
from homeroom.packs.skillmap import circle

PACKS = Path(__file__).parents[2] / "content_packs"
READING = ["first-reading", "kusoma", "qiraa"]
NAMES = ["fractions", "water-and-plants", "number-sense", *READING]
QUESTIONS = ["choice", "multi", "number", "fraction", "short", "cloze", "order", "match", "sort", "free", "confidence"]
COLORED = "#ee8a3c"
QUOTED_TO_BE_REFUTED = {r"\frac{1}{2}+\frac{1}{4}=\frac{2}{6}", "19=21", "19>21"}
SIGNS = {"=": eq, "<": lt, ">": gt}


@pytest.fixture(scope="module")
def packs():
    return {name: source.load(PACKS / name) for name in NAMES}


@pytest.fixture(scope="module")
def cards(packs):
    return {id: card for pack in packs.values() for id, card in pack.cards.items()}


def questions(cards):
    return [block for card in cards.values() for block in card["blocks"] if block["type"] == "question"]


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_pack_has_nothing_to_mend(packs, name):
    """What a skill builds on may stand in another of these packs; that is the only remark there may be."""
    others = {skill["id"] for pack in packs.values() for skill in pack.skills}
    builds_on = [re.search(r"builds on “(.+)”, which is not in this pack", one.message) for one in packs[name].problems]
    assert [match and match[1] in others for match in builds_on] == [True] * len(builds_on)


def test_no_two_sample_packs_share_a_card_a_skill_or_a_wrong_idea(packs):
    for part in ("cards", "skills", "misconceptions"):
        ids = [one if part == "cards" else one["id"] for pack in packs.values() for one in getattr(pack, part)]
        assert len(ids) == len(set(ids)), part


def test_the_sample_packs_are_large_enough_for_a_term_of_trying_out(packs, cards):
    assert len(packs["number-sense"].cards) + len(packs["fractions"].cards) >= 120
    assert len(packs["water-and-plants"].cards) >= 30
    assert [name for name in READING if len(packs[name].cards) < 14] == []


def test_the_way_from_counting_to_fractions_has_no_gap_and_no_circle(packs):
    """Whoever follows the edges back from the last fraction comes to the first ten."""
    skills = {skill["id"]: skill for name in ("number-sense", "fractions") for skill in packs[name].skills}
    assert circle({id: skill["requires"] for id, skill in skills.items()}) == []
    for id in skills:
        before, todo = set(), [id]
        while todo:
            before |= (more := set(skills[todo.pop()]["requires"]) - before)
            todo += more
        assert id == "hr-math:num.ten" or "hr-math:num.ten" in before, id


def test_early_reading_is_there_in_three_languages_each_with_a_path_of_its_own(packs):
    languages = {packs[name].pack["default_language"]: packs[name] for name in READING}
    assert sorted(languages) == ["ar", "en", "sw"]
    for pack in languages.values():
        assert any(skill["requires"] for skill in pack.skills)
        assert {card["dir"] for card in pack.cards.values()} == {"rtl" if pack is languages["ar"] else "ltr"}
        assert {"pair", "alone"} <= {card["with"] for card in pack.cards.values()}


def test_every_subject_has_a_project_that_ends_in_something_to_show(packs):
    for name, pack in packs.items():
        projects = [b for card in pack.cards.values() for b in card["blocks"] if b["type"] == "project"]
        assert projects, name
        assert min(len(one["milestones"]) for one in projects) >= 4


def test_every_kind_of_card_and_question_is_there_several_times(cards):
    kinds = Counter(card["kind"] for card in cards.values())
    types = Counter(question["kind"] for question in questions(cards))
    company = Counter(card["with"] for card in cards.values())

    assert [kind for kind in KINDS if kinds[kind] < 3] == []
    assert [kind for kind in QUESTIONS if types[kind] < 5] == []
    assert [one for one in WITH if company[one] < 2] == []
    assert sum(question["try"] for question in questions(cards)) >= 20
    assert sum(card["offscreen"] for card in cards.values()) >= 15


def test_every_skill_is_taught_at_three_levels(packs):
    for pack in packs.values():
        for skill in pack.skills:
            levels = {card["level"] for card in pack.cards.values() if card["skills"] == [skill["id"]]}
            assert levels == {"easier", "core", "harder"}, skill["id"]


def test_several_groups_offer_the_same_level_with_another_interest(cards):
    choices = Counter((card["variant_of"], card["level"]) for card in cards.values() if card["interest"])
    assert sum(count >= 2 for (group, _), count in choices.items() if group) >= 9


def test_titles_are_plain_words_since_no_formula_is_drawn_in_them(packs):
    for id, card in every_card(packs):
        titles = [card["title"], *(block["title"] for block in card["blocks"] if block["type"] == "example")]
        assert [title for title in titles if "$" in title] == [], id


def test_cards_last_as_long_as_a_child_can_work_on_them(cards):
    assert {id for id, card in cards.items() if not 5 <= card["minutes"] <= 20} == set()


def test_every_card_has_a_picture_for_the_shelf_and_words_for_it(cards):
    assert [id for id, card in cards.items() if not card["image"] or not card["image_alt"]] == []


def test_the_sample_packs_speak_arabic_and_swahili_too_and_none_is_stale(packs):
    counts = Counter(dict.fromkeys(("ar", "sw"), 0))
    for pack in packs.values():
        assert pack.stale == set()
        for lang, translated in pack.translations.items():
            counts[lang] += len(translated)
            assert {card["dir"] for card in translated.values()} == {"rtl" if lang == "ar" else "ltr"}
    assert min(counts.values()) >= 8


def test_every_translation_is_in_its_own_words(packs):
    for pack in packs.values():
        for lang, translated in pack.translations.items():
            for id, card in translated.items():
                assert card["title"] != pack.cards[id]["title"], (lang, id)
                assert card["image_alt"] != pack.cards[id]["image_alt"], (lang, id)


def test_questions_outside_checks_help_with_hints_and_a_solution(cards):
    for id, card in cards.items():
        for question in (block for block in card["blocks"] if block["type"] == "question"):
            if question["kind"] not in ("free", "confidence"):
                assert question["solution"], (id, question["id"])
                assert question["hints"] or card["kind"] == "check", (id, question["id"])


def test_work_that_a_teacher_marks_says_what_each_mark_means(cards):
    for id, card in cards.items():
        for block in card["blocks"]:
            if block["type"] == "project" or block.get("kind") == "free":
                assert [one["mark"] for one in block["rubric"]] == [1, 2, 3, 4], id


def test_experiments_say_how_to_stay_safe(packs):
    for id, card in packs["water-and-plants"].cards.items():
        for block in card["blocks"]:
            if block["type"] == "activity":
                assert any("Safety" in step for step in block["steps"]), id


def right_answer(question):
    kind = question["kind"]
    if kind == "choice":
        return next(one["id"] for one in question["options"] if one["correct"])
    if kind == "multi":
        return [one["id"] for one in question["options"] if one["correct"]]
    if kind == "cloze":
        return {gap["id"]: gap_answer(gap) for gap in question["gaps"]}
    if kind == "order":
        return [item["id"] for item in question["items"]]
    if kind == "match":
        return {pair["id"]: pair["id"] for pair in question["pairs"]}
    if kind == "sort":
        return {item["id"]: group["id"] for group in question["groups"] for item in group["items"]}
    return question["accept"][0] if kind == "short" else question["answer"]


def gap_answer(gap):
    return gap["accept"][0] if gap["kind"] == "short" else next(o["id"] for o in gap["options"] if o["correct"])


def every_card(packs):
    for pack in packs.values():
        yield from pack.cards.items()
        for lang, translated in pack.translations.items():
            yield from ((f"{id} ({lang})", card) for id, card in translated.items())


def test_the_right_answer_of_every_question_counts_as_right(packs):
    for id, card in every_card(packs):
        for question in (block for block in card["blocks"] if block["type"] == "question"):
            if question["kind"] not in ("free", "confidence"):
                verdict = check(question, right_answer(question))
                assert (verdict.correct, verdict.note) == (True, None), (id, question["id"])


def as_typed(wrong):
    """What a child would type to be caught by a foreseen wrong answer, also by "condens*" or "> 80"."""
    if wrong[0] in "<>":
        return str(int(wrong[1:]) + (1 if wrong[0] == ">" else -1))
    return wrong.replace("*", "")


def test_every_foreseen_wrong_answer_is_wrong_and_gets_its_own_feedback(packs):
    for id, card in every_card(packs):
        for question in (block for block in card["blocks"] if block["type"] == "question"):
            for wrong in question.get("wrong", ()):
                verdict = check(question, as_typed(wrong["answer"]))
                assert (verdict.correct, verdict.feedback) == (False, wrong["feedback"]), (id, wrong["answer"])
            for option in question.get("options", ()):
                assert option["correct"] or option["feedback"] or card["kind"] == "check", (id, option["html"])


def test_a_translation_asks_for_the_same_numbers(packs):
    for pack in packs.values():
        for lang, translated in pack.translations.items():
            for id, card in translated.items():
                assert [one.get("answer") for one in card["blocks"]] == [
                    one.get("answer") for one in pack.cards[id]["blocks"]
                ], (lang, id)


def value(side):
    """The value of one side of an equation, or None where something is left open (a question mark, nothing)."""
    side = re.sub(r"(?<=\d)\\frac", r"+\\frac", side.strip())
    side = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"((\1)/(\2))", side)
    side = side.replace(r"\times", "*").replace(r"\div", "/").replace("×", "*").replace("÷", "/").replace("−", "-")
    if not side or not re.fullmatch(r"[\d+*/() -]+", side):
        return None
    return eval(re.sub(r"\d+", r"Fraction(\g<0>)", side), {"Fraction": Fraction})


def equations(text):
    yield from re.findall(r"\$([^$]+)\$", text)
    yield from re.findall(r"\d[\d ×÷+−]*(?: = \d[\d ×÷+−]*)+(?![\d.,]*\d)", text)


@pytest.mark.parametrize("name", ["fractions", "number-sense"])
def test_every_equation_in_the_mathematics_packs_is_true(name):
    found = 0
    for path in (PACKS / name).rglob("*.md"):
        for equation in set(equations(path.read_text("utf-8"))) - QUOTED_TO_BE_REFUTED:
            parts = re.split(r"([=<>])", equation)
            for left, sign, right in zip(parts[::2], parts[1::2], parts[2::2], strict=False):
                if value(left) is not None and value(right) is not None:
                    found += 1
                    assert SIGNS[sign](value(left), value(right)), (path.name, equation)
    assert found > 100


def test_a_sum_that_is_asked_for_has_the_right_answer(cards):
    asked = 0
    for path in (one for name in ("fractions", "number-sense") for one in (PACKS / name / "cards").glob("*.md")):
        for sum_, answer in re.findall(r"^\$([^$]+)=\$.*\nanswer: (.+)$", path.read_text("utf-8"), re.MULTILINE):
            whole, _, part = answer.rpartition(" ")
            assert value(sum_) == Fraction(part) + Fraction(whole or 0), (path.name, sum_)
            asked += 1
    assert asked >= 30


def test_bars_and_circles_show_exactly_the_fraction_in_their_name():
    shown = 0
    for path in (PACKS / "fractions" / "images").glob("*-of-*.svg"):
        match = re.fullmatch(r"(bar|circle)-(\d+)-of-(\d+)", path.stem)
        if not match:
            continue
        parts = re.findall(r'<path d="M([^"]+)" fill="(#\w+)"', path.read_text("utf-8"))
        assert (sum(fill == COLORED for _, fill in parts), len(parts)) == (int(match[2]), int(match[3])), path.name
        if match[1] == "bar":
            assert len({shape.split("h", 1)[1] for shape, _ in parts}) == 1, path.name
        shown += 1
    assert shown >= 15


def test_pictures_and_films_are_small_enough_for_a_slow_school(packs):
    for pack in packs.values():
        for name, path in pack.media.items():
            most = {".svg": 6_000, ".png": 20_000, ".mp4": 300_000}.get(path.suffix, 5_000)
            assert path.stat().st_size <= most, name


def test_every_film_has_captions_in_every_language_it_is_shown_in(packs):
    films = 0
    for _, card in every_card(packs):
        for block in card["blocks"]:
            if block["type"] == "video":
                films += 1
                assert block["poster"]
                assert card["lang"] in {caption["lang"] for caption in block["captions"]}
    assert films >= 9


def test_young_readers_meet_few_words_at_a_time(packs):
    for id, card in ((id, card) for name in READING for id, card in packs[name].cards.items()):
        for key, text in wiring.texts(card["blocks"]):
            if key in ("html", "prompt"):
                words = re.sub(r"<[^>]+>", " ", text).split()
                assert len(words) <= 50, (id, text)


def test_every_question_asks_something_in_words_and_not_only_with_a_picture(packs):
    """In a cloze the text with the gaps is the task."""
    for id, card in ((id, card) for pack in packs.values() for id, card in everywhere(pack)):
        for block in card["blocks"]:
            if block["type"] == "question" and block["kind"] != "cloze":
                assert re.sub(r"<[^>]+>", "", block["prompt"]).strip(), (id, card["lang"], block["id"])


def everywhere(pack):
    """Every card in every language."""
    yield from pack.cards.items()
    for translated in pack.translations.values():
        yield from translated.items()
