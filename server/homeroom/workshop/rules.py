"""The text of a card, as far as the workshop looks into it: head lines, names, first texts, how hard it reads."""

import json
import re
import unicodedata

LINE = re.compile(r"^([a-z_]+):[ \t]*(.*)$")
SENTENCE = re.compile(r"[.!?؟。]+")
WORD = re.compile(r"[^\W\d_]+")
FENCE = re.compile(r"^```.*?^```", re.M | re.S)
LONG_SENTENCE = 16  # words
LONG_WORD = 10  # letters
ADDRESS = re.compile(r"(?:https?://|\bwww\.)[^\s)>\]]+", re.IGNORECASE)
DESK, SHELF, BIN = "desk", "shelf", "bin"
PLACES = (DESK, SHELF, BIN)


def slug(title: str) -> str:
    """A title as the beginning of an id: small Latin letters, digits and hyphens; "card" when nothing is left."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:40].strip("-") or "card"


def head(text: str) -> dict[str, str]:
    """The lines of the front matter as they stand, by key."""
    lines = text.split("\n")
    if lines[0].strip() != "---":
        return {}
    found: dict[str, str] = {}
    for line in lines[1:]:
        if line.strip() == "---":
            return found
        if match := LINE.match(line):
            found[match[1]] = match[2].strip()
    return {}


def title_of(text: str) -> str:
    """The card's title, or "" when it has none."""
    found = head(text).get("title", "")
    if found.startswith('"'):
        try:
            return str(json.loads(found))
        except ValueError:
            return found.strip('"')
    return found


def with_head(text: str, **values: str) -> str:
    """The text with these front matter lines changed, added before the closing line, or (when "") taken out."""
    lines = text.split("\n")
    end = next((n for n, line in enumerate(lines[1:], 1) if line.strip() == "---"), 0)
    kept = [line for line in lines[1:end] if not (match := LINE.match(line)) or match[1] not in values]
    place = {match[1]: n for n, line in enumerate(lines[1:end]) if (match := LINE.match(line))}
    for key, value in sorted(values.items(), key=lambda pair: place.get(pair[0], len(lines))):
        if value:
            kept.insert(min(place.get(key, len(kept)), len(kept)), f"{key}: {value}")
    return "\n".join(["---", *kept, *lines[end:]])


def first_text(card: str, title: str, skill: str, level: str = "core") -> str:
    """What a new card begins with: everything that a card must have, and one question to change."""
    return f"""---
id: {card}
title: {json.dumps(title, ensure_ascii=False)}
kind: exercise
level: {level}
skills: [{skill}]
minutes: 8
---
```question choice
What do you ask?
- [x] The right answer // Say why it is right.
- [ ] A wrong answer // Say what to think about.
hint: A first hint.
solution: How it is done.
```
"""


def addresses(text: str) -> list[str]:
    """Addresses of the internet in what a child reads: most schools can't open them."""
    return ADDRESS.findall(text.split("\n---\n", 1)[-1])


def hard_to_read(text: str) -> list[str]:
    """The sentences outside the question blocks' keys that are long for children of a primary school."""
    body = FENCE.sub("", text.split("\n---\n", 1)[-1])
    found = []
    for sentence in SENTENCE.split(body):
        words = WORD.findall(sentence)
        if len(words) > LONG_SENTENCE or sum(len(word) >= LONG_WORD for word in words) > 2:
            found.append(" ".join(sentence.split()))
    return found
