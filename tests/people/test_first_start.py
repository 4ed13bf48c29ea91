"""An empty box, five questions, a working school; and nobody without the code gets in first."""

import io
import tomllib

import pytest

from homeroom import app, config, db
from homeroom.people import first_start, tables

ROSTER = b"""role,given_name,family_name,username,classes
teacher,Mr,Okoro,okoro,3B
student,Ada,Obi,,3B
student,Ben,Cruz,,3B
"""
PARK = {
    "school": "Hillside",
    "language": "sw",
    "timezone": "Africa/Nairobi",
    "name": "Mrs Park",
    "password": "keys in the drawer",
    "classes": "1A\r\n3B\r\n\r\n1A",
}


@pytest.fixture
def code(box):
    return first_start.code()


def answer(client, code, **changed):
    return client.post("/first-start", data={**PARK, "code": code, **changed})


def kept(box):
    file = config.current().data / "homeroom.toml"
    return tomllib.loads(file.read_text("utf-8")) if file.exists() else {}


def test_five_answers_open_the_school(box, client, code):
    done = answer(client, code)

    home = client.get(done.location)
    assert done.status_code == 303
    assert home.status_code == 200
    assert "Hillside" in home.text
    assert [one.name for one in tables.classes()] == ["1A", "3B"]
    assert kept(box) == {"school_name": "Hillside", "language": "sw", "timezone": "Africa/Nairobi"}
    assert box.test_client().get("/sign-in").text.count('lang="sw"') >= 1


def test_the_answers_hold_after_a_new_start(box, client, code):
    answer(client, code)
    data = config.current().data
    db.close()

    again = config.load(data / "homeroom.toml", {}, data=data)

    assert (again.school_name, again.language, again.timezone) == ("Hillside", "sw", "Africa/Nairobi")
    assert app.create_box(again).test_client().get("/first-start").location == "/sign-in"


def test_a_list_with_everybody_brings_teachers_and_children_along(box, client, code):
    answer(client, code, classes="", roster=(io.BytesIO(ROSTER), "hillside.csv"))

    (third,) = tables.classes()
    assert [child.given_name for child in tables.students_of(third.id)] == ["Ada", "Ben"]
    assert {person.role for person in tables.everybody_on_staff()} == {"office", "teacher"}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"password": "short"}, "password"),
        ({"timezone": "Mars/Olympus"}, "time zone"),
        ({"name": ""}, "name"),
        ({"roster": (io.BytesIO(b"role,shoe\nking,44\n"), "kings.csv")}, "list can"),
        ({"classes": "\n".join(str(n) for n in range(99))}, "at most 60"),
    ],
)
def test_one_wrong_answer_changes_nothing_at_all(box, client, code, changed, told):
    refused = answer(client, code, language="en", **changed)

    assert refused.status_code == 422
    assert told in refused.text
    assert "Hillside" in refused.text  # what was typed stays
    assert PARK["password"] not in refused.text
    assert tables.classes() == []
    assert kept(box) == {}
    assert first_start.code() == code


def test_without_the_code_the_box_stays_free(box, client, code):
    assert answer(client, "AAAABBBB").status_code == 422
    assert first_start.is_due()


def test_the_code_of_a_qr_stands_in_its_field_and_the_language_is_one_tap(box, client, code):
    client.post("/language", data={"language": "ar", "next": f"/first-start?code={code}"})
    page = client.get(f"/first-start?code={code}").text

    assert f'value="{code}"' in page
    assert 'dir="rtl"' in page


def test_settings_of_the_file_stay_line_by_line(tmp_path):
    file = tmp_path / "homeroom.toml"
    file.write_text('# ours\nschool_name = "Old"\nthreads = 8\n', "utf-8")
    config.use(config.load(file, {}, data=tmp_path))

    config.keep(school_name='Old "Mill"', language="ar")

    assert file.read_text("utf-8") == '# ours\nschool_name = "Old \\"Mill\\""\nthreads = 8\nlanguage = "ar"\n'
    assert config.load(file, {}).school_name == 'Old "Mill"'
    config.use(config.Config())


@pytest.mark.browser
def test_on_a_phone_five_questions_fit_and_the_zone_is_chosen(box, served, chromium, code):
    page = chromium.new_page(viewport={"width": 360, "height": 740}, timezone_id="Africa/Kampala", locale="en-GB")
    page.goto(f"{served}/first-start?code={code}")
    page.fill("#field-school", "Hillside")
    page.fill("#field-name", "Mrs Park")
    page.fill("#field-password", "keys in the drawer")
    page.fill("#field-classes", "1A\n3B")

    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.input_value("#field-timezone") == "Africa/Kampala"
    page.get_by_role("button", name="Open the school").click()
    page.wait_for_url("**/people?done=open")
    assert config.current().timezone == "Africa/Kampala"
    page.close()
