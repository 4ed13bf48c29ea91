"""Packs that build on other packs: lessons may aim at the skills of a pack that was on the box before them."""

import json
from collections.abc import Iterable
from typing import Any

from homeroom import blobs
from homeroom.errors import Conflict, Refused
from homeroom.i18n import _

from .on_this_box import Card, CardSkill, Pack, SkillRow

Manifest = dict[str, Any]


def check(manifest: Manifest) -> None:
    """Every pack that this one requires is here, new enough. Raises Refused naming the first that is not (`lacks`)."""
    for one in manifest.get("requires", {}).get("packs", []):
        here = Pack.get_or_none(Pack.id == one["id"])
        if here is None:
            raise Refused(
                _("The pack builds on the pack %(pack)s. Install that one first; nothing was changed.", pack=one["id"]),
                lacks=one["id"],
            )
        if here.serial < one["serial"]:
            raise Refused(
                _(
                    "The pack builds on version %(version)s of the pack %(pack)s, and version %(here)s is here."
                    " Install the newer one first; nothing was changed.",
                    version=one["version"][:20],
                    pack=one["id"],
                    here=here.version,
                ),
                lacks=one["id"],
            )


def check_skills(pack_id: str) -> None:
    """Inside the transaction, when the pack is on the shelf: every skill its cards aim at is known on this box."""
    known = SkillRow.select(SkillRow.id)
    mine = Card.select(Card.id).where(Card.pack == pack_id)
    lost = CardSkill.select().where(CardSkill.card.in_(mine) & CardSkill.skill.not_in(known)).first()
    if lost:
        raise Refused(
            _(
                "The pack cannot be installed: its card “%(card)s” is about the skill “%(skill)s”, which is in"
                " no pack here. Nothing was changed.",
                card=lost.card,
                skill=lost.skill,
            )
        )


def check_leaving(pack_id: str, serial: int = -1) -> None:
    """May the pack go (or go back to the version with this serial)? Raises Conflict while another one builds on it."""
    for other, least in _wanted_by_others(pack_id):
        if serial < least:
            raise Conflict(
                _("The pack “%(other)s” builds on this one. Remove that one first; nothing was changed.", other=other)
            )


def _wanted_by_others(pack_id: str) -> Iterable[tuple[str, int]]:
    for other in Pack.select().where(Pack.id != pack_id):
        for one in of_version(other.manifest).get("requires", {}).get("packs", []):
            if one["id"] == pack_id:
                yield other.name, one["serial"]


def of_version(manifest: str) -> Manifest:
    """The manifest of a version that is here."""
    found: Manifest = json.loads(blobs.path(manifest).read_bytes())
    return found
