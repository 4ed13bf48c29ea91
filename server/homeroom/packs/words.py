"""How words typed by children are compared: case, accents and a slip of the finger, as the author allows."""

import re
import unicodedata

from .reading import tidy

ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]")
QUOTES = dict.fromkeys("’‘`´ʼʻ′", "'") | dict.fromkeys("“”„«»", '"')
# The same letter from a Persian or Urdu keyboard; the stroke that only stretches an Arabic word.
ALIKE = str.maketrans(QUOTES | {"ی": "ي", "ک": "ك", "ـ": ""})
LONGEST = 300


def plain(text: str, *, case: bool = False, accents: bool = False) -> str:
    """The text as it is compared: outer marks and double spaces gone, case and accents only if they count."""
    text = unicodedata.normalize("NFC", tidy(text[:LONGEST]).translate(ALIKE))
    text = text.strip(" .!?,;:\"'؟،؛。")
    if not case:
        text = text.lower()
    if not accents:
        text = ACCENTS.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", text)


def matches(pattern: str, text: str) -> bool:
    """Does a text fit a pattern in which * stands for anything?"""
    parts = [re.escape(part) for part in pattern.split("*")]
    return re.fullmatch(".*".join(parts), text) is not None


def slips(one: str, other: str, most: int) -> int:
    """Letters added, left out, changed or swapped with a neighbor; stops counting above `most`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        line = [i]
        for j, mate in enumerate(other, 1):
            least = min(row[j] + 1, line[j - 1] + 1, row[j - 1] + (letter != mate))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == mate:
                least = min(least, before[j - 2] + 1)
            line.append(least)
        if min(line) > most:
            return most + 1
        before, row = row, line
    return row[-1]
