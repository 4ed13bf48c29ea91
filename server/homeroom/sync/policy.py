"""What leaves the school: full, pseudonymous or never, decided where a segment is sealed."""

import re
from collections.abc import Iterator
from dataclasses import replace

from homeroom import config, store
from homeroom.config import Config
from homeroom.entries import Entry, event_class

SHA = re.compile(r"[0-9a-f]{64}")
NAMES = ("people.",)  # kinds whose personal fields are names; all other personal fields are children's work


def describe(names: str, work: str) -> str:
    """The policy as the header of a segment states it."""
    return f"names={names},work={work}"


def for_lane(lane: str) -> Config:
    """The settings under which a lane is sealed: what a hub writes for a school goes there, and nowhere else, whole."""
    settings = config.current()
    if store.is_hubs_lane(lane):
        return replace(settings, policy_names="full", policy_work="full")
    return settings


def files_of(entry: Entry) -> Iterator[tuple[str, int]]:
    """The files (SHA-256, bytes) that an entry names and that may go where the entry goes: never portraits."""
    body = entry.body or {}
    sha, size = body.get("sha256"), body.get("size")
    if isinstance(sha, str) and type(size) is int and SHA.fullmatch(sha) and not entry.kind.startswith(NAMES):
        yield sha, size


def is_bare(entry: Entry) -> bool:
    """Whether the content of an entry, or a part of it, stayed at the school that wrote it."""
    known = event_class(entry.kind)
    return entry.body is None or bool(known and set(known.cls.personal) - entry.body.keys())


def apply(entry: Entry, *, names: str, work: str) -> Entry:
    """The entry as it may leave: personal fields taken out unless the policy for their kind is full.

    With `never`, entries about names or with work stay home whole: only that there was one travels, so
    that the sequence has no holes. A kind that this program doesn't know stays home too, and so does what
    names `private` fields.
    """
    known = event_class(entry.kind)
    if known is None or bool(getattr(known.cls, "private", False)):  # private notes stay, whatever the policy
        return _with_body(entry, None)
    personal = set(known.cls.personal)
    rule = names if entry.kind.startswith(NAMES) else work
    if not personal or rule == "full" or entry.body is None:
        return entry
    if rule == "never" and entry.kind.startswith(NAMES):
        return _with_body(entry, None)
    return _with_body(entry, {name: value for name, value in entry.body.items() if name not in personal})


def _with_body(entry: Entry, body: dict[str, object] | None) -> Entry:
    values = {
        name: getattr(entry, name)
        for name in ("lane", "seq", "at", "clock", "kind", "version", "actor", "device", "n")
        + ("subject", "register", "replaces", "school", "lane_no")
    }
    return Entry(**values, body=body)
