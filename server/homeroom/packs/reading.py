"""How answers typed by children are read: numbers in the world's digits and signs, words in any case."""

import re
from dataclasses import dataclass
from fractions import Fraction

ZEROS = (
    0x660,
    0x6F0,
    0x966,
    0x9E6,
    0xA66,
    0xAE6,
    0xBE6,
    0xC66,
    0xCE6,
    0xD66,
    0xE50,
    0xED0,
    0xF20,
    0x1040,
    0xFF10,
)
VULGAR = dict(
    pair.split("=")
    for pair in (
        "½=1/2", "⅓=1/3", "⅔=2/3", "¼=1/4", "¾=3/4", "⅕=1/5", "⅖=2/5", "⅗=3/5", "⅘=4/5",
        "⅙=1/6", "⅚=5/6", "⅐=1/7", "⅛=1/8", "⅜=3/8", "⅝=5/8", "⅞=7/8", "⅑=1/9", "⅒=1/10",
    )
)  # fmt: skip
SIGNS = str.maketrans(
    {"−": "-", "–": "-", "—": "-", "⁄": "/", "∕": "/", "÷": "/", "٫": ".", "٬": "", "٪": "%", "％": "%"}
)
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\u061c\ufeff]")
SPACES = re.compile(r"\s+")
LONGEST = 60

MIXED = re.compile(r"(-?)(?:(\d+) )?(\d+) ?/ ?(\d+)")
WHOLE_OR_DECIMAL = re.compile(r"-?(?:\d+(?:[.,]\d+)?|[.,]\d+)")
GROUPED = re.compile(r"-?\d{1,3}(?:([ ,.'’])\d{3})(?:\1\d{3})*(?:(?!\1)[.,]\d+)?")


@dataclass(frozen=True)
class Reading:
    """One way to read a typed number; `bottom` is the denominator as it was typed, 0 if there was none."""

    value: Fraction
    top: int = 0
    bottom: int = 0
    decimal: bool = False


def tidy(text: str) -> str:
    """The same characters whatever keyboard they come from: western digits, plain signs, single spaces."""
    text = INVISIBLE.sub("", text).translate(_DIGITS).translate(SIGNS)
    for sign, plain in VULGAR.items():
        text = text.replace(sign, f" {plain}")
    return SPACES.sub(" ", text).strip()


def readings(text: str) -> list[Reading]:
    """Every number the text may mean: "1,000" is one thousand here and one there. Empty if it is none."""
    text = tidy(text)
    if len(text) > LONGEST:
        return []
    text = re.sub(r"^([+-]) ", r"\1", text).removeprefix("+")
    if match := MIXED.fullmatch(text):
        return _fraction(match)
    found = []
    if WHOLE_OR_DECIMAL.fullmatch(text):
        plain = text.replace(",", ".")
        found.append(Reading(Fraction(plain), decimal="." in plain))
    if (match := GROUPED.fullmatch(text)) and (number := _ungrouped(text, match[1])):
        found.append(Reading(Fraction(number), decimal="." in number))
    return found


def _fraction(match: re.Match[str]) -> list[Reading]:
    sign, whole, top, bottom = match.groups()
    if int(bottom) == 0:
        return []
    value = int(whole or 0) + Fraction(int(top), int(bottom))
    return [Reading(-value if sign else value, int(top), int(bottom))]


def _ungrouped(text: str, mark: str) -> str:
    """Thousands without their marks, or "" where the mark is rather the decimal point: "1.000"."""
    if mark == "." and text.count(".") == 1 and "," not in text:
        return ""
    head, point, tail = text, "", ""
    for sign in {".", ","} - {mark}:
        if sign in text:
            head, point, tail = text.partition(sign)
    return head.replace(mark, "") + point.replace(",", ".") + tail


def number(text: str) -> Fraction:
    """The value an author wrote; raises ValueError with a sentence."""
    found = readings(text)
    if not found:
        raise ValueError(f"“{text}” is not a number. Write 12, -3, 0.75, 3/4 or 1 1/2.")
    return found[0].value


_DIGITS = {zero + n: str(n) for zero in ZEROS for n in range(10)}
