"""A child's answer in words: what she chose or typed, as a teacher can read it. Plain Python."""

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

TAG = re.compile(r"<[^>]+>")
MATHML = re.compile(r"<mfrac>(.*?)</mfrac>", re.S)
FIRST = 160  # letters of a question that are shown


class Given(Protocol):
    """What is known of an answer."""

    response: Any
    correct: Any
    hints: Any


@dataclass(frozen=True)
class Try:
    """One answer as shown: `correct` None where nobody can say."""

    words: str
    correct: bool | None
    hints: int


def one_try(given: Given, block: Mapping[str, Any]) -> Try:
    """An answer in words."""
    response = json.loads(given.response) if given.response else None
    return Try(words(block, response), given.correct, given.hints)


def plain(text: str) -> str:
    """The words of a piece of HTML; fractions as 3/4."""
    text = MATHML.sub(lambda found: "/".join(TAG.sub(" ", part) for part in _halves(found[1])), text)
    return " ".join(html.unescape(TAG.sub(" ", text)).split())[:FIRST]


def _halves(inside: str) -> list[str]:
    parts = re.findall(r"<m[a-z]+[^>]*>.*?</m[a-z]+>", inside, re.S)
    return parts if len(parts) == 2 else [inside]


def words(block: Mapping[str, Any], response: Any) -> str:
    """A response in words: options and items by what stands on them."""
    names = _names(block)
    if claimed := claim(response):
        return _counted(claimed)
    if isinstance(response, dict):
        rights = {**names, **{pair["id"]: plain(pair["right"]) for pair in block.get("pairs", ())}}
        pairs = (f"{_name(names, left)} → {_name(rights, right)}" for left, right in response.items())
        return "; ".join(pairs) if names else ", ".join(str(value) for value in response.values())
    if isinstance(response, list):
        return " · ".join(_name(names, one) for one in response)
    return "" if response is None else _name(names, response)


def claim(response: Any) -> Mapping[str, Any] | None:
    """What a program inside a lesson says about the child's answers, None if it was a question of ours."""
    found = response.get("program") if isinstance(response, dict) else None
    return found if isinstance(found, dict) else None


def _counted(claimed: Mapping[str, Any]) -> str:
    """The count of a program as it gave it: 8 / 10, or 80 %."""
    if claimed.get("raw") is not None and claimed.get("most"):
        return f"{claimed['raw']} / {claimed['most']}"
    share = claimed.get("share")
    return f"{round(100 * share)} %" if isinstance(share, int | float) else "–"


def _name(names: Mapping[str, str], one: Any) -> str:
    return names.get(str(one), str(one))


def _names(block: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in (*block.get("options", ()), *block.get("items", ())):
        found[one["id"]] = plain(one.get("html") or one.get("text", ""))
    for group in block.get("groups", ()):
        found[group["id"]] = plain(group["title"])
        found.update({item["id"]: plain(item["html"]) for item in group["items"]})
    for pair in block.get("pairs", ()):
        found[pair["id"]] = plain(pair["left"])
    return found
