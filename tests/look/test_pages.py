"""The first page, errors and the page of styles, in every language and direction."""

import re

import pytest


@pytest.fixture
def browser_words():
    """What a browser asks for when a person opens a page."""
    return {"Accept": "text/html"}


def test_the_first_page_shows_three_doors(client, browser_words):
    text = client.get("/", headers=browser_words).get_data(as_text=True)
    assert re.findall(r'class="door [^"]*" href="([^"]+)"', text) == ["/student", "/kiosk", "/sign-in"]
    assert "Riverside Primary" in text


def test_a_wrong_address_says_what_happened_what_was_kept_and_what_to_do(client, browser_words):
    answer = client.get("/nowhere", headers=browser_words)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 404
    for words in ("Not found", "What was kept", "Everything is as it was before.", "What to do now"):
        assert words in text


def test_a_program_gets_a_problem_and_no_page(client):
    answer = client.get("/api/nowhere", headers={"Accept": "application/json"})
    assert answer.content_type == "application/problem+json"


def test_a_chosen_language_turns_the_page_and_is_remembered(client, browser_words):
    answer = client.post("/language", data={"language": "ar", "next": "/nowhere"})
    assert answer.status_code == 302
    assert answer.location == "/nowhere"

    text = client.get("/nowhere", headers=browser_words).get_data(as_text=True)

    assert '<html lang="ar" dir="rtl">' in text
    assert re.search(r'<button name="language" value="ar"[^>]*aria-pressed="true"', text)


def test_the_language_is_chosen_without_leaving_the_page(client, browser_words):
    text = client.get("/nowhere?page=2", headers=browser_words).get_data(as_text=True)
    assert '<input type="hidden" name="next" value="/nowhere?page=2">' in text


def test_a_page_has_nothing_that_its_own_security_policy_forbids(client, browser_words):
    for address in ("/", "/nowhere", "/sign-in"):
        text = client.get(address, headers=browser_words).get_data(as_text=True)
        assert not re.search(r"<script(?![^>]*(?:src=|application/json))", text), address
        assert not re.search(r"\s(?:style|on\w+)=", text), address
        assert not re.search(r'(?:src|href)="(?:https?:)?//', text), address


def test_keyboard_users_can_skip_to_the_content(client, browser_words):
    text = client.get("/", headers=browser_words).get_data(as_text=True)
    assert text.index('href="#main"') < text.index("<header")
    assert '<main id="main" tabindex="-1">' in text


def test_the_style_page_is_for_staff_alone(client, browser_words):
    assert client.get("/style", headers=browser_words).status_code in (302, 401)


def test_staff_see_every_part_on_the_style_page(cast):
    text = cast.signed_in(cast.mr_okoro).get("/style").get_data(as_text=True)
    for part in ("notice warn", "button primary", "empty", "loading", "pieces", "table-wrap", "subject-math"):
        assert part in text
