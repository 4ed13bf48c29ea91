"""The kiosk's files: small, complete, and without anything the content policy forbids."""

import gzip
import re
from urllib.parse import urljoin

from tests.kiosk.fake_box import KIOSK, STATIC

SHARED = ["outbox.js", "outbox/disk.js", "outbox/rhythm.js", "outbox/wire.js", "i18n.js"]
MOST = 30_000  # bytes of JavaScript, compressed


MOST_OF_THE_CORNER = 14_000  # fetched after the start


def modules():
    return {f"/kiosk/{path.name}": path for path in KIOSK.glob("*.js")} | {
        f"/static/{name}": STATIC / name for name in SHARED
    }


def corner():
    return {f"/kiosk/corner/{path.name}": path for path in (KIOSK / "corner").iterdir()}


def test_the_scripts_stay_within_their_budget():
    assert sum(len(gzip.compress(path.read_bytes())) for path in modules().values()) <= MOST


def test_the_corner_for_grown_ups_is_small_and_comes_after_the_start():
    assert sum(len(gzip.compress(path.read_bytes())) for path in corner().values()) <= MOST_OF_THE_CORNER
    assert "/kiosk/corner/" not in (KIOSK / "index.html").read_text()


def test_all_of_the_corner_is_fetched_before_it_is_used():
    named = re.search(r"PARTS = \[(.*?)\]", (KIOSK / "staff.js").read_text())[1]

    assert sorted(re.findall(r'"([^"]+)"', named)) == sorted(name.rsplit("/", 1)[1] for name in corner())


def test_the_page_names_every_module_so_that_none_is_waited_for():
    page = (KIOSK / "index.html").read_text()
    named = re.findall(r'(?:src|rel="modulepreload" href)="(/[^"]+\.js)"', page)

    assert sorted(named) == sorted(modules())


def test_every_import_leads_to_a_file_of_the_list():
    known = modules() | corner()
    for name, path in known.items():
        for target in re.findall(r'(?:from |import\()"([^"]+\.js)"', path.read_text()):
            assert urljoin(name, target) in {*known, "/static/offline.js"}, (name, target)


def test_no_script_or_style_stands_in_the_page_itself():
    page = (KIOSK / "index.html").read_text()

    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=", page)


def test_every_file_of_the_folder_is_in_the_readme():
    readme = (KIOSK / "README.md").read_text()

    assert [path.name for path in KIOSK.rglob("*") if f"`{path.name}`" not in readme and path.name != "README.md"] == []
