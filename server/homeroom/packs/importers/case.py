"""CASE (1EdTech, 1.0 and 1.1): a framework of competencies as JSON becomes a pack of skills.

CFDocument is the framework, CFItems are its statements, CFAssociations what lies between them. `precedes` becomes what
a skill requires; `isChildOf` only says which statements are headings of others.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..frontmatter import SUBJECTS
from ..skillmap import circle
from . import archive, licence, shape, trouble
from .draft import Draft
from .plainmark import line, slug
from .trouble import Unreadable

Item = dict[str, Any]
LARGEST = 64 << 20
MOST_ITEMS = 20_000
LONGEST_TITLE = 140
LONGEST_TEXT = 1000
IS_SKILL = re.compile(r"standard|skill|competenc|objective|outcome|indicator|expectation|target", re.I)
LEVELS = {"IT": 0, "PR": 0, "PK": 0, "TK": 0, "KG": 0, "K": 0, "PS": 13, "UG": 13}
WORDS = {
    "math": r"math|arithmetic|algebra|geometry|matem|mathé|رياضيات|hisabati",
    "reading": r"read|literacy|language|english|arabic|kiswahili|lengua|français|قراءة|لغة",
    "science": r"scien|physic|chemi|biolog|sayansi|علوم",
    "art": r"\bart|music|drama|dance|فنون|sanaa",
    "body": r"physical|health|sport|\bp\.?e\.?\b|صحة",
}


@dataclass
class Links:
    """What the associations say, between statements of this file."""

    parents: dict[str, str] = field(default_factory=dict)
    before: dict[str, list[str]] = field(default_factory=dict)
    same: dict[str, str] = field(default_factory=dict)
    beside: int = 0
    outside: int = 0
    other: set[str] = field(default_factory=set)


def take(path: Path, draft: Draft) -> None:
    """A framework. Raises Unreadable for one without statements, or whose statements precede each other in a circle."""
    data = shape.table(archive.json_of(archive.read(path, LARGEST), path.name))
    document = shape.table(data, "CFDocument")
    items = _items(shape.rows(data, "CFItems"))
    if not items:
        raise Unreadable(trouble.NO_CONTENT)
    _about(document, data, draft)
    links = _links(shape.rows(data, "CFAssociations"), items)
    chosen = _skills(items, links)
    ids = _ids(chosen, items, slug(draft.title, 24) or "case")
    requires = _requires(chosen, links)
    if ring := circle(requires):
        raise Unreadable(trouble.CIRCLE, ring=" → ".join(_name(items[one]) for one in ring)[:600])
    for name in chosen:
        row = _row(items, links, name, draft.subject)
        draft.skills.append({"id": ids[name], **row, "requires": sorted(ids[one] for one in requires[name])})
        draft.came("skill")
    _tell(items, links, chosen, draft)


def _items(rows: list[Any]) -> dict[str, Item]:
    """The statements by identifier; those without words or identifier are none."""
    found = {shape.text(row, "identifier"): shape.table(row) for row in rows[:MOST_ITEMS]}
    return {name: item for name, item in found.items() if name and line(shape.text(item, "fullStatement"))}


def _about(document: dict[str, Any], data: dict[str, Any], draft: Draft) -> None:
    draft.title = line(shape.text(document, "title"), 100)
    draft.description = line(shape.text(document, "description"), 400)
    draft.language = draft.language or shape.text(document, "language")
    draft.publisher = shape.text(document, "publisher") or shape.text(document, "creator")
    draft.subject = _subject(document, draft)
    licences = {
        shape.text(one, "identifier"): f"{shape.text(one, 'title')} {shape.text(one, 'licenseText')}"
        for one in shape.rows(data, "CFDefinitions", "CFLicenses")
    }
    link = shape.table(document, "licenseURI")
    said = licences.get(shape.text(link, "identifier"), "") or shape.text(link, "title")
    draft.licence = licence.known(said)
    draft.report.found_licence = line(said, 200)
    if "-ND" in draft.licence:
        raise Unreadable(trouble.NO_DERIVATIVES, licence=draft.licence)
    draft.source(draft.title or "?", draft.licence, authors=[line(draft.publisher, 100) or "?"])


def _subject(document: dict[str, Any], draft: Draft) -> str:
    words = " ".join([*map(str, shape.rows(document, "subject")), shape.text(document, "title")])
    if draft.subject != SUBJECTS[-1]:
        return draft.subject  # said by the person who imports
    found = next((name for name, hints in WORDS.items() if re.search(hints, words, re.I)), "")
    if not found:
        draft.note(trouble.SUBJECT, subject=SUBJECTS[-1])
    return found or SUBJECTS[-1]


def _links(rows: list[Any], items: dict[str, Item]) -> Links:
    """Associations of kinds that mean something here; a circle of headings ends where it began."""
    found = Links()
    for row in rows[: 10 * MOST_ITEMS]:
        kind = shape.text(row, "associationType")
        start = shape.text(row, "originNodeURI", "identifier")
        end = shape.text(row, "destinationNodeURI", "identifier")
        if kind == "isChildOf":
            if start in items and end in items and start != end:
                found.parents.setdefault(start, end)
        elif start not in items or end not in items:
            found.outside += 1
        elif kind == "precedes":
            found.before.setdefault(end, []).append(start)
        elif kind == "exactMatchOf" and start != end:
            found.same.setdefault(start, end)
        elif kind in ("isRelatedTo", "isPeerOf"):
            found.beside += 1
        else:
            found.other.add(line(kind, 40) or "?")
    return found


def _skills(items: dict[str, Item], links: Links) -> list[str]:
    """Statements a child can master: those without others below them, in an order, or called so by their type."""
    parents = set(links.parents.values())
    ordered = {one for end, starts in links.before.items() for one in (end, *starts)}
    return [
        name
        for name, item in items.items()
        if _same(name, links) == name
        and (name not in parents or name in ordered or IS_SKILL.search(shape.text(item, "CFItemType")))
    ]


def _same(name: str, links: Links) -> str:
    """The statement that stands for this one; among several that match each other, the first by identifier."""
    seen = [name]
    while (name := links.same.get(name, "")) and name not in seen:
        seen.append(name)
    return min(seen[seen.index(name) :]) if name else seen[-1]


def _requires(chosen: list[str], links: Links) -> dict[str, list[str]]:
    known = set(chosen)
    found: dict[str, list[str]] = {name: [] for name in chosen}
    for end, starts in links.before.items():
        skill = _same(end, links)
        for one in (_same(start, links) for start in starts):
            if skill in known and one in known and one not in found[skill]:
                found[skill].append(one)
    return found


def _ids(chosen: list[str], items: dict[str, Item], framework: str) -> dict[str, str]:
    """Ids such as riverside-math:2.NBT.A.1; a code that stands twice gets a piece of its identifier."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in chosen:
        code = re.sub(r"[^A-Za-z0-9._-]+", "-", shape.text(items[name], "humanCodingScheme"))[:60].strip("-")
        short = re.sub(r"[^A-Za-z0-9]+", "", name)[:12] or "x"
        one = code or short
        while one in taken:
            one = f"{one[:60]}-{short}-{len(taken)}"
        taken.add(one)
        found[name] = f"{framework}:{one}"
    return found


def _name(item: Item) -> str:
    return line(shape.text(item, "humanCodingScheme"), 60) or line(shape.text(item, "fullStatement"), 60)


def _row(items: dict[str, Item], links: Links, name: str, subject: str) -> Item:
    """The skill a statement becomes, apart from its id and what it requires."""
    item = items[name]
    whole = line(shape.text(item, "fullStatement"), LONGEST_TEXT)
    title = line(shape.text(item, "abbreviatedStatement") or whole, LONGEST_TITLE)
    above = " › ".join(_above(items, links, name))
    levels = sorted(level for level in map(_level, shape.rows(item, "educationLevel")) if level is not None)
    about = " ".join(part for part in (whole if whole != title else "", f"({above})" if above else "") if part)
    grades = {"grade_from": levels[0], "grade_to": levels[-1]} if levels else {}
    return {"title": title, "description": about, "subject": subject, **grades}


def _above(items: dict[str, Item], links: Links, name: str) -> list[str]:
    """The headings over a statement, the highest first."""
    seen = [name]
    while (name := links.parents.get(name, "")) and name not in seen and len(seen) < 8:
        seen.append(name)
    return [line(shape.text(items[one], "fullStatement"), 80) for one in reversed(seen[1:])]


def _level(value: Any) -> int | None:
    text = str(value).strip().upper()
    if text in LEVELS:
        return LEVELS[text]
    return int(text) if re.fullmatch(r"[0-9]{1,2}", text) else None


def _tell(items: dict[str, Item], links: Links, chosen: list[str], draft: Draft) -> None:
    for name in items:
        if (one := _same(name, links)) != name:
            draft.simpler(_name(items[name]), trouble.SAME_SKILL, other=_name(items[one]))
    headings = len([name for name in items if _same(name, links) == name]) - len(chosen)
    for count, why in (
        (headings, trouble.HEADINGS),
        (links.beside, trouble.BESIDE),
        (links.outside, trouble.OTHER_FRAMEWORKS),
    ):
        if count:
            draft.note(why, count=count)
    for kind in sorted(links.other)[:20]:
        draft.simpler(kind, trouble.LINK_KIND, kind=kind)
