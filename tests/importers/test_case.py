"""A framework of competencies (CASE, JSON) becomes a pack of skills with the paths between them."""

import copy
import json

import pytest
from tests.importers import made

from homeroom.packs import actions, tables
from homeroom.packs.importers.trouble import Unreadable


def framework(**more):
    found = copy.deepcopy(made.FRAMEWORK)
    for key, rows in more.items():
        found[key] = [*found[key], *rows]
    return json.dumps(found)


@pytest.fixture
def draft(take):
    return take("framework.json", framework(), licence="")


def skills(draft):
    return {skill["id"].partition(":")[2]: skill for skill in draft.source.skills}


def test_statements_become_skills_and_precedes_becomes_what_they_require(draft):
    assert draft.serious == []
    assert {name: skill["requires"] for name, skill in skills(draft).items()} == {
        "N.1": [],
        "N.2": ["riverside-mathematics:N.1"],
        "N.2.a": [],
        "N.3": ["riverside-mathematics:N.2"],
    }
    assert draft.source.only_skills
    assert (draft.report.format, draft.report.came, draft.report.kinds) == ("case", 4, {"skill": 4})


def test_titles_grades_subject_licence_and_headings_come_over(draft):
    found = skills(draft)

    assert found["N.3"]["title"] == {"en": "Take away"}
    assert found["N.3"]["description"] == {"en": "Take away up to ten (Numbers)"}
    assert (found["N.1"]["grade_from"], found["N.2"]["grade_from"], found["N.2"]["grade_to"]) == (0, 1, 2)
    assert {skill["subject"] for skill in found.values()} == {"math"}
    assert draft.source.pack["licence"] == "CC-BY-4.0"
    assert draft.source.pack["sources"][0]["authors"] == ["Riverside"]


def test_the_report_names_what_did_not_come_over(draft):
    assert "OLD.3 It is the same as “N.3”" in draft.reasons("simpler")
    assert "“replacedBy” mean nothing" in draft.reasons("simpler")
    assert "only headings of others: 1." in draft.reasons("note")
    assert "other frameworks were left out: 1." in draft.reasons("note")
    assert "without a direction (related, peer) were left out: 1." in draft.reasons("note")


def test_a_circle_is_refused_and_named(take):
    text = framework(CFAssociations=[made.link("precedes", "c", "a")])

    with pytest.raises(Unreadable, match=r"in a circle: N\.\d → N\.\d → N\.\d → N\.\d\. Mend it"):
        take("framework.json", text)


def test_a_circle_hidden_behind_the_same_statement_is_found_too(take):
    with pytest.raises(Unreadable, match="circle"):
        take("framework.json", framework(CFAssociations=[made.link("precedes", "c2", "b")]))


@pytest.mark.parametrize("broken", [{}, {"CFItems": []}, {"CFItems": [{"identifier": "x"}]}, {"CFItems": 3}])
def test_a_framework_without_statements_is_refused(take, broken):
    with pytest.raises(Unreadable, match="Nothing in the file"):
        take("framework.json", json.dumps({"CFDocument": {"title": "Empty"}, **broken}))


def test_a_framework_that_may_not_be_changed_is_refused(take):
    found = copy.deepcopy(made.FRAMEWORK)
    found["CFDefinitions"]["CFLicenses"][0]["title"] = "CC BY-ND 4.0"

    with pytest.raises(Unreadable, match="does not allow changes"):
        take("framework.json", json.dumps(found))


def test_statements_with_the_same_code_stay_two_skills(take):
    twin = {"identifier": "zz-9", "humanCodingScheme": "N.1", "fullStatement": "Count stones"}

    found = skills(take("framework.json", framework(CFItems=[twin])))

    assert [name for name in found if name.startswith("N.1")] == ["N.1", "N.1-zz9-4"]


def test_headings_in_a_circle_do_no_harm(take):
    loop = [made.link("isChildOf", "h", "b1")]

    assert "N.1" in skills(take("framework.json", framework(CFAssociations=loop)))


def test_the_draft_is_installed_as_a_pack_of_skills(box, draft):
    actions.install_folder(draft.folder)

    assert [skill.id.partition(":")[2] for skill in tables.skills("math")] == ["N.1", "N.2.a", "N.3", "N.2"]
    assert tables.skill("riverside-mathematics:N.3").requires == ["riverside-mathematics:N.2"]
