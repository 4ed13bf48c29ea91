"""Checking a whole pack folder: the parts must fit together."""

import pytest

from homeroom.packs import source


def told(folder, *, serious=True):
    return [str(problem) for problem in source.check(folder.path) if problem.serious == serious]


def test_a_good_folder_has_nothing_to_mend(garden_folder):
    assert told(garden_folder) == []


def test_a_translation_of_an_older_original_is_stale_but_no_error(garden_folder):
    before = (garden_folder.path / "i18n/ar/cards/seed-1.md").read_bytes()
    card = garden_folder.path / "cards/seed-1.md"
    card.write_text(card.read_text().replace("A seed.", "A small seed."))
    garden_folder.write("i18n/ar/cards/seed-1.md", before)

    assert told(garden_folder) == []
    assert any("The original has changed since" in line for line in told(garden_folder, serious=False))
    assert source.load(garden_folder.path).stale == {("seed-1", "ar")}


def test_a_translation_must_have_the_same_answers(garden_folder):
    garden_folder.translate("seed-1", "بذرة.\n\n```question choice\n؟\n- [ ] a\n- [x] b\n```")

    assert any("answers must be the same as in the original" in line for line in told(garden_folder))


CHANGES = {
    "a skill that is not listed": (
        "cards/seed-1.md",
        "hr-sci:seeds",
        "hr-sci:sead",
        "“hr-sci:sead” is not in skills.toml",
    ),
    "a wrong idea that is not listed": (
        "cards/seed-1.md",
        "mis:seeds-eat",
        "mis:seed-eat",
        "is not in misconceptions.toml",
    ),
    "a picture that is missing": (
        "cards/seed-1.md",
        "images/seed.svg",
        "images/sead.svg",
        "images/sead.svg is missing",
    ),
    "another id than the file": ("cards/seed-1.md", "id: seed-1", "id: seed-9", "must be the same"),
    "a source that is not listed": ("cards/seed-1.md", "source: seeds", "source: sead", "“sead” is not in pack.toml"),
    "a licence that asks for more": (
        "cards/seed-1.md",
        "minutes: 5",
        "minutes: 5\nlicense: CC-BY-NC-4.0",
        "more than the pack",
    ),
    "a file of a source that is not there": (
        "pack.toml",
        'changes = "one chapter"',
        'changes = "one chapter"\nfiles = ["images/none*"]',
        "names images/none*, which is not in the pack",
    ),
    "a picture whose licence asks for more than the card": (
        "pack.toml",
        'authors = ["Wanjiru"]\nlicence = "CC-BY-4.0"',
        'authors = ["Wanjiru"]\nfiles = ["images/*"]\nlicence = "CC-BY-SA-4.0"',
        "images/seed.svg is CC-BY-SA-4.0, which asks for more than the card",
    ),
    "a help that is not there": ("misconceptions.toml", "seed-2", "seed-7", "there is no card “seed-7” to help"),
    "skills in a circle": (
        "skills.toml",
        "grade_from = 1\n",
        'grade_from = 1\nrequires = ["hr-sci:plants"]\n',
        "in a circle",
    ),
    "a broken toml": ("skills.toml", "[[skill]]", "[[skill]", "skills.toml, line 2: The file cannot be read"),
    "a version that is none": ("pack.toml", "1.0.0", "one", "pack.toml, line 3: “version"),
    "an unknown key": ("pack.toml", "publisher", "publischer", "“publischer” is not known here"),
    "a script in a drawing": ("images/seed.svg", "<circle", "<script/><circle", "it holds <script>"),
    "a handler in a drawing": ("images/seed.svg", "<circle", '<circle onload="x"', "onload=, which runs a script"),
    "a picture from outside": (
        "images/seed.svg",
        "<circle",
        '<use href="http://x/"/><circle',
        "points outside the drawing",
    ),
    "a foreign object": ("images/seed.svg", "<circle", "<foreignObject/><circle", "it holds <foreignObject>"),
    "a style from outside": (
        "images/seed.svg",
        "<circle",
        "<style>@import 'x';</style><circle",
        "style points outside",
    ),
    "a doctype": ("images/seed.svg", "<svg", "<!DOCTYPE svg><svg", "it has a DOCTYPE"),
    "a drawing that is not closed": ("images/seed.svg", "</svg>", "", "not well-formed"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_the_author_is_told_what_does_not_fit(garden_folder, name):
    file, old, new, message = CHANGES[name]
    path = garden_folder.path / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))

    assert any(message in line for line in told(garden_folder)), told(garden_folder)


def test_a_file_that_is_not_what_its_name_says(garden_folder):
    garden_folder.write("images/photo.png", b"GIF89a")

    assert "images/photo.png: The file is not image/png, though its name says so." in told(garden_folder)


def test_an_empty_folder_is_told_what_is_missing(tmp_path):
    lines = [str(problem) for problem in source.check(tmp_path)]

    assert "pack.toml: The file pack.toml is missing." in lines
    assert "cards: There are no cards: put *.md files into cards/." in lines


def test_the_packs_of_this_project_have_nothing_to_mend():
    folders = sorted(source.Path(__file__).parents[2].glob("content_packs/*/pack.toml"))

    assert [str(problem) for file in folders for problem in source.load(file.parent).serious] == []
