"""What a teacher saw away from the screen: the child, the skill, a mark; and the way back."""

import pytest
from playwright.sync_api import expect

from classroom import HALVES
from homeroom import journal
from homeroom.mastery import tables
from homeroom.mastery.events import SkillObserved


def observed(student, skill=HALVES):
    """The marks that stand, with how each was shown."""
    standing = journal.standing(journal.of_register(f"skill/{student.id}/{skill}"))
    return [(one.event.way, one.event.mark) for one in standing if isinstance(one.event, SkillObserved)]


def note(okoro, cast, **told):
    return okoro.post(f"/students/{cast.ada.id}/seen", data={"skill": HALVES, **told})


def test_the_skills_of_her_week_come_first_each_with_four_marks(cast, okoro, publish):
    publish(skills=[HALVES], count=2)

    page = okoro.get(f"/students/{cast.ada.id}/seen").text

    places = [page.index(text) for text in ("What she is at", "Halves of bread", "<details", "Quarters of bread")]
    assert places == sorted(places)
    assert page.count('name="mark"') == 8


def test_a_mark_counts_at_once_and_is_taken_back(cast, okoro, bread):
    answer = note(okoro, cast, mark="3", way="conversation")
    page = okoro.get(answer.location).text
    assert "Noted for Ada: “Halves of bread”, 3 · Meets it." in page
    assert observed(cast.ada) == [("conversation", 3)]
    source = answer.location.partition("noted=")[2].partition("&")[0].replace("%2F", "/")

    answer = note(okoro, cast, undo=source, way="conversation")

    assert observed(cast.ada) == []
    assert "Noted for Ada" not in okoro.get(answer.location).text
    assert tables.state_of(cast.ada.id, HALVES).state == "not_begun"


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"mark": "5"}, "A mark is 1, 2, 3 or 4."),
        ({}, "A mark is 1, 2, 3 or 4."),
        ({"mark": "3", "skill": "hr-math:none"}, "Choose a skill."),
        ({"undo": "project/1/line"}, "It was not clear"),
    ],
)
def test_a_note_without_sense_is_refused_with_a_sentence(cast, okoro, bread, told, why):
    answer = note(okoro, cast, **told)

    assert answer.status_code == 422
    assert why in answer.text
    assert observed(cast.ada) == []


def test_only_who_teaches_her_notes_what_she_saw(cast, silva, bread):
    assert silva.get(f"/students/{cast.ada.id}/seen").status_code == 403
    assert note(silva, cast, mark="3").status_code == 403


@pytest.mark.browser
def test_two_taps_from_the_childs_row_and_one_back(chromium, served, cast, bread, publish):
    publish()
    context = chromium.new_context(viewport={"width": 390, "height": 844}, base_url=served, has_touch=True)
    cast.sign_in_at(context, cast.mr_okoro)
    page = context.new_page()
    page.goto(f"/skills/{cast.class_3b.id}?all=1")

    page.get_by_role("link", name="I saw it · Ada", exact=True).tap()
    page.get_by_role("button", name="Halves of bread: 4 · Goes beyond").tap()
    expect(page.get_by_role("status")).to_contain_text("Noted for Ada: “Halves of bread”, 4 · Goes beyond.")
    assert observed(cast.ada) == [("observation", 4)]
    page.get_by_role("button", name="Undo").tap()
    page.get_by_role("status").wait_for(state="detached")
    assert observed(cast.ada) == []

    page.goto(f"/students/{cast.ada.id}/skills/{HALVES}")
    page.get_by_role("button", name="Halves of bread: 2 · Getting there").tap()
    expect(page.get_by_role("status")).to_contain_text("2 · Getting there")
    assert observed(cast.ada) == [("observation", 2)]
    context.close()
