"""Has a card from a pack the shape that the player and the checker rely on? Trust is no reason not to look."""

from typing import Any

from . import credits, media
from .blocks import starts
from .frontmatter import ID, KINDS, LANG, LEVELS, SKILL, SUBJECTS, WITH
from .markup import clean
from .reading import readings

HTML = {
    "html",
    "prompt",
    "prompts",
    "left",
    "right",
    "steps",
    "hints",
    "solution",
    "feedback",
    "need",
    "milestones",
    "write",
}
Shape = Any  # a type, a tuple of types, [shape of each], {key: shape}

MAYBE = (str, type(None))
WRONG = [{"answer": str, "feedback": MAYBE, "misconception": MAYBE}]
RUBRIC = [{"mark": int, "html": str}]
ITEMS = [{"id": str, "html": str}]
OPTIONS = [{"id": str, "html": str, "correct": bool, "feedback": MAYBE, "misconception": MAYBE}]
STRICT = {"case": bool, "accents": bool, "spelling": int}
QUESTIONS: dict[str, Shape] = {
    "choice": {"options": OPTIONS},
    "multi": {"options": OPTIONS},
    "number": {"answer": str, "tolerance": str, "unit": MAYBE, "wrong": WRONG},
    "fraction": {"answer": str, "form": str, "wrong": WRONG},
    "short": {"accept": [str], "wrong": WRONG, **STRICT},
    "cloze": {"html": str, "gaps": [{"id": str, "kind": str}], **STRICT},
    "order": {"items": ITEMS},
    "match": {"pairs": [{"id": str, "left": str, "right": str}]},
    "sort": {"groups": [{"id": str, "title": str, "items": ITEMS}]},
    "free": {"inputs": [str], "rubric": RUBRIC},
    "confidence": {"scale": int},
}
BLOCKS: dict[str, Shape] = {
    "text": {"html": str},
    "image": {"src": str, "alt": str},
    "audio": {"src": str, "transcript": str},
    "video": {"src": str, "poster": MAYBE, "captions": [{"lang": str, "src": str}], "alt": str},
    "example": {"title": str, "steps": [str], "your_turn": int},
    "activity": {"id": str, "need": [str], "steps": [str], "photo": bool},
    "discussion": {
        "id": str,
        "roles": [{"name": str, "html": str}],
        "prompts": [str],
        "starters": [str],
        "write": MAYBE,
    },
    "reflection": {"id": str, "prompt": str, "inputs": [str]},
    "project": {"id": str, "milestones": [str], "rubric": RUBRIC},
    "program": {"id": str, "title": str, "src": str, "start": str},
    "question": {"id": str, "kind": str, "prompt": str, "try": bool, "hints": [str], "solution": MAYBE},
}
CARD: Shape = {
    "format": str,
    "id": str,
    "title": str,
    "kind": str,
    "lang": str,
    "dir": str,
    "level": str,
    "variant_of": MAYBE,
    "interest": [str],
    "skills": [str],
    "subject": str,
    "minutes": int,
    "with": str,
    "offscreen": bool,
    "image": MAYBE,
    "licence": str,
    "media": dict,
    "blocks": [{"type": str}],
}
SOURCE: Shape = {"title": str, "licence": str}
LONGEST = 10_000  # minutes


class Misshapen(ValueError):
    """A card that cannot be shown; the message says where it is wrong."""


def check(card: Any) -> None:
    """Raise Misshapen unless the card can be shown, answered and judged."""
    fit(card, CARD, "card")
    fit(card.get("credits", []), [credits.CREDIT], "card, credits")
    if card.get("source") is not None:
        fit(card["source"], SOURCE, "card, source")
        people = {key: [str] for key in ("authors", "illustrators") if key in card["source"]}
        fit(card["source"], people, "card, source")
    words = (
        (card["format"], ["card/1"]),
        (card["kind"], KINDS),
        (card["level"], LEVELS),
        (card["with"], WITH),
        (card["subject"], SUBJECTS),
        (card["dir"], ["ltr", "rtl"]),
    )
    for value, known in words:
        _demand(value in known, f"“{value[:40]}” is not known")
    _demand(ID.fullmatch(card["id"]) and LANG.fullmatch(card["lang"]), "its id or language is not valid")
    _demand(0 <= card["minutes"] <= LONGEST, "its minutes are not valid")
    _demand(card["skills"] and all(SKILL.fullmatch(skill) for skill in card["skills"]), "its skills are not valid")
    _demand(all(isinstance(sha, str) for sha in card["media"].values()), "its list of media is not valid")
    for number, block in enumerate(card["blocks"], 1):
        _check_block(block, f"block {number}")
    _check_html(card["blocks"], "")
    ids = [block["id"] for block in card["blocks"] if "id" in block]
    _demand(len(ids) == len(set(ids)), "two blocks have the same id")


def _check_block(block: Any, place: str) -> None:
    _demand(block["type"] in BLOCKS, f"{place}: “{block['type'][:40]}” is not known")
    fit(block, BLOCKS[block["type"]], place)
    if block["type"] == "program":
        _demand(starts(block["start"]), f"{place}: its first page is not inside the program")
    if block["type"] == "question":
        _demand(block["kind"] in QUESTIONS, f"{place}: the question “{block['kind'][:40]}” is not known")
        fit(block, QUESTIONS[block["kind"]], place)
        _check_answers(block, place)


def _check_answers(question: Any, place: str) -> None:
    if question["kind"] in ("number", "fraction"):
        for text in (question["answer"], *(wrong["answer"].lstrip("<> ") for wrong in question["wrong"])):
            _demand(readings(text), f"{place}: “{text[:40]}” is not a number")
        for text in (question.get("tolerance", "0").removesuffix("%"), question.get("form", "any").split()[-1]):
            _demand(readings(text) or text in ("any", "lowest"), f"{place}: “{text[:40]}” is not valid")
    for key in ("options", "gaps", "items", "pairs", "groups", "accept"):
        _demand(question.get(key, True), f"{place}: there are no {key}")
    if question["kind"] == "multi":
        _demand(any(one["correct"] for one in question["options"]), f"{place}: no option is right")
    for gap in question.get("gaps", ()):
        shape = (
            {"accept": [str]} if gap["kind"] == "short" else {"options": [{"id": str, "text": str, "correct": bool}]}
        )
        fit(gap, shape, place)


def fit(value: Any, shape: Shape, place: str) -> None:
    """Raise Misshapen unless a value has a shape; `place` names it."""
    if isinstance(shape, dict):
        _demand(isinstance(value, dict), f"{place} is not what it should be")
        for key, inner in shape.items():
            _demand(key in value, f"{place} lacks “{key}”")
            fit(value[key], inner, f"{place}, {key}")
    elif isinstance(shape, list):
        _demand(isinstance(value, list), f"{place} is not a list")
        for one in value:
            fit(one, shape[0], place)
    else:
        kinds = shape if isinstance(shape, tuple) else (shape,)
        _demand(type(value) in kinds, f"{place} is not what it should be")


def _check_html(value: Any, key: str) -> None:
    if isinstance(value, str):
        _demand(key not in HTML or clean(value) == value.strip(), "it holds HTML that is not allowed in a card")
        _demand(key not in ("src", "poster") or media.type_of(value), f"“{value[:60]}” is not a picture, sound or film")
    elif isinstance(value, list):
        for one in value:
            _check_html(one, key)
    elif isinstance(value, dict):
        for name, one in value.items():
            _check_html(one, name)


def _demand(true: object, message: str) -> None:
    if not true:
        raise Misshapen(message)
