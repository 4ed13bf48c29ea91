"""Whose a file is: maker and licence of single pictures, sounds and films that are not the card's own."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from .licences import ORDER
from .problems import Problem, Report

if TYPE_CHECKING:
    from .source import Source

Work = dict[str, Any]
CREDIT = {"title": str, "authors": [str], "licence": str, "url": str, "changes": str, "files": [str]}


def of(shown: set[str], source: "Source") -> list[Work]:
    """What a card says of the files it shows: one row a work, with its files."""
    found = []
    for work in _works(source):
        files = sorted(path for path in shown if _holds(work, path))
        if files:
            makers = [name for key in ("authors", "illustrators") for name in work.get(key, [])]
            told = {key: str(work.get(key, "")) for key in ("title", "licence", "url", "changes")}
            found.append({**told, "authors": makers, "files": files})
    return found


def source_of(path: str, source: "Source") -> str:
    """The id of the work that a file is from, or ""."""
    return next((str(work["id"]) for work in _works(source) if _holds(work, path)), "")


def makers(credits: list[Work]) -> list[str]:
    """Who made the files of a card, each once."""
    return list(dict.fromkeys(name for one in credits for name in one["authors"]))


def check(source: "Source", shown: dict[str, set[str]]) -> Iterator[Problem]:
    """Every work names files that are here; no card shows a file whose licence asks for more than its own."""
    for work in _works(source):
        for pattern in work["files"]:
            if not any(fnmatchcase(path, pattern) for path in source.media):
                yield Problem(
                    "pack.toml", 0, f"The source “{work.get('id')}” names {pattern}, which is not in the pack."
                )
    for name, files in shown.items():
        report = Report(f"cards/{name}.md")
        for work in of(files, source):
            if _stricter(work["licence"], source.cards[name]["licence"]):
                path, asks = work["files"][0], work["licence"]
                report.wrong(1, f"{path} is {asks}, which asks for more than the card: write “license: {asks}”.")
        yield from report.problems


def _stricter(one: str, other: str) -> bool:
    return one in ORDER and other in ORDER and ORDER.index(one) > ORDER.index(other)


def _works(source: "Source") -> list[Work]:
    return [work for work in source.pack.get("sources", []) if work.get("files")]


def _holds(work: Work, path: str) -> bool:
    return any(fnmatchcase(path, pattern) for pattern in work["files"])
