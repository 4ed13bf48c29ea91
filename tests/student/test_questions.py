"""Every question type, wrong and then right, by tap and by keyboard, with hints and an answer to the wrong idea."""

import pytest
from playwright.sync_api import expect

from waiting import until

pytestmark = pytest.mark.browser
PAGES = ["choice", "multi", "number", "fraction", "short", "cloze", "order", "match", "sort", "confidence", "free"]


@pytest.fixture
def at(tablet):
    """Goes to the page of a question of the card with one of everything."""

    def go(kind):
        tablet.sign_in().open_card("One of everything").next(PAGES.index(kind))
        return tablet

    return go


def option(tablet, formula):
    return tablet.locator(".p-option", has=tablet.locator(f'math[alttext="{formula}"]'))


def thing(tablet, name):
    return tablet.locator(".p-thing", has_text=name)


def group(tablet, name):
    return tablet.get_by_role("group", name=name, exact=True)


def test_a_wrong_choice_is_answered_by_its_idea_and_the_right_one_by_quiet_joy(at):
    tablet = at("choice")
    option(tablet, "2/6").click()
    tablet.check()
    tablet.said().get_by_text("Not yet.").wait_for()
    assert "You added tops and bottoms" in tablet.said().inner_text()
    slot = tablet.box.slot("ada", "slot-2")
    assert tablet.answer() | {"ms": 0} == {
        **{"slot": "slot-2", "card": "every-kind", "card_version": slot["card_version"], "question": "q1"},
        **{"response": "b", "correct": False, "score": 0, "misconception": "tops-and-bottoms"},
        **{"tries": 1, "hints": 0, "ms": 0},
    }

    option(tablet, "3/4").click()
    tablet.check()
    tablet.said().get_by_text("Yes! You worked it out.").wait_for()
    assert tablet.get_by_role("radio").first.is_disabled()
    expect(tablet.button("Next")).to_be_visible()
    until(lambda: len(tablet.box.of("work.answer")) == 2)


def test_hints_come_one_after_another_and_each_is_told_to_the_box(at):
    tablet = at("choice")
    tablet.button("Hint", exact=True).click()
    tablet.get_by_text("Cut the half into quarters.").wait_for()
    assert not tablet.get_by_text("How many quarters are there then?").is_visible()
    tablet.button("Another hint").click()
    tablet.get_by_text("How many quarters are there then?").wait_for()

    assert not tablet.button("Another hint").is_visible()
    until(lambda: [act["body"]["index"] for act in tablet.box.of("work.hint")] == [0, 1])


def test_after_three_tries_there_is_a_way_out(at):
    tablet = at("choice")
    for formula in ("2/6", "1/8", "2/6"):
        assert not tablet.button("Show me how").is_visible()
        option(tablet, formula).click()
        tablet.check()
    tablet.button("Show me how").click()

    tablet.get_by_role("heading", name="This is how it goes").wait_for()
    expect(tablet.button("Next")).to_be_visible()


def test_a_choice_by_keyboard(at):
    tablet = at("choice")
    tablet.get_by_role("radio").first.focus()
    for _ in range(3):
        if option(tablet, "3/4").get_by_role("radio").is_checked():
            break
        tablet.keyboard.press("ArrowDown")
    tablet.keyboard.press("Enter")

    tablet.said().get_by_text("Yes, that's it.").wait_for()


def test_several_choices(at):
    tablet = at("multi")
    option(tablet, "2/4").click()
    tablet.check()
    tablet.said().get_by_text("Something is still missing.").wait_for()
    option(tablet, "0.5").click()
    tablet.check()

    tablet.said().get_by_text("Yes!").wait_for()
    assert tablet.answer(2)["response"] == ["a", "b"]


def test_a_number_on_the_keys_of_the_screen(at):
    tablet = at("number")
    for key in ("0", "point", "3"):
        tablet.button(key, exact=True).click()
    tablet.check()
    tablet.said().get_by_text("5 and 25 are not whole numbers here.").wait_for()
    tablet.button("Delete").click()
    for key in ("7", "5"):
        tablet.button(key, exact=True).click()
    tablet.check()

    tablet.said().get_by_text("Yes!").wait_for()
    assert tablet.answer(2)["response"] == "0.75"


def test_a_number_by_keyboard_and_something_that_is_none(at):
    tablet = at("number")
    tablet.get_by_label("Your answer").fill("many")
    tablet.keyboard.press("Enter")
    tablet.said().get_by_text("That can't be read as an answer here.").wait_for()
    assert tablet.box.of("work.answer") == []
    tablet.get_by_label("Your answer").fill("0,75")
    tablet.keyboard.press("Enter")

    tablet.said().get_by_text("Yes, that's it.").wait_for()
    assert tablet.answer()["tries"] == 1


def test_a_fraction_of_the_right_size_in_the_wrong_form(at):
    tablet = at("fraction")
    tablet.button("2", exact=True).click()
    tablet.button("Now the bottom").click()
    tablet.button("4", exact=True).click()
    tablet.check()
    tablet.said().get_by_text("The size is right. Can you say it with smaller numbers?").wait_for()
    tablet.get_by_label("Top").fill("1")
    tablet.get_by_label("Bottom").fill("2")
    tablet.keyboard.press("Enter")

    tablet.said().get_by_text("Yes!").wait_for()
    assert tablet.answer(2)["response"] == "1/2"


def test_a_word(at):
    tablet = at("short")
    tablet.get_by_label("Your answer").fill("Snowflakes")
    tablet.check()
    tablet.said().get_by_text("Snow is many small pieces of it.").wait_for()
    tablet.get_by_label("Your answer").fill("ICE")
    tablet.keyboard.press("Enter")

    tablet.said().get_by_text("Yes!").wait_for()


def test_a_text_with_gaps(at):
    tablet = at("cloze")
    tablet.get_by_label("Gap 1").fill("water")
    tablet.get_by_label("Gap 2").select_option(label="salt")
    tablet.check()
    tablet.said().get_by_text("One gap is not right yet.").wait_for()
    expect(tablet.get_by_label("Gap 2, look again")).to_be_visible()
    tablet.get_by_label("Gap 2").select_option(label="light")
    tablet.check()

    tablet.said().get_by_text("Yes!").wait_for()
    assert tablet.answer(2)["response"] == {"g1": "water", "g2": "a"}


RIGHT_ORDER = ["one quarter", "one half", "three quarters"]


def in_order(tablet):
    shown = tablet.locator(".p-order .p-thing").all_inner_texts()
    return [next(name for name in RIGHT_ORDER if name in text) for text in shown]


@pytest.mark.parametrize("way", ["tap", "keys", "drag"])
def test_an_order_by_tap_by_keyboard_and_by_dragging(at, way):
    tablet = at("order")
    assert in_order(tablet) != RIGHT_ORDER
    tablet.check()
    tablet.said().get_by_text("Look at the ones with a dotted line again.").wait_for()
    for place, name in enumerate(RIGHT_ORDER):
        here = in_order(tablet).index(name)
        if here == place:
            continue
        if way == "tap":
            thing(tablet, name).click()
            tablet.locator(".p-order .p-thing").nth(place).click()
        elif way == "keys":
            thing(tablet, name).focus()
            for _ in range(here - place):
                tablet.keyboard.press("ArrowUp")
        else:
            thing(tablet, name).drag_to(tablet.locator(".p-order li").nth(place))
        until(lambda place=place, name=name: in_order(tablet)[place] == name)
    tablet.check()

    tablet.said().get_by_text("Yes!").wait_for()
    assert tablet.answer(2)["response"] == ["a", "b", "c"]


PAIRS = {"1/2": "one half", "1/3": "one third", "1/4": "one quarter"}


def put(tablet, way, name, place):
    if way == "tap":
        thing(tablet, name).click()
        place.click(position={"x": 6, "y": 6})
    elif way == "keys":
        thing(tablet, name).focus()
        tablet.keyboard.press("Enter")
        place.get_by_role("button", name="Put here").focus()
        tablet.keyboard.press("Enter")
    else:
        thing(tablet, name).drag_to(place, target_position={"x": 8, "y": 8})
    place.locator(".p-thing", has_text=name).wait_for()


@pytest.mark.parametrize("way", ["tap", "keys", "drag"])
def test_pairs_by_tap_by_keyboard_and_by_dragging(at, way):
    tablet = at("match")
    place = {left: tablet.locator(".p-group", has=tablet.locator(f'math[alttext="{left}"]')) for left in PAIRS}
    put(tablet, way, "one half", place["1/3"])
    put(tablet, way, "one third", place["1/2"])
    put(tablet, way, "one quarter", place["1/4"])
    tablet.check()
    tablet.said().get_by_text("Look at the ones with a dotted line again.").wait_for()
    assert "fits" in thing(tablet, "one quarter").get_attribute("class")
    thing(tablet, "one third").click()
    tablet.get_by_role("group", name="Still to place").click(position={"x": 4, "y": 4})
    put(tablet, way, "one half", place["1/2"])
    put(tablet, way, "one third", place["1/3"])
    tablet.check()

    tablet.said().get_by_text("Yes!").wait_for()
    assert tablet.answer(2)["response"] == {"a": "a", "b": "b", "c": "c"}


@pytest.mark.parametrize("way", ["tap", "keys", "drag"])
def test_groups_by_tap_by_keyboard_and_by_dragging(at, way):
    tablet = at("sort")
    for name in ("fish", "whale", "bird"):
        put(tablet, way, name, group(tablet, "Water"))
    tablet.check()
    tablet.said().get_by_text("Look at the ones with a dotted line again.").wait_for()
    put(tablet, way, "bird", group(tablet, "Air"))
    tablet.check()

    tablet.said().get_by_text("Yes!").wait_for()
    assert tablet.answer(2)["score"] == 1


def test_a_thing_in_the_hand_goes_where_another_thing_lies(at):
    tablet = at("sort")
    put(tablet, "tap", "fish", group(tablet, "Water"))
    thing(tablet, "whale").click()
    thing(tablet, "fish").click()

    group(tablet, "Water").locator(".p-thing", has_text="whale").wait_for()


def test_how_sure_is_kept_at_once_and_is_neither_right_nor_wrong(at):
    tablet = at("confidence")
    tablet.get_by_text("Mostly").click()

    told = tablet.answer()
    assert (told["response"], told["correct"], told["score"]) == (3, None, 0)
    expect(tablet.button("Next")).to_be_visible()


def test_a_free_answer_is_written_and_goes_to_the_teacher(at):
    tablet = at("free")
    tablet.get_by_label("Write here").fill("Two quarters and one quarter.")
    assert tablet.box.of("work.write") == []
    tablet.next()

    until(lambda: [act["body"]["text"] for act in tablet.box.of("work.write")] == ["Two quarters and one quarter."])
    tablet.button("Finish").click()
    tablet.button("One of everything").get_by_text("Teacher is looking").wait_for()
