"""Packs that carry only skills, and packs of lessons that build on them."""

import pytest

from homeroom.errors import Conflict, Refused
from homeroom.mastery import skillmap
from homeroom.packs import actions, canonical, manifest, source, tables

SKILLS = """
[[skill]]
id = "river:count"
title.en = "Count"
subject = "math"
grade_from = 0
grade_to = 1

[[skill]]
id = "river:add"
title.en = "Add"
subject = "math"
grade_from = 1
grade_to = 2
requires = ["river:count"]
"""
FRAMEWORK = """
id = "org.example.river"
version = "{version}"
title.en = "Riverside skills"
languages = ["en"]
default_language = "en"
publisher = "Riverside"
licence = "CC0-1.0"
kind = "skills"
{more}
"""
REQUIRES = '\n[[requires]]\npack = "org.example.river"\nversion = "1.1.0"\n'


class River:
    """The folder of a pack of skills."""

    def __init__(self, path):
        self.path = path
        path.mkdir()
        self.skills(SKILLS)
        self.version("1.1.0")

    def version(self, version, more=""):
        (self.path / "pack.toml").write_text(FRAMEWORK.format(version=version, more=more), "utf-8")
        return self

    def skills(self, text):
        (self.path / "skills.toml").write_text(text, "utf-8")
        return self

    @property
    def problems(self):
        return [str(one) for one in source.check(self.path)]


@pytest.fixture
def river(tmp_path, box):
    return River(tmp_path / "river")


@pytest.fixture
def lessons(garden):
    """Garden, one card of which is about a skill of the other pack."""
    (garden.path / "pack.toml").write_text((garden.path / "pack.toml").read_text("utf-8") + REQUIRES, "utf-8")
    text = (garden.path / "cards/seed-2.md").read_text("utf-8")
    text = text.replace("[hr-sci:seeds]", "[river:add]").replace("variant_of: seed\n", "subject: math\n")
    (garden.path / "cards/seed-2.md").write_text(text, "utf-8")
    return garden


def test_a_pack_of_skills_needs_no_cards_and_its_skills_are_on_the_teachers_map(river):
    assert river.problems == []

    pack = actions.install_folder(river.path)

    assert tables.count_skills() == {pack.id: 2}
    place = skillmap.skill_map("en").places["river:add"]
    assert (place.title, place.requires) == ("Add", ("river:count",))
    assert [skill.id for skill in tables.skills_of(pack.id)] == ["river:count", "river:add"]


def test_it_carries_no_cards(river, garden):
    (river.path / "cards").mkdir()
    (river.path / "cards/seed-2.md").write_bytes((garden.path / "cards/seed-2.md").read_bytes())

    assert any("carries no cards" in problem for problem in river.problems)


def test_it_needs_at_least_one_skill(river):
    assert any("needs at least one" in problem for problem in river.skills("").problems)


def test_a_circle_is_refused_and_named(river):
    river.skills(SKILLS.replace("grade_to = 1", 'grade_to = 1\nrequires = ["river:add"]'))

    assert any("in a circle: river:add → river:count → river:add" in problem for problem in river.problems)
    with pytest.raises(Refused, match="circle: river:add"):
        actions.install_folder(river.path)


def test_a_circle_over_two_packs_is_refused_and_nothing_changes(river, garden):
    actions.install_folder(river.skills(SKILLS.replace('"river:count"]', '"river:count", "hr-sci:plants"]')).path)
    text = (garden.path / "skills.toml").read_text("utf-8")
    garden.write("skills.toml", text.replace("grade_from = 1", 'grade_from = 1\nrequires = ["river:add"]'))

    with pytest.raises(Refused, match="require each other in a circle: hr-sci:plants → hr-sci:seeds → river:add"):
        actions.install_folder(garden.path)

    assert [pack.id for pack in tables.packs()] == ["org.example.river"]


def test_cards_aim_at_skills_of_the_pack_they_require(river, lessons):
    assert [str(one) for one in source.load(lessons.path).serious] == []
    actions.install_folder(river.path)

    actions.install_folder(lessons.path)

    assert [card.id for card in tables.cards_for_skill("river:add")] == ["seed-2"]


def test_without_saying_so_a_card_cannot_use_a_foreign_skill(lessons):
    lessons.version("1.0.0")

    assert any("river:add” is not in skills.toml" in str(one) for one in source.check(lessons.path))


def test_the_required_pack_must_be_here_first_and_new_enough(river, lessons):
    with pytest.raises(Refused, match=r"builds on the pack org\.example\.river\. Install that one first"):
        actions.install_folder(lessons.path)
    actions.install_folder(river.version("1.0.9").path)
    with pytest.raises(Refused, match=r"builds on version 1\.1\.0 .* version 1\.0\.9 is here"):
        actions.install_folder(lessons.path)

    assert [pack.id for pack in tables.packs()] == ["org.example.river"]


def test_a_skill_that_the_required_pack_lacks_is_named(river, lessons):
    actions.install_folder(river.skills(SKILLS.replace("river:add", "river:sum")).path)

    with pytest.raises(Refused, match="seed-2” is about the skill “river:add”"):
        actions.install_folder(lessons.path)

    assert tables.cards() == []


def test_a_pack_that_others_build_on_stays_and_does_not_go_back_too_far(river, lessons):
    actions.install_folder(river.version("1.0.9").path)
    actions.install_folder(river.version("1.1.0").path)
    actions.install_folder(lessons.path)

    with pytest.raises(Conflict, match="“Garden” builds on this one"):
        actions.remove("org.example.river")
    with pytest.raises(Conflict, match="“Garden” builds on this one"):
        actions.roll_back("org.example.river")
    actions.remove("org.example.garden")
    assert actions.roll_back("org.example.river").version == "1.0.9"
    actions.remove("org.example.river")


def test_a_pack_does_not_require_itself(river):
    river.version("1.0.0", '\n[[requires]]\npack = "org.example.river"\n')

    assert any("requires itself" in problem for problem in river.problems)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"kind": "games"}, "a kind this box does not know"),
        ({"kind": ["skills"]}, "a kind this box does not know"),
        ({"requires": {"packs": [{"id": "x"}]}}, "what it requires"),
        ({"requires": {"packs": {"id": "x"}}}, "what it requires"),
        ({"requires": "x"}, "what it requires"),
        ({"cards": [{"id": "a", "path": "cards/a.json", "lang": ["en"], "stale": []}]}, "it holds cards"),
    ],
)
def test_a_manifest_of_another_shape_is_refused(river, change, why):
    found = canonical.loads(manifest.build(source.load(river.path)).data)

    with pytest.raises(Refused, match=why):
        manifest.read(canonical.dumps(found | change))


def test_the_pages_show_its_skills_in_place_of_cards(river, cast):
    actions.install_folder(river.path)
    okoro = cast.signed_in(cast.mr_okoro)

    assert "2 skills" in okoro.get("/packs").get_data(as_text=True)
    page = okoro.get("/packs/org.example.river").get_data(as_text=True)
    assert "<bdi>Add</bdi>" in page
    assert "after <bdi>Count</bdi>" in page


def test_the_office_reads_why_a_pack_must_stay(river, lessons, cast):
    actions.install_folder(river.path)
    actions.install_folder(lessons.path)

    answer = cast.signed_in(cast.mrs_park).post("/packs/org.example.river/remove")

    assert answer.status_code == 409
    assert "builds on this one" in answer.get_data(as_text=True)
