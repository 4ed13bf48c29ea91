"""Drawings are small, valid, and can be told apart without colors."""

import re
from pathlib import Path
from xml.dom import minidom

import pytest

STATIC = Path(__file__).parents[2] / "server/homeroom/static"
ART = STATIC / "art"
PICTURES = ["fox", "sun", "boat", "tree", "fish", "star", "house", "apple", "bird", "key", "drum", "moon"]
SIGNS = ["fox", "turtle", "owl", "whale", "bee", "lion", "frog", "deer"]
ICONS = [
    "check",
    "x",
    "undo",
    "help",
    "hand",
    "send",
    "camera",
    "mic",
    "draw",
    "text",
    "home",
    "school",
    "door",
    "clock",
    "late",
    "away",
    "excused",
    "print",
    "download",
    "upload",
    "search",
    "plus",
    "minus",
    "edit",
    "trash",
    "arrow-start",
    "arrow-end",
    "star",
    "heart",
    "book",
    "pair",
    "group",
    "person",
    "teacher",
    "tablet",
    "kiosk",
    "sync",
    "cloud",
    "cloud-off",
    "warning",
    "info",
    "play",
    "pause",
    "sound",
    "bulb",
    "flag",
    "repeat",
    "swap",
    "calendar",
    "list",
    "grid",
    "lock",
    "key",
    "qr",
    "sign-out",
    "language",
    "plant",
    "drop",
    "pencil",
    "math",
    "reading",
    "science",
    "art",
    "body",
    "world",
]
drawings = pytest.mark.parametrize("path", sorted(ART.glob("*.svg")), ids=lambda path: path.stem)


@drawings
def test_a_drawing_is_valid_and_brings_no_script_and_nothing_from_elsewhere(path):
    text = path.read_text("utf-8")
    root = minidom.parseString(text).documentElement
    assert root.tagName == "svg"
    assert "<script" not in text
    assert not re.search(r"(?:href|src)=|url\(|style=", text)


@pytest.mark.parametrize(
    "name", [f"picture-{p}" for p in PICTURES] + [f"sign-{s}" for s in SIGNS] + ["logo", "favicon"]
)
def test_pictures_and_signs_are_at_most_three_kilobytes_and_have_a_name(name):
    path = ART / f"{name}.svg"
    assert path.stat().st_size <= 3000
    assert minidom.parse(str(path)).documentElement.getAttribute("aria-label")


@pytest.mark.parametrize(("kind", "names"), [("picture", PICTURES), ("sign", SIGNS)])
def test_pictures_differ_by_shape_and_not_only_by_color(kind, names):
    shapes = {re.sub(r"#[0-9a-f]{3,6}", "", (ART / f"{kind}-{name}.svg").read_text("utf-8")) for name in names}
    assert len({re.sub(r'aria-label="[^"]*"', "", shape) for shape in shapes}) == len(names)


def test_the_sprite_has_every_icon_once():
    ids = re.findall(r'<symbol id="([^"]+)"', (ART / "icons.svg").read_text("utf-8"))
    assert len(ids) == len(set(ids))
    assert set(ICONS) <= set(ids)


def test_templates_and_scripts_ask_only_for_icons_and_drawings_that_exist():
    ids = set(re.findall(r'<symbol id="([^"]+)"', (ART / "icons.svg").read_text("utf-8")))
    package = STATIC.parent
    missing = []
    for path in package.rglob("*.html"):
        text = path.read_text("utf-8")
        missing += [(path.name, name) for name in re.findall(r'\bicon\("([^"]+)"', text) if name not in ids]
        names = re.findall(r"""asset\(['"](art/[\w-]+\.\w+)['"]\)""", text)
        missing += [(path.name, name) for name in names if not (STATIC / name).exists()]
    for path in [*package.rglob("static/**/*.js"), *(package.parents[1] / "kiosk").glob("*.js")]:
        names = re.findall(r"icons\.svg#([\w-]+)", path.read_text("utf-8"))
        missing += [(path.name, name) for name in names if name not in ids]
    assert missing == []


def test_the_home_screen_icon_is_a_small_square_without_holes():
    from PIL import Image

    with Image.open(ART / "apple-touch-icon.png") as icon:
        assert icon.size == (180, 180)
        assert icon.convert("RGBA").getextrema()[3] == (255, 255)
    assert (ART / "apple-touch-icon.png").stat().st_size < 8000


def test_letters_are_small_and_come_with_their_licence():
    fonts = sorted((STATIC / "fonts").glob("*.woff2"))
    assert len(fonts) == 6
    for path in fonts:
        limit = 40_000 if "arabic" in path.name else 30_000
        assert path.read_bytes()[:4] == b"wOF2"
        assert path.stat().st_size <= limit
        assert f"fonts/{path.name}" in (STATIC / "tokens.css").read_text("utf-8")
    for licence in ("andika-OFL.txt", "vazirmatn-OFL.txt"):
        assert "SIL OPEN FONT LICENSE" in (STATIC / "fonts" / licence).read_text("utf-8").upper()


def test_what_is_vendored_has_its_licence_beside_it_and_is_named_in_the_notices():
    notices = (STATIC.parents[2] / "THIRD-PARTY-NOTICES.md").read_text("utf-8")
    for name in ("htm", "Preact", "Andika", "Vazirmatn"):
        assert name in notices
    for licence in ("htm-LICENSE.txt", "preact-LICENSE.txt"):
        assert (STATIC / "vendor" / licence).stat().st_size > 500
