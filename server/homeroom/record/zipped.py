"""The record as one file: a page to read, the same for programs, and the pictures and recordings."""

import json
import zipfile
from collections.abc import Iterator
from itertools import groupby
from typing import Any, BinaryIO

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from homeroom import blobs, clock, config, i18n
from homeroom.entries import Entry
from homeroom.i18n import _
from homeroom.pages import HERE
from homeroom.people import portraits
from homeroom.people import tables as people
from homeroom.record import gathering, words
from homeroom.record.gathering import Record

INNER = {
    "student",
    "when",
    "slot",
    "block",
    "card_version",
    "sha256",
    "upload",
    "size",
    "media",
    "picture_seed",
    "auth",
}
ENDINGS = ((b"\xff\xd8\xff", "jpg"), (b"\x89PNG", "png"), (b"OggS", "ogg"), (b"\x1aE\xdf\xa3", "webm"), (b"ID3", "mp3"))


def write(record: Record, target: BinaryIO) -> None:
    """Write the ZIP: index.html, record.json, portrait.svg, files/."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        names = {sha: _name(sha) for sha in record.files}
        for sha, name in names.items():
            file.write(blobs.path(sha), name, zipfile.ZIP_STORED)
        file.writestr("portrait.svg", portraits.draw(record.student.picture_seed or record.student.id))
        told = record.as_json() | {"files": names}
        file.writestr("record.json", json.dumps(told, ensure_ascii=False, indent=1))
        file.writestr("index.html", page(record, names))


def page(record: Record, names: dict[str, str]) -> str:
    """The page to read: it needs no network and no program but a browser."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "record" / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=True)  # type: ignore[attr-defined]
    language = i18n.language()
    return environment.get_template("page.html").render(
        record=record,
        names=names,
        facts=words.facts(record.student),
        days=_days(record.entries),
        tables=[(words.table(name), rows) for name, rows in record.tables.items()],
        here=[(words.table(name), rows) for name, rows in record.here.items()],
        school=config.current().school_name,
        made=clock.local(clock.now_ms()).strftime("%Y-%m-%d %H:%M"),
        language=language,
        dir=i18n.direction(language),
    )


def _days(entries: list[Entry]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for day, some in groupby(entries, key=lambda one: clock.local(clock.ms_of(one.at)).date().isoformat()):
        yield day, [_line(one) for one in some]


def _line(one: Entry) -> dict[str, Any]:
    told = {
        name: value
        for name, value in (gathering.said(one) or {}).items()
        if name not in INNER and value not in (None, "", [])
    }
    return {
        "time": clock.local(clock.ms_of(one.at)).strftime("%H:%M"),
        "what": words.kind(one.kind),
        "who": gathering.who(one.actor) or _("the box"),
        "says": [(name.replace("_", " "), _readable(name, value)) for name, value in told.items()],
    }


def _readable(name: str, value: Any) -> str:
    if name == "school_class":
        return next((one.name for one in people.SchoolClass.select().where(people.SchoolClass.id == value)), str(value))
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return str(value)


def _name(sha: str) -> str:
    with blobs.path(sha).open("rb") as file:
        head = file.read(12)
    ending = next((ending for start, ending in ENDINGS if head.startswith(start)), "")
    if not ending:
        ending = "webp" if head[8:12] == b"WEBP" else "m4a" if head[4:8] == b"ftyp" else "bin"
    return f"files/{sha[:16]}.{ending}"
