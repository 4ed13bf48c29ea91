"""Puts a verified pack on the shelf: its rows in the tables of this box. Runs inside the actions' transactions."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from homeroom import blobs
from homeroom.errors import Conflict, Refused
from homeroom.i18n import _
from homeroom.lazy import lazy

from .on_this_box import (
    Card,
    CardSkill,
    CardVersion,
    Misconception,
    Pack,
    PackFile,
    PackVersion,
    SkillEdge,
    SkillRow,
)
from .skillmap import circle

if TYPE_CHECKING:
    from . import format as packfile
else:
    packfile = lazy("homeroom.packs.format")

MANIFEST = "pack.json"  # the path under which a version's manifest is listed among its files


def add_version(opened: packfile.Pack) -> None:
    """Remember a version and its files."""
    found = opened.manifest
    PackVersion.replace(
        pack=opened.id,
        manifest=opened.sha256,
        serial=found["serial"],
        version=found["version"],
        size=opened.size,
        signer=opened.signer.id,
        signer_name=opened.signer.name,
        current=False,
    ).execute()
    for file in opened.files:
        PackFile.replace(manifest=opened.sha256, **vars(file)).execute()
    for name, text in packfile.signatures(opened.zip).items():
        sha = hashlib.sha256(text).hexdigest()
        PackFile.replace(manifest=opened.sha256, path=name, sha256=sha, size=len(text), type="text/plain").execute()
    PackFile.replace(
        manifest=opened.sha256, path=MANIFEST, sha256=opened.sha256, size=0, type="application/json"
    ).execute()


def drop_versions(pack_id: str, *, keep: set[str]) -> list[str]:
    """Forget versions of a pack; returns their files, which may be deleted if nothing else refers to them."""
    dropped: list[str] = []
    for version in PackVersion.select().where(PackVersion.pack == pack_id):
        if version.manifest not in keep:
            rows = PackFile.select().where(PackFile.manifest == version.manifest)
            dropped += [row.sha256 for row in rows]
            PackFile.delete().where(PackFile.manifest == version.manifest).execute()
            PackVersion.delete().where(PackVersion.manifest == version.manifest).execute()
    return dropped


def use_version(pack_id: str, manifest: str) -> None:
    """Make a version, whose files are all here, the current one."""
    version = PackVersion.get((PackVersion.pack == pack_id) & (PackVersion.manifest == manifest))
    files = {row.path: row for row in PackFile.select().where(PackFile.manifest == manifest)}
    found = json.loads(blobs.path(manifest).read_bytes())
    clear(pack_id)
    PackVersion.update(current=False).where(PackVersion.pack == pack_id).execute()
    PackVersion.update(current=True).where(PackVersion.manifest == manifest).execute()
    _add_pack(found, version)
    for entry in found["cards"]:
        _add_card(entry, pack_id, files)
    _add_skills(pack_id, _json(files, "skills.json"))
    _add_misconceptions(pack_id, _json(files, "misconceptions.json"))
    _check_circle()


def clear(pack_id: str) -> None:
    """Take a pack's rows away; its files and versions stay."""
    ids = [row.id for row in Card.select().where(Card.pack == pack_id)]
    for start in range(0, len(ids), 500):
        CardSkill.delete().where(CardSkill.card.in_(ids[start : start + 500])).execute()
    for table in (Card, SkillRow, SkillEdge, Misconception):
        table.delete().where(table.pack == pack_id).execute()
    Pack.delete().where(Pack.id == pack_id).execute()


def _add_pack(found: dict[str, Any], version: PackVersion) -> None:
    Pack.create(
        id=found["id"],
        manifest=version.manifest,
        serial=version.serial,
        version=version.version,
        title=found["title"],
        description=found.get("description", {}),
        publisher=str(found["publisher"].get("name", "")),
        licence=found["licence"],
        languages=found["languages"],
        default_language=found["default_language"],
        size=version.size,
        signer=version.signer,
        signer_name=version.signer_name,
    )


def _add_card(entry: dict[str, Any], pack_id: str, files: dict[str, PackFile]) -> None:
    name = str(entry["id"])
    other = Card.get_or_none(Card.id == name)
    if other:
        raise Conflict(
            _(
                "The pack cannot be installed: its card “%(card)s” has the same id as one of the pack %(pack)s."
                " Nothing was changed.",
                card=name,
                pack=other.pack,
            )
        )
    if not entry["lang"]:
        raise Refused(_("The pack is incomplete: %(path)s is missing. Nothing was changed.", path=entry["path"]))
    paths = {"": entry["path"], **{lang: f"i18n/{lang}/{entry['path']}" for lang in entry["lang"][1:]}}
    for lang, path in paths.items():
        card = _json(files, path)
        if card is None or card["id"] != name or card["lang"] != (lang or entry["lang"][0]):
            raise Refused(_("The pack is incomplete: %(path)s is missing. Nothing was changed.", path=path))
        _add_language(card, pack_id, files[path].sha256, main=not lang, stale=lang in entry["stale"])
        for skill in card["skills"]:
            CardSkill.replace(skill=skill, card=name).execute()


def _add_language(card: dict[str, Any], pack_id: str, sha: str, *, main: bool, stale: bool) -> None:
    CardVersion.replace(sha256=sha, card=card["id"], lang=card["lang"]).execute()
    same = ("id", "lang", "title", "kind", "subject", "level", "interest", "skills", "minutes", "offscreen", "licence")
    Card.create(
        **{key: card[key] for key in same},
        pack=pack_id,
        sha256=sha,
        main=main,
        variant_of=card["variant_of"] or "",
        with_whom=card["with"],
        image=card["media"].get(card["image"], "") if card["image"] else "",
        stale=stale,
    )


def _add_skills(pack_id: str, skills: list[dict[str, Any]] | None) -> None:
    for skill in skills or ():
        SkillRow.create(
            id=skill["id"],
            pack=pack_id,
            title=skill["title"],
            description=skill.get("description", {}),
            subject=skill["subject"],
            grade_from=skill.get("grade_from", 0),
            grade_to=skill.get("grade_to", 0),
        )
        for before in skill["requires"]:
            SkillEdge.replace(skill=skill["id"], requires=before, pack=pack_id).execute()


def _add_misconceptions(pack_id: str, ideas: list[dict[str, Any]] | None) -> None:
    for idea in ideas or ():
        Misconception.create(
            id=idea["id"],
            pack=pack_id,
            skill=idea["skill"],
            title=idea["title"],
            description=idea["description"],
            remedy=idea.get("remedy") or "",
        )


def _check_circle() -> None:
    """Packs may build on each other's skills, but all together never in a circle."""
    requires: dict[str, list[str]] = {}
    for edge in SkillEdge.select():
        requires.setdefault(edge.skill, []).append(edge.requires)
    ring = circle(requires)
    if ring:
        raise Refused(
            _(
                "The pack cannot be installed: with it, skills would require each other in a circle: %(ring)s."
                " Nothing was changed.",
                ring=" → ".join(ring),
            )
        )


def _json(files: dict[str, PackFile], path: str) -> Any:
    row = files.get(path)
    return json.loads(blobs.path(row.sha256).read_bytes()) if row else None
