"""One file for whoever helps from afar: how the box is, and nothing by which anybody could be recognized."""

from __future__ import annotations

import io
import json
import platform
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from urllib.parse import quote

import apsw
import peewee

from homeroom import __version__, clock, config, db, logs
from homeroom.findings import Finding, verdict
from homeroom.people.tables import Staff, Student

LARGEST_LOG = 1_000_000  # bytes
HIDDEN = "[name]"
NOT_TOLD = {"school_name", "hub_url", "data"}


def bundle(findings: Sequence[Finding]) -> bytes:
    """The zip: SUMMARY.txt to read, facts.json for a program, the newest log lines.

    Names, usernames and numbers of people are taken out of every file. When the database can't be read
    nobody knows the names, so the log is left out.
    """
    names = _names()
    files = {"SUMMARY.txt": _summary(findings), "facts.json": json.dumps(_facts(findings), indent=1)}
    if names is None:
        files["homeroom.log"] = "Left out: the database can't be read, so names could not be taken out of the log.\n"
    else:
        files["homeroom.log"] = logs.tail(config.current().data, LARGEST_LOG)
    hide = _hiding(names or ())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(f"homeroom-diagnosis/{name}", hide.sub(HIDDEN, text) if hide else text)
    return out.getvalue()


def _summary(findings: Sequence[Finding]) -> str:
    told = verdict(findings)
    lines = [f"Homeroom {__version__}, {clock.now():%Y-%m-%d %H:%M} UTC: {told.color}", ""]
    for one in findings:
        lines.append(f"{'ok  ' if one.well else 'BAD '}{one.name}: {one.words}")
        if not one.well:
            lines.append(f"     → {one.cure}")
    return "\n".join(lines) + "\n"


def _facts(findings: Sequence[Finding]) -> dict[str, object]:
    settings = config.current()
    told = {one.name: str(getattr(settings, one.name)) for one in fields(settings) if one.name not in NOT_TOLD}
    return {
        "version": __version__,
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": platform.python_version(),
        "settings": told,
        "findings": [asdict(one) for one in findings],
        "rows": _rows(settings.data),
        "files": {str(path.name): path.stat().st_size for path in sorted(settings.data.glob("homeroom.sqlite3*"))},
    }


def _rows(data: Path) -> dict[str, int]:
    """How many rows each table has; empty when the database can't be read."""
    try:
        connection = apsw.Connection(str(data / "homeroom.sqlite3"), flags=apsw.SQLITE_OPEN_READONLY)
        try:
            names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            counts = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone() for name in sorted(names)}
        finally:
            connection.close()
    except apsw.Error:
        return {}
    return {name: int(row[0]) for name, row in counts.items() if row}


def _names() -> set[str] | None:
    if not db.is_open():
        return None
    found: set[str] = set()
    try:
        for child in Student.select():
            found |= {child.given_name, child.family_name, child.username, child.identifier}
        for person in Staff.select():
            found |= {person.name, person.username}
    except (peewee.DatabaseError, apsw.Error):
        return None
    return found


def _hiding(names: Iterable[str]) -> re.Pattern[str] | None:
    """Finds every word of every name, whatever its case, also as it stands in a URL or in JSON."""
    words = {word for name in names for word in [name, *re.split(r"[\W_]+", name)] if len(word) > 1}
    told = {form for word in words for form in (word, quote(word), json.dumps(word)[1:-1])}
    if not told:
        return None
    longest_first = sorted(told, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
