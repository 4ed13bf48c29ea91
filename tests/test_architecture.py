"""The house stays in order: small modules, known file names, every feature in the table of contents."""

import ast
import re
from pathlib import Path

import pytest

from homeroom import features, migrations

PACKAGE = Path(__file__).parent.parent / "server" / "homeroom"
KERNEL = {"commands", "locale", "migrations", "static", "templates", "updater"}
LONGEST_MODULE = 300
LONGEST_FUNCTION = 40
MODULES = sorted(PACKAGE.rglob("*.py"))
BANNED = {"utils.py", "helpers.py", "common.py", "misc.py", "manager.py", "service.py", "base.py"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_is_small_and_says_what_it_is_for(path):
    text = path.read_text("utf-8")
    tree = ast.parse(text)

    assert path.name not in BANNED
    assert ast.get_docstring(tree), "no docstring"
    assert text.count("\n") <= LONGEST_MODULE
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and path.parent.name != "migrations":  # those are lists of tables
            assert (node.end_lineno or 0) - node.lineno + 1 <= LONGEST_FUNCTION, node.name


def test_every_feature_is_in_the_table_of_contents():
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")} - KERNEL

    assert folders == set(features.BOX) | set(features.HUB)


def test_migrations_are_numbered_without_a_gap_and_no_number_is_there_twice():
    files = sorted(path.name for path in (PACKAGE / "migrations").glob("[0-9]*.py"))

    assert [int(name[:4]) for name in files] == list(range(1, len(files) + 1))
    assert list(migrations.chain()) == list(range(1, len(files) + 1))


def test_only_actions_and_acts_write_to_the_journal():
    writers = {
        str(path.relative_to(PACKAGE)) for path in MODULES if re.search(r"\bjournal\.write\(", path.read_text("utf-8"))
    }

    assert {Path(name).name for name in writers} <= {"actions.py", "acts.py", "choices.py"}


def test_no_page_asks_another_host():
    found = []
    for path in [*PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.css"), *(PACKAGE / "static").rglob("*.js")]:
        text = re.sub(
            r"https?://www\.w3\.org/[\w/.]*|https://hub\.example\.org|http://127\.0\.0\.1", "", path.read_text()
        )
        loads = r"""(?:src|href|action)=["']https?://|url\(["']?https?://|import .*["']https?://|fetch\(["']https?://"""
        if re.search(loads, text):
            found.append(str(path))

    assert found == []
