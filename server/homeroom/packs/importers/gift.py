"""Moodle's GIFT: text into questions, in the shape that the reference grammar of the format gives them."""

import re
from typing import Any

Item = dict[str, Any]
ESCAPE = re.compile(r"\\([\\~=#{}:]|n)")
TITLE = re.compile(r"::((?:\\.|[^\\])*?)::(?!:)", re.DOTALL)
MARK = re.compile(r"^\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
CATEGORY = re.compile(r"\s*\$CATEGORY:\s*(.+?)\s*$")
TRUTH = re.compile(r"(t|true|f|false)\s*(#.*)?$", re.IGNORECASE | re.DOTALL)
WEIGHT = re.compile(r"%(-?\d+(?:\.\d+)?)%")
NUMBER = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?")
IDENTITY = re.compile(r"\[(id|tag):([^\]]+)\]")
MOST = 5000


def parse(text: str) -> list[Item]:
    """Every question of a GIFT text; what is not one counts as a description."""
    found: list[Item] = []
    for block, names, tags in _blocks(text):
        if category := CATEGORY.fullmatch(block):
            found.append({"type": "Category", "title": category[1]})
        else:
            found.append({"id": names, "tags": tags, **_question(block)})
    return found[:MOST]


def _blocks(text: str) -> list[tuple[str, str | None, list[str] | None]]:
    """Questions are parted by empty lines; comments may name the next one."""
    blocks: list[tuple[str, str | None, list[str] | None]] = []
    rows: list[str] = []
    marks: list[tuple[str, str]] = []
    inside = False

    def close() -> None:
        nonlocal inside
        if rows:
            name = next((value for key, value in marks if key == "id"), None)
            tags = [value for key, value in marks if key == "tag"]
            blocks.append(("\n".join(rows), name, tags or None))
            rows.clear()
            marks.clear()
        inside = False

    for row in text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").split("\n"):
        if row.lstrip().startswith("//"):
            marks += IDENTITY.findall(row)
        elif CATEGORY.fullmatch(row):
            close()
            rows.append(row)
            close()
        elif row.strip() or inside:
            rows.append(row)
            inside = _opens(row, inside)
        else:
            close()
    close()
    return blocks


def _opens(row: str, inside: bool) -> bool:
    """Is an answer still open at the end of the line?"""
    for sign in re.findall(r"\\.|[{}]", row):
        inside = True if sign == "{" else False if sign == "}" else inside
    return inside


def _question(block: str) -> Item:
    rest, title = block.strip(), None
    if rest.startswith("::") and (match := TITLE.match(rest)):
        title, rest = unescaped(" ".join(match[1].split())), rest[match.end() :].strip()
    mark, rest = _marked(rest, "moodle")
    before, body, after = _answer(rest)
    stem = f"{before.rstrip()} _____ {after.strip()}" if body is not None and after.strip() else before
    head: Item = {"title": title, "stem": _text(stem, mark), "hasEmbeddedAnswers": bool(after.strip())}
    if body is None:
        return {"type": "Description", **head}
    body, general = _general(body, mark)
    return {**head, "globalFeedback": general, **_kind(body.strip(), mark)}


def _answer(text: str) -> tuple[str, str | None, str]:
    """What stands before, in and after the braces."""
    start = _find(text, "{")
    end = _find(text, "}", start + 1) if start >= 0 else -1
    if start < 0 or end < 0:
        return text, None, ""
    return text[:start], text[start + 1 : end], text[end + 1 :]


def _find(text: str, sign: str, start: int = 0) -> int:
    """Where a sign stands that is not escaped; -1 if nowhere."""
    for match in re.finditer(r"\\.|" + re.escape(sign), text[start:], re.DOTALL):
        if match[0] == sign:
            return start + match.start()
    return -1


def _general(body: str, mark: str) -> tuple[str, Item | None]:
    at = _find(body, "####")
    return (body[:at], _marked_text(body[at + 4 :], mark)) if at >= 0 else (body, None)


def _kind(body: str, mark: str) -> Item:
    if not body:
        return {"type": "Essay"}
    if truth := TRUTH.fullmatch(body):
        first, second = [*_feedbacks(truth[2] or "", mark), None, None][:2]
        right = truth[1].lower().startswith("t")
        return {"type": "TF", "isTrue": right, "trueFeedback": first, "falseFeedback": second}
    if body.startswith("#"):
        return {"type": "Numerical", "choices": _numerical(body[1:].strip(), mark)}
    options = _options(body)
    if options and all(sign == "=" for sign, _ in options):
        pairs = [_pair(text, mark) for _, text in options]
        if all(pairs):
            return {"type": "Matching", "matchPairs": pairs}
        return {"type": "Short", "choices": [_choice(sign, text, mark) for sign, text in options]}
    return {"type": "MC", "choices": [_choice(sign, text, mark) for sign, text in options]}


def _options(body: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    end = len(body)
    marks = [match for match in re.finditer(r"\\.|[=~]", body, re.DOTALL) if len(match[0]) == 1]
    for match in reversed(marks):
        found.append((match[0], body[match.start() + 1 : end].strip()))
        end = match.start()
    return found[::-1]


def _choice(sign: str, text: str, mark: str) -> Item:
    weight, text = _weight(text)
    at = _find(text, "#")
    answer, feedback = (text[:at], text[at + 1 :]) if at >= 0 else (text, "")
    return {
        "isCorrect": sign == "=",
        "weight": weight,
        "text": _marked_text(answer, mark) or _text("", mark),
        "feedback": _marked_text(feedback, mark),
    }


def _weight(text: str) -> tuple[float | None, str]:
    match = WEIGHT.match(text)
    return (float(match[1]), text[match.end() :].strip()) if match else (None, text)


def _pair(text: str, mark: str) -> Item | None:
    at = _find(text, "->")
    if at < 0:
        return None
    left, right = text[:at].strip(), text[at + 2 :].strip()
    return {"subquestion": _marked_text(left, mark) or _text("", mark), "subanswer": unescaped(" ".join(right.split()))}


def _numerical(body: str, mark: str) -> Item | list[Item]:
    options = _options(body)
    if not options:
        at = _find(body, "#")
        return _value(body[:at] if at >= 0 else body)
    found = []
    for _sign, text in options:
        weight, text = _weight(text)
        at = _find(text, "#")
        value, feedback = (text[:at], text[at + 1 :]) if at >= 0 else (text, "")
        found.append(
            {"isCorrect": True, "weight": weight, "text": _value(value), "feedback": _marked_text(feedback, mark)}
        )
    return found


def _value(text: str) -> Item:
    text = text.strip()
    low, dots, high = text.partition("..")
    if dots:
        return {"type": "high-low", "numberHigh": _number(high), "numberLow": _number(low)}
    value, colon, spare = text.partition(":")
    return {
        "type": "range" if colon else "simple",
        "number": _number(value),
        **({"range": _number(spare)} if colon else {}),
    }


def _number(text: str) -> float | str:
    return float(text) if NUMBER.fullmatch(text.strip()) else text.strip()


def _feedbacks(text: str, mark: str) -> list[Item | None]:
    parts: list[str] = []
    rest = text
    while (at := _find(rest, "#")) >= 0:
        parts.append(rest[:at])
        rest = rest[at + 1 :]
    return [_marked_text(part, mark) for part in [*parts[1:], rest]] if text else []


def _marked(text: str, mark: str) -> tuple[str, str]:
    match = MARK.match(text)
    return (match[1].lower(), text[match.end() :].strip()) if match else (mark, text)


def _marked_text(text: str, mark: str) -> Item | None:
    mark, text = _marked(text.strip(), mark)
    return _text(text, mark) if text else None


def _text(text: str, mark: str) -> Item:
    text = text.strip() if mark in ("html", "markdown") else " ".join(text.split())
    return {"format": mark, "text": unescaped(text)}


def unescaped(text: str) -> str:
    r"""The text without its backslashes; \n is a new line."""
    return ESCAPE.sub(lambda match: "\n" if match[1] == "n" else match[1], text)
