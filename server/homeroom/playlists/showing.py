"""A student's week as the student page reads it."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from homeroom import clock, config, journal
from homeroom.evidence import tables as evidence
from homeroom.evidence.rows import Work
from homeroom.evidence.rules import FINISHED
from homeroom.i18n import _, language
from homeroom.people import tables as people
from homeroom.playlists import catalog, independence, reasons, tables, testing, words
from homeroom.playlists.catalog import CardInfo, Shelf
from homeroom.playlists.placement import tables as placements
from homeroom.playlists.tables import Slot, Week
from homeroom.playlists.weighing import QUICK_MINUTES

SHELF = 12  # cards to choose from at once
RECENT = 21 * 86_400_000  # ms: a conversation about a card of an earlier week is shown so long

_also: dict[str, Callable[[str], Any]] = {}


def also(name: str, told: Callable[[str], Any]) -> None:
    """Let a feature above tell something about the day of a student under its own name."""
    _also[name] = told


def week_for(student_id: str) -> dict[str, Any]:
    """What GET /api/week answers: the cards of the week, the shelf, the conversation."""
    version = journal.version()
    shelf = catalog.shelf(language())
    week = tables.current_week(student_id, catalog.this_week())
    rows = tables.slots(student_id, week.week) if week else []
    works = {work.slot: work for work in evidence.works_of(student_id, [row.slot for row in rows])}
    offered = testing.offered(student_id, rows, shelf)
    slots = [
        _slot(row, works.get(row.slot), shelf) | _chosen(row, offered.get(row.slot))
        for row in rows
        if shelf.find(row.card)
    ]
    return {
        "version": version,
        "week": week.week if week else catalog.this_week(),
        "title": _title(week),
        "slots": slots,
        "shelf": _shelf(student_id, week, rows, shelf) if week else [],
        "messages": _messages(student_id, [row.slot for row in rows]),
        "testouts": testing.questions_for(student_id, set(offered.values()), shelf),
        "doors": testing.doors(offered.values(), shelf),
        "independence": _independence(student_id),
        "placement": placements.open_for(student_id) is not None,
        "done": sum(slot["status"] in FINISHED for slot in slots),
        "total": len(slots),
        **{name: told(student_id) for name, told in _also.items()},
    }


def skills_of_week(student: str) -> set[str]:
    """What the cards of a student's week are about."""
    shelf, week = catalog.shelf(), tables.current_week(student, catalog.this_week())
    cards = (shelf.find(row.card) for row in tables.slots(student, week.week)) if week else ()
    return {skill for card in cards if card for skill in card.skills}


def _chosen(row: Slot, skill: str | None) -> dict[str, Any]:
    """What is not there for most cards travels only where it is."""
    found: dict[str, Any] = {"place": row.place, "partner": row.partner, "quick": row.quick, "testout": skill}
    if row.quick:
        found |= {"minutes": QUICK_MINUTES, "about": (row.reason.get("facts") or {}).get("skill")}
    if row.tested:
        found |= {"tested": True, "status": "done"}
    return {name: value for name, value in found.items() if value}


def _independence(student_id: str) -> dict[str, Any]:
    """Her level, what it lets her choose, and what each level asks."""
    names, asks, choices = independence.names(), independence.asks(), independence.choices()
    before: set[str] = set()
    now, steps = independence.level(student_id), list[dict[str, Any]]()
    said = independence.set_for(student_id)
    for level, may in independence.MAY.items():
        new = [choices[one] for one in may if one not in before]
        steps.append({"level": level, "name": names[level], "new": new})
        if level == now + 1:
            steps[-1]["asks"] = asks[level]
        before.update(may)
    return {
        "level": now,
        "why": independence.why(said is not None, said is not None and said.together),
        "may": list(independence.MAY[now]),
        "steps": steps,
        "mates": independence.mates(student_id) if independence.PARTNER in independence.MAY[now] else [],
        "places": list(independence.places().items()),
    }


def digest(week: dict[str, Any]) -> str:
    """A short text that changes whenever something in the week does."""
    told = json.dumps({**week, "version": 0}, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:20]


def _title(week: Week | None) -> str:
    if week is None:
        return _("Your week")
    return week.title or words.week_name(week.week)


def _slot(row: Slot, work: Work | None, shelf: Shelf) -> dict[str, Any]:
    info = shelf.card(row.card)
    begun = work is not None and work.card == row.card
    return {
        "slot": row.slot,
        **card(info),
        "must": row.must,
        "reason": reasons.sentence(row.reason, shelf.skill_title),
        "status": work.status if work else "new",
        "right": work.correct if work else 0,
        "answered": work.answered if work else 0,
        "asked": bool(work and work.hand),
        "mark": work.mark if work else None,
        "note": work.note if work else None,
        "resume": work.resume if work and begun else None,
        "variants": [] if row.quick else [variant(one) for one in shelf.variants(row.card)],
    }


def card(info: CardInfo) -> dict[str, Any]:
    """A card as it lies on the shelf."""
    return {
        **variant(info),
        "subject": info.subject,
        "kind": info.kind,
        "level": info.level,
        "minutes": info.minutes,
        "with": info.together_with,
        "offscreen": info.offscreen,
    }


def variant(info: CardInfo) -> dict[str, Any]:
    """What a student sees of a card that she could take instead."""
    return {
        "card": info.id,
        "card_version": info.version,
        "url": f"/api/cards/{info.version}.json",
        "title": info.title,
        "image": info.image,
        "interest": list(info.interest),
    }


def _shelf(student_id: str, week: Week, rows: list[Slot], shelf: Shelf) -> list[dict[str, Any]]:
    """The cards she may still add: of the planned skills, one of each kind, not done and not in the week."""
    if sum(row.origin == "student" for row in rows) >= config.current().shelf_adds:
        return []
    may = independence.MAY[independence.level(student_id)]
    likes = {word.casefold() for word in people.student(student_id).interests}
    offered: dict[str, CardInfo] = {}
    if independence.PROJECT in may:
        offered = {info.id: info for info in shelf.cards.values() if info.kind == "project"}
    if independence.TOPIC in may:
        offered |= {info.id: info for skill in week.skills for info in shelf.of_skill(skill)}
    taken = {shelf.card(row.card).group for row in rows if shelf.find(row.card)}
    taken |= {offered[one].group for one in evidence.finished_cards(student_id, offered)}
    best: dict[str, CardInfo] = {}
    for info in offered.values():
        other = best.get(info.group)
        if info.group not in taken and (other is None or _appeal(info, likes) < _appeal(other, likes)):
            best[info.group] = info
    return [card(info) | {"reason": _more(info, shelf)} for info in list(best.values())[:SHELF]]


def _appeal(info: CardInfo, likes: set[str]) -> tuple[bool, bool, str]:
    return (not likes & set(info.interest), info.level != "core", info.id)


def _more(info: CardInfo, shelf: Shelf) -> str:
    return _("More about “%(skill)s”, if you like.", skill=shelf.skill_title(info.skills[0])) if info.skills else ""


def _messages(student_id: str, slots: list[str]) -> list[dict[str, Any]]:
    return [
        {
            "id": row.ref,
            "slot": row.slot,
            "from": "me" if row.role == "student" else "teacher",
            "text": row.text,
            "when": row.when,
            "kind": row.kind,
        }
        for row in evidence.messages(student_id, slots, since=clock.now_ms() - RECENT)
    ]
