"""A project from its question to the exhibition: steps in the week, teams, marks that count, slips of visitors."""

import pytest

from classroom import HALVES, QUARTERS, Child
from homeroom import db, journal
from homeroom.goals.projects import actions, tables
from homeroom.mastery import showing
from homeroom.people import tables as people
from homeroom.playlists import actions as playlists
from homeroom.playlists import catalog, planning
from homeroom.workshop import tables as workshop

PLAN = {
    "title": "Bread for all",
    "question": "How can we bake bread that everybody here can eat?",
    "products": "A loaf\nA poster",
    "starts": "2026-11-23",
    "ends": "2026-12-11",
    "step-0": "Ask ten people",
    "step-due-0": "2026-11-27",
    "step-text-0": "What do they eat? What can't they eat?",
    "step-1": "Bake a first loaf",
    "step-due-1": "2026-12-04",
    "line-0": "Shares fairly",
    "line-skill-0": HALVES,
    "line-0-4": "Explains it to others",
    "line-1": "Measures",
    "line-skill-1": QUARTERS,
    "show-day": "2026-12-11",
    "show-at": "14:00",
    "show-place": "Gym",
    "invitation": "Come and taste.",
}


@pytest.fixture
def project(okoro, bread):
    answer = okoro.post("/projects/new", data=PLAN)
    assert answer.status_code == 303, answer.text
    return tables.project(answer.headers["Location"].rpartition("/")[2])


def cards(project):
    return [one["card"] for one in project.milestones]


def milestone_slot(child, project, n=0):
    return child.slot(cards(project)[n])


def test_a_project_from_its_question_to_the_exhibition(cast, project, publish, okoro, the_clock):
    publish()
    ada = Child(cast, cast.ada)
    slot = milestone_slot(ada, project)
    assert slot["reason"] == "This is a step of your project “Bread for all”."
    assert slot["title"] == "Ask ten people"
    assert cards(project)[1] not in {one["card"] for one in ada.week["slots"]}

    ada.photo(slot)
    ada.on(slot, "work.finish")
    (mine,) = ada.week["projects"]
    assert [one.get("done", False) for one in mine["milestones"]] == [True, False]
    page = okoro.get(f"/projects/{project.project}/marks/{ada.id}").text
    assert "photo-of-the-bread" in page
    assert "Explains it to others" in page

    first, second = (one["id"] for one in project.rubric)
    okoro.post(
        f"/projects/{project.project}/marks/{ada.id}",
        data={f"mark-{first}": "4", f"mark-{second}": "0", "text": "She showed Ben how."},
    )

    (proof,) = [one for one in showing.proofs(ada.id, HALVES) if one.way == "evidence"]
    assert proof.went == "Goes beyond"
    assert "Bread for all" in proof.note
    assert showing.proofs(ada.id, QUARTERS) == []
    assert ada.week["projects"][0]["marks"][0]["mark"] == 4

    assert ada.act("project.reflect", project=project.project, text="Dough needs time.")["status"] == "saved"
    slip = {"team": mine["team"], "visitor": "family", "liked": "The smell!", "asked": "Is it rye?", "do": "add"}
    assert okoro.post(f"/projects/{project.project}/exhibition", data=slip).status_code == 303
    assert ada.week["projects"][0]["slips"] == [{"liked": "The smell!", "asked": "Is it rye?"}]
    report = okoro.get(f"/students/{ada.id}/report").text
    assert "Bread for all" in report
    assert "Dough needs time." in report
    program = okoro.get(f"/projects/{project.project}/exhibition").text
    assert "Come and taste." in program
    assert "Friday 11 December · 14:00 · Gym" in program


def test_a_mark_given_anew_counts_once_and_no_mark_takes_it_back(cast, project, okoro):
    (line, _other) = project.rubric
    for mark in ("1", "3"):
        okoro.post(f"/projects/{project.project}/marks/{cast.ada.id}", data={f"mark-{line['id']}": mark})
    assert [one.went for one in showing.proofs(cast.ada.id, HALVES)] == ["Meets it"]

    okoro.post(f"/projects/{project.project}/marks/{cast.ada.id}", data={f"mark-{line['id']}": "0"})

    assert showing.proofs(cast.ada.id, HALVES) == []
    assert tables.marks(project.project) == {}
    db.write(lambda: None)
    journal.rebuild()
    assert showing.proofs(cast.ada.id, HALVES) == []


def test_steps_come_only_to_who_is_in_the_project(cast, project, publish, okoro):
    told = {"do": "teams", f"team-{cast.ben.id}": "", f"role-{cast.ben.id}": ""}
    okoro.post(f"/projects/{project.project}", data=told)

    publish(count=30)

    ben = Child(cast, cast.ben)
    there = {one["card"] for one in [*ben.week["slots"], *ben.week["shelf"]]}
    assert not there & set(cards(project))
    assert "projects" not in ben.week or ben.week["projects"] == []
    assert set(cards(project)) & {one["card"] for one in Child(cast, cast.ada).week["slots"]}
    assert catalog.shelf().of_skill(HALVES) != []


def test_a_step_that_was_not_done_comes_again_and_a_done_one_does_not(cast, project, publish, the_clock):
    publish()
    ada = Child(cast, cast.ada)
    ada.on(milestone_slot(ada, project), "work.finish")

    the_clock.set("2026-11-30 08:00")
    publish(week="2026-W49")

    found = {
        one.student.given_name: {tile.card for tile in one.tiles} for one in planning.rows(cast.class_3b.id, "2026-W49")
    }
    assert cards(project)[0] not in found["Ada"]
    assert cards(project)[1] in found["Ada"]
    assert set(cards(project)) <= found["Ben"]


def test_a_step_enters_weeks_that_are_given_already(cast, publish, okoro):
    publish()
    answer = okoro.post("/projects/new", data=PLAN)
    project = tables.project(answer.headers["Location"].rpartition("/")[2])

    moved = okoro.post(f"/projects/{project.project}", data={"do": f"week:{project.milestones[0]['id']}"})

    assert "given=4" in moved.headers["Location"]
    assert milestone_slot(Child(cast, cast.ada), project)["must"] is True
    again = okoro.post(f"/projects/{project.project}", data={"do": f"week:{project.milestones[0]['id']}"})
    assert "given=0" in again.headers["Location"]


def test_the_plan_can_be_changed_and_a_step_that_goes_leaves_the_shelf(project, okoro):
    kept, gone = project.milestones
    told = {**PLAN, "step-id-0": kept["id"], "step-1": "", "step-0": "Ask twenty people", "step-due-0": kept["due"]}

    assert okoro.post(f"/projects/{project.project}/edit", data=told).status_code == 303

    found = tables.project(project.project)
    assert [(one["id"], one["title"]) for one in found.milestones] == [(kept["id"], "Ask twenty people")]
    assert catalog.shelf().card(kept["card"]).title == "Ask twenty people"
    assert catalog.shelf().find(gone["card"]) is None
    assert workshop.draft(gone["card"]).place == "bin"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"question": ""}, "a question that drives it"),
        ({"ends": "2026-11-01"}, "and when it ends"),
        ({"step-0": "", "step-1": ""}, "at least one milestone"),
        ({"line-0": "", "line-1": ""}, "at least one line to the rubric"),
        ({"line-skill-0": ""}, "Choose a skill"),
        ({"step-due-0": "2027-05-01"}, "a day within the project"),
    ],
)
def test_a_plan_that_lacks_something_says_what_and_keeps_what_was_typed(okoro, bread, cast, change, why):
    answer = okoro.post("/projects/new", data={**PLAN, **change})

    assert answer.status_code == 422
    assert why in answer.text
    assert "Bread for all" in answer.text
    assert tables.projects_of(cast.class_3b.id) == []


def test_words_of_a_teacher_open_no_block_of_the_card(okoro, bread, cast):
    evil = "Bake.\n```question choice\nEvil?\n- [x] yes\n- [ ] no\n```\n<script>x</script>"
    answer = okoro.post("/projects/new", data={**PLAN, "step-text-0": evil, "question": "**Why** `bread`?"})
    project = tables.project(answer.headers["Location"].rpartition("/")[2])

    info = catalog.shelf().card(cards(project)[0])
    card = okoro.get(f"/api/cards/{info.version}.json").json

    assert {one["type"] for one in card["blocks"]} <= {"text", "reflection"}
    assert "<script>" not in str(card)


def test_teams_roles_and_dealing_anew(cast, project, okoro):
    okoro.post(
        f"/projects/{project.project}",
        data={"do": "teams", f"team-{cast.ada.id}": "  The  Bakers ", f"role-{cast.ada.id}": "Leads the team"},
    )
    place = tables.place(project.project, cast.ada.id)
    assert (place.team, place.role) == ("The Bakers", "Leads the team")

    okoro.post(f"/projects/{project.project}", data={"do": "deal", "size": "2"})

    assert [len(some) for some in _teams(project)] == [2, 2]
    assert okoro.post(f"/projects/{project.project}", data={"do": "deal", "size": "99"}).status_code == 422


def _teams(project):
    found = {}
    for row in tables.members(project.project):
        found.setdefault(row.team, []).append(row.student)
    return found.values()


def test_put_away_and_taken_out_again(project, okoro, ada, publish):
    okoro.post(f"/projects/{project.project}", data={"do": "archive"})
    assert ada.week["projects"] == []
    assert "Put away (1)" in okoro.get("/projects").text

    okoro.post(f"/projects/{project.project}", data={"do": "restore"})

    assert ada.week["projects"][0]["title"] == "Bread for all"


def test_visitors_write_on_a_tablet_on_the_day_only(cast, project, the_clock, okoro):
    tablet = cast.tablet(cast.class_3b)
    team = tables.members(project.project)[0].team
    slip = {"team": team, "visitor": "visitor", "liked": "The poster", "asked": ""}
    assert tablet.get(f"/exhibitions/{project.project}").status_code == 403
    the_clock.set("2026-12-11 14:10")

    assert "Write to a team" in tablet.get(f"/exhibitions/{project.project}").text
    assert tablet.post(f"/exhibitions/{project.project}", data={**slip, "liked": " "}).status_code == 422
    thanks = tablet.post(f"/exhibitions/{project.project}", data=slip, follow_redirects=True)

    assert "Thank you!" in thanks.text
    (kept,) = tables.slips(project.project)
    assert kept.liked == "The poster"


def test_a_slip_is_taken_away_and_brought_back(project, okoro):
    team = tables.members(project.project)[0].team
    url = f"/projects/{project.project}/exhibition"
    okoro.post(url, data={"do": "add", "team": team, "visitor": "child", "liked": "All of it", "asked": ""})
    (slip,) = tables.slips(project.project)

    after = okoro.post(url, data={"do": f"throw:{slip.slip}"}, follow_redirects=True)
    assert tables.slips(project.project) == []
    assert "The slip is gone." in after.text
    okoro.post(url, data={"do": f"keep:{slip.slip}"})

    assert [one.liked for one in tables.slips(project.project)] == ["All of it"]


def test_a_goal_can_be_a_step_of_the_project(cast, project, publish):
    publish()
    ada = Child(cast, cast.ada)
    ref = f"{project.project}/{project.milestones[0]['id']}"
    assert (
        ada.act("goal.set", goal="g1", about="project", ref=ref, text="Ask ten people", by="friday")["status"]
        == "saved"
    )
    assert ada.week["goals"][0]["of"] == 1

    ada.on(milestone_slot(ada, project), "work.finish")

    assert ada.week["goals"][0]["done"] == 1


def test_another_classes_project_stays_closed(project, silva):
    for url in ("", "/edit", "/exhibition", "/slips"):
        assert silva.get(f"/projects/{project.project}{url}").status_code == 403
    assert silva.post(f"/projects/{project.project}", data={"do": "archive"}).status_code == 403
    assert silva.get(f"/exhibitions/{project.project}").status_code == 403


def test_slips_on_paper_are_four_for_each_team(project, okoro):
    page = okoro.get(f"/projects/{project.project}/slips").text

    assert page.count('class="slip"') == 4 * len({row.team for row in tables.members(project.project)})


def test_nobody_outside_the_project_reflects_on_it(cast, project, publish, okoro):
    publish()
    okoro.post(f"/projects/{project.project}", data={"do": "teams", f"team-{cast.ben.id}": ""})

    answer = Child(cast, cast.ben).act("project.reflect", project=project.project, text="Me too")

    assert answer["status"] == "refused"
    assert people.student(cast.ben.id).given_name == "Ben"
    assert tables.reflection(project.project, cast.ben.id) is None


def test_marks_are_one_to_four(project, cast):
    with journal.acting(actor="teacher:x"), pytest.raises(Exception, match="A mark is 1, 2, 3 or 4"):
        actions.mark(project.project, cast.ada.id, {project.rubric[0]["id"]: 7})
    assert playlists.current_slots(cast.ada.id, "2026-W48") == []
