"""From bytes to a roster: finds out which kind of file somebody chose."""

from __future__ import annotations

from homeroom.errors import Refused
from homeroom.i18n import _
from homeroom.people.rosters.kolibri import is_kolibri, read_kolibri
from homeroom.people.rosters.oneroster import read_oneroster
from homeroom.people.rosters.ours import read_ours
from homeroom.people.rosters.shape import Problem, Roster
from homeroom.people.rosters.sheet import read_sheet
from homeroom.people.rosters.zipped import read_zip


def read(data: bytes, *, name: str = "", lists_everybody: bool = False, school: str = "") -> Roster:
    """Read any file of people we know; what can't be read at all comes back as a problem."""
    try:
        if data.startswith(b"PK\x03\x04"):
            return read_oneroster(read_zip(data), school=school)
        if not data.strip():
            raise Refused(_("This file is empty."))
        if b"\0" in data[:1000] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise Refused(_("This is not a table. Choose a CSV file, or a OneRoster zip."))
        sheet = read_sheet(data, name)
        if {"sourcedId", "dateLastModified"} <= set(sheet.header):
            raise Refused(_("This is one file of a OneRoster export. Choose the whole zip instead."))
        reader = read_kolibri if is_kolibri(sheet) else read_ours
        return reader(sheet, lists_everybody=lists_everybody)
    except Refused as refusal:
        return Roster(problems=(Problem(message=str(refusal)),))
