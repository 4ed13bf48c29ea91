"""What we depend on is locked by hash, and the list of it says all of it."""

import importlib.util
import re
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.fixture(scope="module")
def sbom():
    spec = importlib.util.spec_from_file_location("sbom", ROOT / "provisioning" / "sbom.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules.setdefault("sbom", module)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_locked_package_has_one_version_and_hashes(path):
    blocks = re.split(r"\n(?=\S)", path.read_text("utf-8"))
    packages = [block for block in blocks if not block.startswith("#")]

    assert packages
    for block in packages:
        assert re.match(r"[A-Za-z0-9._\[\]-]+==\S+", block), block[:80]
        assert "--hash=sha256:" in block, block[:80]


def test_the_list_names_every_locked_package_with_its_licence(sbom):
    parts = sbom.document()["components"]
    named = {one["name"]: one for one in parts}
    locked = re.findall(r"^([A-Za-z0-9._-]+)==", (ROOT / "requirements" / "box.txt").read_text("utf-8"), re.MULTILINE)
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]

    assert set(locked) <= set(named)
    assert {re.split(r"[<>=]", one)[0] for one in wanted} <= set(named)
    assert all(one["licenses"][0]["license"]["name"] for one in parts)
    assert any(one["name"].startswith("Andika") for one in parts)
    assert sbom.text() == sbom.text()


@pytest.mark.parametrize("said", ["AGPL-3.0-only", "GPL-3.0-or-later", ""])
def test_a_licence_we_can_not_use_stops_the_list(sbom, monkeypatch, said):
    from email.message import Message

    told = Message()
    told["Version"], told["License-Expression"] = "1.0", said
    monkeypatch.setattr(sbom.metadata, "metadata", lambda _name: told)

    with pytest.raises(ValueError, match="can't be used"):
        sbom.licence("something", "1.0")
