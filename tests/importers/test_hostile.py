"""Files made to do harm: refused with a sentence that says why, and nothing is left of them."""

import json
import os
import sqlite3
import struct
import zipfile

import pytest
from tests.importers import made

from homeroom.errors import Refused
from homeroom.packs.importers import archive, child, formats, htmltree, sqlitefile, xmltree
from homeroom.packs.importers.child import Limits
from homeroom.packs.importers.trouble import Unreadable

LOL = '<!DOCTYPE quiz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><quiz>&b;</quiz>'
XXE = '<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;</quiz>'
OUTSIDE = '<!DOCTYPE quiz SYSTEM "http://127.0.0.1:1/evil.dtd"><quiz/>'


def link(path):
    with zipfile.ZipFile(path, "w") as out:
        info = zipfile.ZipInfo("imsmanifest.xml")
        info.external_attr = 0o120777 << 16
        out.writestr(info, "/etc/passwd")
    return path


def bomb(path):
    return made.zipped(path, {"imsmanifest.xml": b" " * 40_000_000})


def twice(path):
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("A.txt", "1")
        out.writestr("a.txt", "2")
    return path


def overlapping(path):
    """Two entries of the directory share one member."""
    made.zipped(path, {"a.txt": "1" * 50, "b.txt": "2" * 50}, stored=("a.txt", "b.txt"))
    data = bytearray(path.read_bytes())
    second = data.rindex(b"PK\x01\x02")
    data[second + 42 : second + 46] = struct.pack("<I", 0)
    path.write_bytes(data)
    return path


def locked(path):
    made.zipped(path, {"a.txt": "1"})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    return path


def lying(path):
    """A member that says it is smaller than it is."""
    made.zipped(path, {"h5p.json": b"{" + b" " * 5000 + b"}"})
    data = bytearray(path.read_bytes())
    place = data.index(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", 10)
    path.write_bytes(data)
    return path


ATTACKS = {
    "up": (lambda path: made.zipped(path, {"../evil.txt": "x"}), "reaches outside"),
    "absolute": (lambda path: made.zipped(path, {"/etc/evil": "x"}), "reaches outside"),
    "backslash": (lambda path: made.zipped(path, {"..\\evil": "x"}), "reaches outside"),
    "drive": (lambda path: made.zipped(path, {"c:/evil": "x"}), "reaches outside"),
    "device": (lambda path: made.zipped(path, {"a/NUL.txt": "x"}), "reaches outside"),
    "deep": (lambda path: made.zipped(path, {"a/" * 20 + "x": "x"}), "reaches outside"),
    "link": (link, "not an ordinary file"),
    "bomb": (bomb, "far more than it should"),
    "twice": (twice, "twice"),
    "overlapping": (overlapping, "share the same bytes"),
    "locked": (locked, "encrypted"),
    "lying": (lying, "damaged"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_archive_made_to_do_harm_is_refused(attack, take, tmp_path):
    build, reason = ATTACKS[attack]
    path = build(tmp_path / "evil.zip")

    with pytest.raises(Unreadable, match=reason):
        take(path)


def test_the_number_of_files_is_limited(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_FILES", 5)
    path = made.zipped(tmp_path / "many.zip", {f"{number}.txt": "" for number in range(6)})

    with pytest.raises(Unreadable, match="more than 5 files"):
        formats.detect(path)


@pytest.mark.parametrize("text", [LOL, XXE])
def test_xml_that_defines_entities_is_refused(text, take):
    with pytest.raises(Unreadable, match="used for attacks"):
        take("quiz.xml", text)


def test_a_document_type_elsewhere_is_not_fetched():
    assert xmltree.parse(OUTSIDE.encode(), "x").tag == "quiz"


def test_nesting_without_end_is_refused():
    with pytest.raises(Unreadable, match="nested too deeply"):
        xmltree.parse(b"<a>" * 5000, "x")
    with pytest.raises(Unreadable, match="nested too deeply"):
        archive.json_of(b"[" * 5000 + b"]" * 5000, "x")
    assert len(list(htmltree.parse("<b>" * 5000 + "x").iter())) <= 5001


def test_json_is_read_although_its_texts_hold_brackets():
    assert archive.json_of(json.dumps({"a": "[" * 500 + '\\"{'}).encode(), "x") == {"a": "[" * 500 + '\\"{'}


def test_a_database_that_never_ends_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(sqlitefile, "STEPS", 1_000_000)
    path = tmp_path / "x.sqlite3"
    with sqlite3.connect(path) as book:
        loop = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) AS id FROM n"
        book.execute(f"CREATE VIEW notes AS {loop}")
    book.close()

    with sqlitefile.opened(path) as reader, pytest.raises(Unreadable):
        reader.rows("SELECT id FROM notes")


def test_a_name_can_not_lead_out_of_a_package():
    assert archive.inside("a/b.html", "../c.png") == "c.png"
    for name in (
        "../../x",
        "/etc/passwd",
        "http://x/y.png",
        "a/../../..",
        "data:image/png;base64,x",
        "%2e%2e/%2e%2e/x",
    ):
        assert archive.inside("a/b.html", name) == ""


class TestTheChild:
    """The process of its own: it may not take more than it is given, and leaves nothing behind."""

    def refuse(self, path, folder, **limits):
        with pytest.raises(Refused) as refused:
            child.run(path, folder / "draft", limits=Limits(**limits))
        assert list(folder.glob("*")) + list(folder.glob(".*")) == []
        return refused.value.message

    def quiz(self, tmp_path, questions):
        path = tmp_path / "quiz.gift"
        path.write_text("".join(f"::{n}::Is {n} even?{{T}}\n\n" for n in range(questions)))
        return path

    def test_makes_the_same_draft(self, tmp_path):
        folder = tmp_path / "drafts"
        report = child.run(self.quiz(tmp_path, 7), folder / "draft")

        assert report.came == 7
        assert sorted(path.name for path in folder.iterdir()) == ["draft"]

    def test_is_stopped_when_it_takes_too_long(self, tmp_path):
        assert "too long" in self.refuse(self.quiz(tmp_path, 4000), tmp_path / "drafts", patience=1)

    def test_is_stopped_when_it_computes_too_long(self, tmp_path):
        assert "too long" in self.refuse(self.quiz(tmp_path, 4000), tmp_path / "drafts", seconds=1)

    def test_may_not_take_all_memory(self, tmp_path):
        path = tmp_path / "big.xml"
        path.write_bytes(b"<quiz>" + b'<question a="1" b="2" c="3"/>' * 390_000 + b"</quiz>")

        assert "memory" in self.refuse(path, tmp_path / "drafts", memory=130 << 20)

    def test_says_why_a_file_is_refused(self, tmp_path):
        path = bomb(tmp_path / "bomb.zip")

        assert "unpacks to far more" in self.refuse(path, tmp_path / "drafts")

    def test_a_parser_that_breaks_is_a_sentence_and_not_a_page_of_errors(self, tmp_path, monkeypatch):
        path = tmp_path / "x.gift"
        path.write_text("A{T}")
        monkeypatch.setattr(os, "environ", {**os.environ, "PYTHONPATH": str(self.broken(tmp_path))})

        assert "not built the way" in self.refuse(path, tmp_path / "drafts")

    def broken(self, tmp_path):
        """A place where Python finds something that breaks the reader of GIFT."""
        (tmp_path / "lib").mkdir()
        rows = [
            "import homeroom.packs.importers.gift as gift",
            "def parse(text):",
            "    return 1 / 0",
            "gift.parse = parse",
        ]
        (tmp_path / "lib/sitecustomize.py").write_text("\n".join(rows))
        return tmp_path / "lib"
