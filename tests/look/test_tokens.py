"""The colors can be read by everybody, on paper, in the dark and in print."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "server/homeroom/static/tokens.css").read_text("utf-8")
SUBJECTS = ("math", "reading", "science", "art", "body", "world")
STRONG = ("accent", "good", "warn", "stop", *SUBJECTS)


def declared(block):
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\b", block))


def colors(mode):
    light = declared(CSS[CSS.index(":root {") : CSS.index("[dir=")])
    if mode == "light":
        return light
    query = {"dark": "@media (prefers-color-scheme: dark)", "print": "@media print"}[mode]
    block = CSS[CSS.index(query) :]
    return light | declared(block[: block.index("\n}\n")])


def brightness(color):
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    darker, lighter = sorted((brightness(one), brightness(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark", "print"])
def test_text_stands_out_at_least_seven_to_one(mode):
    color = colors(mode)
    pairs = [(ink, ground) for ink in ("ink", "ink-soft", *STRONG) for ground in ("paper", "surface")]
    pairs += [(ink, f"{name}-soft") for name in STRONG for ink in (name, "ink", "ink-soft")]
    pairs += [("paper", name) for name in STRONG] + [("paper", "ink")]
    pairs += [("accent-ink", "accent"), ("accent-ink", "accent-strong"), ("ink", "sunk"), ("ink-soft", "sunk")]

    weak = {pair: round(contrast(color[pair[0]], color[pair[1]]), 2) for pair in pairs}
    weak = {pair: ratio for pair, ratio in weak.items() if ratio < 7}

    assert weak == {}


@pytest.mark.parametrize("mode", ["light", "dark", "print"])
def test_borders_and_the_focus_ring_stand_out_at_least_three_to_one(mode):
    color = colors(mode)
    for ground in ("paper", "surface"):
        assert contrast(color["edge"], color[ground]) >= 3
        ring = max(contrast(color[part], color[ground]) for part in ("focus", "focus-edge"))
        assert ring >= 3
    assert contrast(color["focus"], color["focus-edge"]) >= 3


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_subject_has_a_color_of_its_own(mode):
    color = colors(mode)
    assert len({color[name] for name in SUBJECTS}) == len(SUBJECTS)
    assert len({color[f"{name}-soft"] for name in SUBJECTS}) == len(SUBJECTS)


def test_dark_and_print_change_only_tokens_that_exist():
    light = colors("light")
    for mode in ("dark", "print"):
        assert set(colors(mode)) == set(light)


def test_style_sheets_know_no_left_and_right_where_a_language_would_turn_them():
    for path in (Path(__file__).parents[2] / "server/homeroom/static").glob("*.css"):
        text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S)
        found = re.findall(r"(?:margin|padding|border)-(?:left|right)\b|(?:text-align|float):\s*(?:left|right)\b", text)
        assert found == [], path.name


def test_style_sheets_use_nothing_newer_than_the_oldest_browser():
    too_new = (
        r":has\(|@layer|@container|\d(?:dvh|svh|lvh)\b|color-mix|"
        r"inset-(?:inline|block)|(?:margin|padding)-(?:inline|block):"
    )
    for path in (Path(__file__).parents[2] / "server/homeroom/static").glob("*.css"):
        assert not re.findall(too_new, path.read_text("utf-8")), path.name
