"""Calendars from files: a safe part of iCalendar (RFC 5545), and CSV. Nothing is saved here. Plain Python.

Of an .ics file events are read: DTSTART, DTEND or DURATION in days or weeks, SUMMARY, and RRULE:FREQ=YEARLY. Whatever
repeats otherwise is named, not guessed.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from homeroom.errors import Refused
from homeroom.i18n import _
from homeroom.terms.rules import SORTS, Span

LARGEST = 1_000_000  # characters
MOST = 1000  # spans of a file
LONGEST = 200  # days of a span
TITLE = 80
YEARS = 3
DATE = re.compile(r"(\d{4})(\d\d)(\d\d)(T(\d{6})Z?)?")
DURATION = re.compile(r"P(?:(\d{1,3})W|(\d{1,3})D)(?:T.*)?")
COLUMNS = ("kind", "first", "last", "title", "class")


@dataclass(frozen=True)
class Found:
    """What a file has: spans as they would be kept, and what was left out, in sentences."""

    spans: tuple[Span, ...]
    problems: tuple[str, ...]


def read(text: str, classes: Iterable[tuple[str, str]] = ()) -> Found:
    """The spans of an .ics or CSV file; `classes` are (id, name). Raises Refused for anything else."""
    if len(text) > LARGEST:
        raise Refused(_("This file is too large for a calendar."))
    plain = text.removeprefix("\ufeff").strip()
    if plain.upper().startswith("BEGIN:VCALENDAR"):
        return _gather(_events(plain))
    head = plain.partition("\n")[0].lower()
    if "first" in head and "last" in head:
        return _gather(_rows(plain, {name.casefold(): key for key, name in classes}))
    raise Refused(_("This is neither an iCalendar file (.ics) nor a CSV file with the columns first and last."))


def _gather(found: Iterable[Span | str]) -> Found:
    spans, problems = dict[tuple[str, ...], Span](), list[str]()
    for one in found:
        if isinstance(one, str):
            problems.append(one)
        elif len(spans) < MOST:
            spans.setdefault((one.sort, one.first, one.last, one.school_class), one)
    return Found(tuple(sorted(spans.values(), key=lambda one: (one.first, one.last))), tuple(problems[:50]))


def checked(span: Span) -> Span | str:
    """The span, or a sentence about what is wrong with it."""
    try:
        first, last = date.fromisoformat(span.first), date.fromisoformat(span.last)
    except ValueError:
        return _("“%(title)s”: %(first)s to %(last)s are no days.", title=span.title, first=span.first, last=span.last)
    if last < first:
        return _("“%(title)s” ends before it begins.", title=span.title)
    if span.sort != "term" and (last - first).days >= LONGEST:
        return _("“%(title)s” is longer than %(most)s days.", title=span.title, most=LONGEST)
    if span.sort not in SORTS:
        return _("“%(kind)s” is none of: term, holiday, extra.", kind=span.sort)
    return replace(span, first=first.isoformat(), last=last.isoformat(), title=span.title.strip()[:TITLE])


# --- iCalendar ---------------------------------------------------------------------------------------


def _events(text: str) -> Iterator[Span | str]:
    inside: dict[str, str] | None = None
    depth = 0
    for line in _unfolded(text):
        name, _colon, value = line.partition(":")
        key = name.partition(";")[0].upper()
        if key == "BEGIN" and value.upper() == "VEVENT":
            inside, depth = {}, 0
        elif inside is not None and key == "BEGIN":
            depth += 1  # an alarm inside an event
        elif inside is not None and key == "END" and value.upper() == "VEVENT":
            yield from _event(inside)
            inside = None
        elif inside is not None and key == "END":
            depth -= 1
        elif inside is not None and not depth:
            inside.setdefault(key, value)


def _unfolded(text: str) -> list[str]:
    return re.sub(r"\r?\n[ \t]", "", text).splitlines()


def _event(told: dict[str, str]) -> Iterator[Span | str]:
    title = re.sub(r"\\([,;\\])", r"\1", told.get("SUMMARY", "")).replace("\\n", " ").replace("\\N", " ").strip()
    if told.get("STATUS", "").upper() == "CANCELLED":
        return
    first = _day(told.get("DTSTART", ""))
    last = _end(told, first) if first else None
    if first is None or last is None:
        yield _("“%(title)s” has no day that can be read.", title=title)
        return
    span = checked(Span(first.isoformat(), max(first, last).isoformat(), "holiday", title))
    rule = told.get("RRULE", "").upper()
    if isinstance(span, str) or not rule:
        yield span
        return
    yield from _yearly(span, first, max(first, last), rule)


def _day(value: str) -> date | None:
    found = DATE.fullmatch(value.strip())
    try:
        return date(*(int(found[n]) for n in (1, 2, 3))) if found else None
    except ValueError:
        return None


def _end(told: dict[str, str], first: date) -> date | None:
    if "DTEND" in told:
        found, end = DATE.fullmatch(told["DTEND"].strip()), _day(told["DTEND"])
        exclusive = found is not None and found[5] in (None, "000000")
        return end - timedelta(days=1) if end and exclusive and end > first else end
    length = DURATION.fullmatch(told.get("DURATION", "P1D"))
    if length is None:
        return first  # some hours
    return first + timedelta(days=max(1, int(length[1] or 0) * 7 + int(length[2] or 0)) - 1)


def _yearly(span: Span, first: date, last: date, rule: str) -> Iterator[Span | str]:
    parts = dict(one.partition("=")[::2] for one in rule.split(";"))
    if parts.get("FREQ") != "YEARLY" or parts.keys() - {"FREQ", "COUNT", "UNTIL", "INTERVAL", "WKST"}:
        yield span
        yield _("“%(title)s” repeats in a way that is not read here: only its first time was taken.", title=span.title)
        return
    every = int(parts["INTERVAL"]) if parts.get("INTERVAL", "1").isdecimal() and "INTERVAL" in parts else 1
    times = int(parts["COUNT"]) if parts.get("COUNT", "").isdecimal() else YEARS
    until = _day(parts.get("UNTIL", "")) or date.max
    for n in range(0, min(times, YEARS) * max(1, every), max(1, every)):
        try:
            begin, end = first.replace(year=first.year + n), last.replace(year=last.year + n)
        except ValueError:
            continue  # the 29th of February
        if begin <= until:
            yield replace(span, first=begin.isoformat(), last=end.isoformat())


# --- CSV ---------------------------------------------------------------------------------------------


def _rows(text: str, classes: dict[str, str]) -> Iterator[Span | str]:
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    for n, row in enumerate(csv.DictReader(text.splitlines(), delimiter=delimiter, strict=False), 2):
        told = {(name or "").strip().lower(): (value or "").strip() for name, value in row.items() if name}
        name = told.get("class", "")
        if name and name.casefold() not in classes:
            yield _("Line %(n)s: there is no class “%(name)s”.", n=n, name=name)
            continue
        span = Span(
            told.get("first", ""),
            told.get("last", "") or told.get("first", ""),
            told.get("kind", "") or "holiday",
            told.get("title", ""),
            classes.get(name.casefold(), "") if name else "",
        )
        found = checked(span)
        yield _("Line %(n)s: %(what)s", n=n, what=found) if isinstance(found, str) else found
