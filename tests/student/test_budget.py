"""The page stays small: bytes as they would travel compressed, and nothing from outside the box."""

import gzip
import re

import pytest

from student.fake_box import HOME

STATIC = HOME / "static"
SHELL = HOME / "today" / "templates" / "student.html"
IMPORT = re.compile(r'^(?:import|export)\s[^"\']*?from\s*["\']([^"\']+)["\']', re.MULTILINE)
KB = 1024


def size(path):
    return len(gzip.compress(path.read_bytes(), 9))


def with_imports(path, found=None):
    """A module and all it needs before it can run."""
    found = set() if found is None else found
    if path not in found:
        found.add(path)
        for name in IMPORT.findall(path.read_text("utf-8")):
            target = HOME / name.lstrip("/") if name.startswith("/") else (path.parent / name).resolve()
            with_imports(target, found)
    return found


def total(*names):
    modules = set()
    for name in names:
        modules |= with_imports(STATIC / "student" / name)
    return sum(size(path) for path in modules)


def test_signing_in_and_the_shelf_need_less_than_thirty_kilobytes_of_script():
    assert total("student.js", "inside.js") < 30 * KB


def test_the_shell_fetches_at_once_what_the_first_screens_need():
    needed = with_imports(STATIC / "student" / "student.js") | with_imports(STATIC / "student" / "inside.js")
    listed = SHELL.read_text("utf-8").split("set first = [")[1].split("]")[0]

    names = {str(path.relative_to(STATIC)) for path in needed} - {"student/student.js"}
    assert sorted(re.findall(r'"([^"]+)"', listed)) == sorted(names)


def test_style_and_shell_stay_below_twenty_kilobytes():
    sheets = ["tokens.css", "base.css", "student/student.css", "student/player/player.css"]

    assert sum(size(STATIC / name) for name in sheets) + size(SHELL) < 20 * KB


@pytest.mark.browser
def test_nothing_is_asked_of_anybody_but_the_box(tablet, box):
    asked = []
    tablet.on("request", lambda request: asked.append(request.url))
    tablet.sign_in().open_card("One of everything")

    assert [url for url in asked if not url.startswith((box.url, "blob:", "data:"))] == []


@pytest.mark.browser
def test_no_script_or_style_is_refused_by_the_policy(tablet):
    said = []
    tablet.on("console", lambda message: said.append(message.text))
    tablet.sign_in().open_card("Looking, doing, talking").next(6)

    assert [text for text in said if "Content Security Policy" in text] == []
