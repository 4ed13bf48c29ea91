"""Being let in without a network: a request on the stick, somebody's yes, an answer on the way back."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from homeroom import config, store
from homeroom.errors import NotFound, Refused
from homeroom.hub import actions as hub
from homeroom.hub.tables import Box, School
from homeroom.i18n import _
from homeroom.stick import actions, letters, rules
from homeroom.stick.files import Stick, Watch
from homeroom.stick.outgoing import HUB, SCHOOL
from homeroom.stick.rules import Damaged, Letter
from homeroom.sync import age, signing
from homeroom.sync import tables as sync

REQUEST, ANSWER = "request-", "answer-"


@dataclass(frozen=True)
class Asking:
    """A box that asks to be let in, or who answered this one; people compare the mark."""

    name: str
    mark: str
    wants: str  # "hub" or "school"
    file: str
    content: dict[str, Any]


# --- the box that asks --------------------------------------------------------------------------------


def ask(stick: Stick, wants: str, watch: Watch) -> str:
    """Leave a request on the stick; returns this box's mark."""
    own = actions.box_letter()
    content = own | {
        "wants": wants,
        "school": store.school_id(),
        "name": config.current().school_name,
        "nonce": actions.request_nonce(),
    }
    stick.begin()
    stick.write(f"{REQUEST}{store.box_id()}.letter", letters.plain(letters.signed("request", content)), watch)
    return letters.mark(signing.from_text(own["key"]))


def answers(stick: Stick) -> list[Asking]:
    """Answers to this box's request that are on the stick."""
    name = f"{ANSWER}{store.box_id()}.age"
    if name not in stick.names():
        return []
    try:
        letter = letters.read_sealed(stick, name, "answer")
        found = _answer(letter, name)
    except Damaged:
        return []
    waited_for = store.get("stick_nonce")
    return [found] if waited_for and letter.content.get("nonce") == waited_for else []


def _answer(letter: Letter, name: str) -> Asking:
    content = letter.content
    key = signing.from_text(rules.text(content, "key"))
    wants = rules.text(content, "wants")
    needed = ("name", "age", "link_nonce") if wants == HUB else ("name", "school", "secret")
    for one in needed:
        rules.text(content, one)
    if not letters.is_by(letter, key) or wants not in (HUB, SCHOOL):
        raise Damaged("answer")
    if wants == SCHOOL:
        _boxes(content)
    return Asking(content["name"], letters.mark(key), wants, name, content)


def _boxes(content: dict[str, Any]) -> None:
    boxes = content.get("boxes")
    if not isinstance(boxes, list) or not all(isinstance(one, dict) for one in boxes):
        raise Damaged("answer")
    for one in boxes:
        for name in ("box", "key", "age"):
            rules.text(one, name)
        for told in (one["age"], one.get("carry") or one["age"]):
            age.recipient(str(told))


def accept(stick: Stick, mark: str) -> str:
    """Believe the answer with this mark; returns the name of the hub or school that this box now belongs to.

    Raises NotFound when there is no such answer, Refused when this box can't join.
    """
    found = _with_mark(answers(stick), mark)
    content = found.content
    if found.wants == HUB:
        carry = str(content.get("carry", ""))
        actions.join_hub(content["key"], content["name"], content["age"], content["link_nonce"], carry)
    else:
        actions.join_school(content["school"], content["secret"], content["boxes"], content["name"])
    stick.remove(found.file)
    return found.name


# --- who is asked -------------------------------------------------------------------------------------


def requests(stick: Stick) -> list[Asking]:
    """Boxes that ask to be let in here."""
    return sorted(_requests(stick), key=lambda one: (one.name, one.mark))


def _requests(stick: Stick) -> Iterator[Asking]:
    wanted = HUB if actions.is_hub() else SCHOOL
    for name in stick.names():
        if not name.startswith(REQUEST) or not name.endswith(".letter"):
            continue
        try:
            letter = letters.read_plain(stick, name, "request")
            content = letter.content
            for one in ("box", "key", "age", "wants", "school", "name", "nonce"):
                rules.text(content, one)
            key = signing.from_text(content["key"])
        except Damaged:
            continue
        if content["wants"] == wanted and content["box"] != store.box_id() and letters.is_by(letter, key):
            yield Asking(content["name"], letters.mark(key), wanted, name, content)


def admit(stick: Stick, mark: str, watch: Watch) -> str:
    """Say yes to the box with this mark and leave the answer on the stick; returns its school's name.

    Raises NotFound when no such box asks on this stick, Refused or Conflict when it can't be let in.
    """
    found = _with_mark(requests(stick), mark)
    recipient = age.recipient(found.content["age"])
    told = _enrol(found.content) if found.wants == HUB else _admit(found.content)
    own = actions.box_letter()
    answer = told | {"wants": found.wants, "nonce": found.content["nonce"]}
    answer |= {name: own[name] for name in ("key", "age", "carry")}
    stick.begin()
    raw = letters.signed("answer", answer | {"name": config.current().school_name})
    stick.write(f"{ANSWER}{found.content['box']}.age", letters.sealed(raw, [recipient]), watch)
    stick.remove(found.file)
    return found.name


def _enrol(content: dict[str, Any]) -> dict[str, Any]:
    here = School.get_or_none(School.id == content["school"]) is not None
    code = hub.new_code(content["school"] if here else "").replace("-", "")
    box = hub.enrol({name: content[name] for name in ("box", "school", "name", "key")} | {"code": code[:8]})
    actions.note_box(box.id, content["age"], content.get("carry"))
    return {"link_nonce": Box.get_by_id(box.id).nonce}


def _admit(content: dict[str, Any]) -> dict[str, Any]:
    return actions.admit(content["box"], content["key"], content["age"], str(content.get("carry", "")))


def _with_mark(found: list[Asking], mark: str) -> Asking:
    plain = "".join(char for char in mark.upper() if char.isalnum())
    for one in found:
        if plain and one.mark.replace("-", "") == plain:
            return one
    raise NotFound(_("Nobody with this mark asks on this stick. Compare it again, letter by letter."))


def own_mark() -> str:
    """This store's own mark, to read to the other side."""
    return letters.mark(signing.from_text(actions.box_letter()["key"]))


def joined() -> bool:
    """Whether this box carries anything to anybody yet."""
    return sync.upstream() is not None or age.school() is not None


def check_alone() -> None:
    """Raise Refused when this box belongs to several boxes of a school already."""
    if age.school() is not None:
        raise Refused(_("This box shares its school with other boxes already."))
