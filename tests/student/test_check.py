"""The tablet judges answers as the box does."""

import json
from pathlib import Path

import pytest

from student.fake_box import ROOT

pytestmark = pytest.mark.browser
CASES = json.loads((ROOT / "tests" / "packs" / "check_cases.json").read_text("utf-8"))
JUDGE = """async (cases) => {
  const {check} = await import("/static/student/check.js");
  return cases.map(({question, response}) => check(question, response));
}"""


def test_the_tablet_judges_every_shared_case_as_the_box_does(tablet):
    tablet.open()
    found = tablet.evaluate(JUDGE, CASES)

    for case, verdict in zip(CASES, found, strict=True):
        name = f"{case['question']['kind']}: {case['name']}"
        assert {**verdict, "score": pytest.approx(verdict["score"], abs=1e-4)} == {
            key: case[key] for key in ("correct", "score", "feedback", "misconception", "note")
        }, name


def test_every_module_is_part_of_the_fingerprint_of_the_page():
    home = ROOT / "server" / "homeroom"
    shell = (home / "today" / "templates" / "student.html").read_text("utf-8")
    folder = home / "static" / "student"
    modules = {str(path.relative_to(folder)) for path in Path(folder).rglob("*.js")}

    assert {name for name in modules if f'"{name}"' not in shell} == set()
