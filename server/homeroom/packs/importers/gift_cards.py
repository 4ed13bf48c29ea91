"""GIFT questions as cards."""

from fractions import Fraction
from pathlib import Path
from typing import Any

from . import archive, gift, make, markdown_in, trouble
from .ask import Option, Question
from .draft import Draft, Part
from .flow import Flow
from .plainmark import line, plain
from .trouble import Unreadable

Item = dict[str, Any]


def take(path: Path, draft: Draft) -> None:
    """All questions of a GIFT file; its categories become the titles of cards."""
    title, parts = "", list[Part]()
    for item in gift.parse(archive.text_of(archive.read(path), path.name)):
        if item["type"] == "Category":
            draft.questions(title or path.stem, parts)
            title, parts = item["title"].rstrip("/").rpartition("/")[2], []
            continue
        text = _markdown(draft, "", item["stem"])
        what = item["title"] or line(text, 60) or path.stem
        with draft.part(what):
            parts.append(text if item["type"] == "Description" else question(draft, what, item, text))
    draft.questions(title or path.stem, parts)


def question(draft: Draft, what: str, item: Item, prompt: str) -> Question:
    """One question as a block."""
    prompt = make.prompt_or(draft, what, prompt, item["title"] or "?")
    made = KINDS[item["type"]](draft, what, item, prompt)
    if item["globalFeedback"]:
        made.solution = _markdown(draft, what, item["globalFeedback"])
    return made


def _markdown(draft: Draft, what: str, text: Item | None) -> str:
    """A text of GIFT, whatever its format, as Markdown."""
    if not text:
        return ""
    words, mark = text["text"], text["format"]
    if mark == "markdown":
        words, mark = markdown_in.html(words), "html"
    if mark == "plain" or (mark == "moodle" and "<" not in words and "\\(" not in words and "$$" not in words):
        return plain(words)
    flow = Flow()
    found = flow.html(words)
    draft.lost(what, flow.remarks)
    return found


def _truth(draft: Draft, what: str, item: Item, prompt: str) -> Question:
    """The first feedback is for the wrong answer, the second for the right one, whichever that is."""
    wrong, right = (_markdown(draft, what, item[key]) for key in ("trueFeedback", "falseFeedback"))
    return make.truth(prompt, item["isTrue"], draft.language, (right, wrong) if item["isTrue"] else (wrong, right))


def _choose(draft: Draft, what: str, item: Item, prompt: str) -> Question:
    choices = item["choices"]
    full = [one["isCorrect"] or one["weight"] == 100 for one in choices]
    parts = [one for one, right in zip(choices, full, strict=True) if not right and (one["weight"] or 0) > 0]
    several = not any(full) and bool(parts)
    if parts and not several:
        draft.simpler(what, trouble.PARTS, answers=", ".join(one["text"]["text"][:40] for one in parts))
    if several and len({one["weight"] for one in parts}) > 1:
        draft.simpler(what, trouble.NO_WEIGHTS)
    options = [
        Option(
            _markdown(draft, what, one["text"]),
            (one["weight"] or 0) > 0 if several else right,
            _markdown(draft, what, one["feedback"]),
        )
        for one, right in zip(choices, full, strict=True)
    ]
    return make.choose(prompt, options, several=several)


def _typed(draft: Draft, what: str, item: Item, prompt: str) -> Question:
    choices = item["choices"]
    right = [one for one in choices if one["weight"] in (None, 100)]
    nearly = [one for one in choices if one["weight"] is not None and 0 < one["weight"] < 100]
    if nearly:
        draft.simpler(what, trouble.ALMOST, answers=", ".join(one["text"]["text"][:40] for one in nearly))
    wrong = [(one["text"]["text"], _markdown(draft, what, one["feedback"])) for one in choices if one not in right]
    return make.typed(draft, what, prompt, [one["text"]["text"] for one in right], wrong)


def _number(draft: Draft, what: str, item: Item, prompt: str) -> Question:
    choices = item["choices"]
    if isinstance(choices, dict):
        return _value(draft, what, choices, prompt)
    right = [one for one in choices if one["weight"] in (None, 100)] or choices[:1]
    made = _value(draft, what, right[0]["text"], prompt)
    if len(right) > 1:
        draft.simpler(what, trouble.ONE_VALUE, answer=made.answers[0])
    for one in choices:
        value = make.decimal(str(one["text"].get("number", "")))
        if one["weight"] == 0 and value and value not in made.answers:
            made.wrong.append((value, _markdown(draft, what, one["feedback"])))
    if any(0 < (one["weight"] or 0) < 100 for one in choices):
        draft.simpler(what, trouble.ALMOST, answers="…")
    return made


def _value(draft: Draft, what: str, value: Item, prompt: str) -> Question:
    if value["type"] == "high-low":
        low, high = (make.decimal(str(value[key])) for key in ("numberLow", "numberHigh"))
        if low is None or high is None:
            raise Unreadable(trouble.NO_ANSWER)
        return make.between(draft, what, prompt, Fraction(low), Fraction(high))
    return make.number(prompt, str(value["number"]), str(value.get("range") or ""))


def _match(draft: Draft, what: str, item: Item, prompt: str) -> Question:
    pairs = [(_markdown(draft, what, pair["subquestion"]), plain(pair["subanswer"])) for pair in item["matchPairs"]]
    return make.match(draft, what, prompt, pairs)


def _free(draft: Draft, what: str, item: Item, prompt: str) -> Question:
    return Question("free", prompt)


KINDS = {"TF": _truth, "MC": _choose, "Short": _typed, "Numerical": _number, "Matching": _match, "Essay": _free}
