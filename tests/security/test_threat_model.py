"""Every control that the threat model claims has a test, and the test exists."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODEL = (ROOT / "server" / "SECURITY.md").read_text("utf-8")
NAMED = re.compile(r"([a-z_]+/test_[a-z_]+\.py)::(test_\w+)")


@cache
def names_in(file):
    tree = ast.parse((ROOT / "tests" / file).read_text("utf-8"))
    return {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}


def rows():
    return [line.split(" | ") for line in MODEL.splitlines() if line.startswith("| ") and not line.startswith("| who,")]


def test_every_test_that_is_named_exists():
    named = NAMED.findall(MODEL)

    assert len(named) > 60
    assert [f"{file}::{name}" for file, name in named if name not in names_in(file)] == []


def test_every_threat_has_a_control_and_a_test():
    assert len(rows()) > 25
    for threat, control, shown in rows():
        assert len(control) > 20, threat
        assert NAMED.search(shown), threat


def test_what_is_not_covered_is_said():
    assert MODEL.split("## What is not covered")[1].count("\n- ") >= 8
