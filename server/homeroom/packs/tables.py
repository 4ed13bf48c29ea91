"""Every question asked of the packs on this box, and the history of each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import peewee

from homeroom import journal
from homeroom.db import Projection
from homeroom.errors import NotFound
from homeroom.i18n import _
from homeroom.journal import Entry

from .events import Installed, Removed, RolledBack
from .frontmatter import LEVELS, SUBJECTS
from .on_this_box import (
    Card,
    CardSkill,
    Misconception,
    Pack,
    PackFile,
    PackSeen,
    PackVersion,
    SkillEdge,
    SkillRow,
    card_json,
    in_language,
)

__all__ = ["Card", "Misconception", "Pack", "PackFile", "PackVersion", "card_json", "in_language"]


class PackHistory(Projection):
    """Who installed, rolled back or removed what, and when (at: hybrid clock; ms = at >> 16)."""

    register = peewee.TextField()
    ref = peewee.TextField()
    school = peewee.TextField()
    at = peewee.BigIntegerField()
    what = peewee.TextField()
    version = peewee.TextField()
    actor = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("register", "ref")


@dataclass(frozen=True)
class Skill:
    """A skill over all packs that know it; `title` by language."""

    id: str
    title: dict[str, str]
    description: dict[str, str]
    subject: str
    grade_from: int
    grade_to: int
    requires: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The title in the language of the page."""
        return in_language(self.title, self.id)


@journal.fold(Installed, RolledBack, Removed)
def fold_history(register: str, entries: Sequence[Entry]) -> None:
    """The history of one pack on one box."""
    PackHistory.delete().where(PackHistory.register == register).execute()
    for entry in entries:
        event = cast(Installed, entry.event)
        PackHistory.create(
            register=register,
            ref=entry.ref,
            school=entry.school,
            at=entry.at,
            what=entry.kind.removeprefix("packs."),
            version=event.pack_version,
            actor=entry.actor,
        )


# --- packs -------------------------------------------------------------------------------------------


def packs() -> list[Pack]:
    """All packs in use, by title."""
    return sorted(Pack.select(), key=lambda pack: pack.name.casefold())


def pack(pack_id: str) -> Pack:
    """A pack in use. Raises NotFound."""
    found = Pack.get_or_none(Pack.id == pack_id)
    if found is None:
        raise NotFound(_("There is no pack “%(pack)s” on this box.", pack=pack_id))
    return found


def previous(pack_id: str) -> PackVersion | None:
    """The version one could go back to: the newest that is not in use (a hub may keep older ones that it pins)."""
    others = PackVersion.select().where((PackVersion.pack == pack_id) & ~PackVersion.current)
    return cast(PackVersion | None, others.order_by(PackVersion.serial.desc()).first())


def seen(pack_id: str, signer: str) -> int:
    """The highest serial of a pack that this box has ever had from a key; 0 if none."""
    found = PackSeen.get_or_none((PackSeen.pack == pack_id) & (PackSeen.signer == signer))
    return int(found.serial) if found else 0


def history(pack_id: str, box: str) -> list[PackHistory]:
    """What happened to a pack on a box, newest first."""
    mine = PackHistory.register == f"packs/{box}/{pack_id}"
    return list(PackHistory.select().where(mine).order_by(PackHistory.at.desc()))


def count_cards() -> dict[str, int]:
    """How many cards each pack has."""
    rows: Any = Card.select(Card.pack, peewee.fn.COUNT()).where(Card.main).group_by(Card.pack).tuples()
    return {str(pack_id): int(count) for pack_id, count in rows}


def file(sha: str) -> PackFile:
    """A file of any pack by its hash. Raises NotFound."""
    found = PackFile.get_or_none(PackFile.sha256 == sha)
    if found is None:
        raise NotFound(_("This file is not in any pack on this box."))
    return found


def count_skills() -> dict[str, int]:
    """How many skills each pack names."""
    rows: Any = SkillRow.select(SkillRow.pack, peewee.fn.COUNT()).group_by(SkillRow.pack).tuples()
    return {str(pack_id): int(count) for pack_id, count in rows}


# --- cards -------------------------------------------------------------------------------------------


def card(card_id: str, lang: str = "en") -> Card:
    """A card in a language, or in the language it was written in. Raises NotFound."""
    found = {row.lang: row for row in Card.select().where(Card.id == card_id)}
    if not found:
        raise NotFound(_("The card “%(card)s” is not on this box.", card=card_id))
    return _best(found, lang)


def _best(rows: dict[str, Card], lang: str) -> Card:
    original = next(row for row in rows.values() if row.main)
    return rows.get(lang) or rows.get(lang.partition("-")[0]) or original


def cards(lang: str = "en", **where: str) -> list[Card]:
    """Cards in a language (else as written), of a given pack, subject, kind, level or variant_of; easier ones first."""
    query = Card.select()
    for name, value in where.items():
        query = query.where(getattr(Card, name) == value)
    found: dict[str, dict[str, Card]] = {}
    for row in query:
        found.setdefault(row.id, {})[row.lang] = row
    return sorted((_best(rows, lang) for rows in found.values()), key=_place)


def _place(row: Card) -> tuple[str, str, int, str]:
    return (row.subject, row.skills[0], LEVELS.index(row.level), row.id)


def languages_of(card_id: str) -> list[Card]:
    """A card in all its languages, the original first."""
    return list(Card.select().where(Card.id == card_id).order_by(Card.main.desc(), Card.lang))


def cards_for_skill(skill_id: str, lang: str = "en") -> list[Card]:
    """Cards about a skill, easier ones first."""
    ids = [row.card for row in CardSkill.select().where(CardSkill.skill == skill_id)]
    return sorted((card(one, lang) for one in ids), key=_place)


def variants(group: str, lang: str = "en") -> list[Card]:
    """The cards that teach the same and may be swapped: those of a group, or the one card of that id."""
    found = cards(lang, variant_of=group)
    if any(row.id == group for row in found):
        return found
    alone = list(Card.select().where((Card.id == group) & Card.main))
    return sorted([*found, *(card(row.id, lang) for row in alone)], key=_place)


# --- skills ------------------------------------------------------------------------------------------


def skills(subject: str = "") -> list[Skill]:
    """All skills (of a subject), in an order in which what is required comes first where grades say so."""
    requires: dict[str, list[str]] = {}
    for edge in SkillEdge.select().order_by(SkillEdge.skill, SkillEdge.requires):
        if edge.requires not in requires.setdefault(edge.skill, []):
            requires[edge.skill].append(edge.requires)
    found: dict[str, Skill] = {}
    for row in SkillRow.select().order_by(SkillRow.id, SkillRow.pack):
        known = found.get(row.id)
        title = {**row.title, **known.title} if known else row.title
        found[row.id] = Skill(
            id=row.id,
            title=title,
            description={**row.description, **known.description} if known else row.description,
            subject=known.subject if known else row.subject,
            grade_from=known.grade_from if known else row.grade_from,
            grade_to=known.grade_to if known else row.grade_to,
            requires=requires.get(row.id, []),
        )
    wanted = [skill for skill in found.values() if subject in ("", skill.subject)]
    return sorted(wanted, key=lambda skill: (skill.subject, skill.grade_from, skill.id))


def skills_of(pack_id: str) -> list[Skill]:
    """The skills that a pack names, in order."""
    mine = {row.id for row in SkillRow.select(SkillRow.id).where(SkillRow.pack == pack_id)}
    return [one for one in skills() if one.id in mine]


def skill(skill_id: str) -> Skill:
    """One skill. Raises NotFound."""
    found = next((one for one in skills() if one.id == skill_id), None)
    if found is None:
        raise NotFound(_("The skill “%(skill)s” is not in any pack on this box.", skill=skill_id))
    return found


def subjects() -> list[str]:
    """Subjects that there are cards for, in a fixed order."""
    found = {row.subject for row in Card.select(Card.subject).distinct()}
    return [subject for subject in SUBJECTS if subject in found]


def misconceptions() -> list[Misconception]:
    """All wrong ideas that packs name, each once, by id."""
    rows = {row.id: row for row in Misconception.select().order_by(Misconception.pack.desc())}
    return [rows[name] for name in sorted(rows)]


def misconception(misconception_id: str) -> Misconception:
    """A wrong idea. Raises NotFound."""
    rows = Misconception.select().where(Misconception.id == misconception_id).order_by(Misconception.pack)
    found = rows.first()
    if found is None:
        raise NotFound(_("The wrong idea “%(idea)s” is not in any pack on this box.", idea=misconception_id))
    return cast(Misconception, found)
