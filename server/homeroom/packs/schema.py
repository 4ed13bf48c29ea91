"""JSON Schemas of the files in a pack, made from what the box itself checks, for whoever writes packs by program.

A box asks for more than a schema can say (hashes, signatures, clean HTML, answers that are numbers): see FORMAT.md.
"""

import re
from typing import Any

from . import credits, manifest, media, settings
from .cardshape import BLOCKS, CARD, QUESTIONS, Shape
from .frontmatter import ID, KINDS, LANG, LEVELS, SKILL, SUBJECTS, WITH

Schema = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
NAMES = {str: "string", int: "integer", bool: "boolean", list: "array", dict: "object", type(None): "null"}
TEXTS: Schema = {"type": "object", "additionalProperties": {"type": "string"}}


def card() -> Schema:
    """Of cards/<id>.json and i18n/<lang>/cards/<id>.json."""
    found = _of(CARD)
    found["properties"] |= {
        "format": {"const": "card/1"},
        "id": _text(ID),
        "lang": _text(LANG),
        "kind": {"enum": KINDS},
        "level": {"enum": LEVELS},
        "with": {"enum": WITH},
        "subject": {"enum": SUBJECTS},
        "dir": {"enum": ["ltr", "rtl"]},
        "skills": {"type": "array", "minItems": 1, "items": _text(SKILL)},
        "media": TEXTS,
        "credits": _of([credits.CREDIT]),
        "blocks": {"type": "array", "items": _block()},
    }
    return _headed("card", "A card", found)


def pack() -> Schema:
    """Of pack.json, the manifest."""
    row = _of(manifest.ROW)
    row["properties"] |= {
        "path": _text(manifest.PATH),
        "sha256": _text(manifest.SHA),
        "size": {"type": "integer", "minimum": 0, "maximum": manifest.LARGEST},
        "type": {"enum": sorted(set(media.TYPES.values()))},
        "source": {"type": "string"},
    }
    found = _of(manifest.NEEDED | manifest.LISTS)
    found["required"] = ["format", *manifest.NEEDED]
    found["properties"] |= {
        "format": {"const": manifest.FORMAT},
        "id": _text(settings.PACK_ID) | {"maxLength": 120},
        "serial": {"type": "integer", "minimum": 0, "exclusiveMaximum": 1 << 53},
        "title": TEXTS,
        "description": TEXTS,
        "publisher": {"type": "object", "properties": {"name": {"type": "string"}}},
        "kind": {"enum": list(settings.PACK_KINDS)},
        "requires": _of(manifest.REQUIRED),
        "files": {"type": "array", "items": row},
    }
    found |= {"if": {"properties": {"kind": {"const": settings.SKILLS}}, "required": ["kind"]}}
    found |= {"then": {"properties": {"cards": {"maxItems": 0}}}}
    return _headed("pack", "The manifest of a lesson pack", found)


SCHEMAS = {"card": card, "pack": pack}


def _block() -> Schema:
    kinds = {name: _of(shape) for name, shape in BLOCKS.items()}
    questions = {name: _question(name, shape) for name, shape in QUESTIONS.items()}
    kinds["question"]["properties"]["kind"] = {"enum": list(QUESTIONS)}
    kinds["question"]["allOf"] = _choose("kind", questions)
    return {
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"enum": list(BLOCKS)}},
        "allOf": _choose("type", kinds),
    }


def _question(kind: str, shape: Shape) -> Schema:
    found = _of(shape)
    for key in found["properties"].keys() & {"options", "gaps", "items", "pairs", "groups", "accept"}:
        found["properties"][key]["minItems"] = 1
    if kind == "multi":
        found["properties"]["options"]["contains"] = {"properties": {"correct": {"const": True}}}
    if kind == "cloze":
        typed = _of({"accept": [str]})
        chosen = _of({"options": [{"id": str, "text": str, "correct": bool}]})
        short = {"properties": {"kind": {"const": "short"}}}
        found["properties"]["gaps"]["items"] |= {"if": short, "then": typed, "else": chosen}
    return found


def _choose(key: str, schemas: dict[str, Schema]) -> list[Schema]:
    """What else holds, by the value of a key."""
    return [
        {"if": {"properties": {key: {"const": name}}, "required": [key]}, "then": schema}
        for name, schema in schemas.items()
    ]


def _of(shape: Shape) -> Schema:
    if isinstance(shape, dict):
        properties = {key: _of(inner) for key, inner in shape.items()}
        return {"type": "object", "required": list(shape), "properties": properties}
    if isinstance(shape, list):
        return {"type": "array", "items": _of(shape[0])}
    if isinstance(shape, tuple):
        return {"type": [NAMES[kind] for kind in shape]}
    return {"type": NAMES[shape]}


def _text(shape: re.Pattern[str]) -> Schema:
    return {"type": "string", "pattern": f"^(?:{shape.pattern})$"}


def _headed(name: str, title: str, schema: Schema) -> Schema:
    return {"$schema": DRAFT, "$id": f"urn:homeroom:{name}:1", "title": title, **schema}
