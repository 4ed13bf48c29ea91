"""Letters on a stick: signed by whoever writes them, sealed to whoever may read them, and how they are found again."""

import io
from collections.abc import Callable
from typing import Any, BinaryIO

from homeroom import config
from homeroom.stick import rules
from homeroom.stick.files import Stick
from homeroom.stick.rules import Damaged, Letter
from homeroom.sync import age, signing

PURPOSE = b"homeroom stick\n"  # no signature of a letter is good for anything else


class Stranger(Damaged):
    """A letter that is sealed to somebody else."""


def signed(kind: str, content: dict[str, Any]) -> bytes:
    """A letter of this store."""
    text = rules.to_sign(kind, content)
    return rules.letter(text, signing.sign(signing.own_key(config.current().data), PURPOSE + text))


def is_by(letter: Letter, key: bytes) -> bool:
    """Whether the holder of this key wrote the letter."""
    return signing.verify(key, letter.signature, PURPOSE + letter.signed)


def sealed(raw: bytes, recipients: list[Any]) -> Callable[[BinaryIO], None]:
    """What writes the letter sealed."""
    return lambda target: age.seal(io.BytesIO(raw), target, recipients)


def plain(raw: bytes) -> Callable[[BinaryIO], None]:
    """What writes the letter open."""

    def produce(target: BinaryIO) -> None:
        target.write(raw)

    return produce


def read_plain(stick: Stick, name: str, kind: str) -> Letter:
    """An open letter. Raises Damaged, Unavailable."""
    with stick.open(name) as file:
        return rules.read_letter(file.read(rules.MOST_LETTER + 1), kind)


def read_sealed(stick: Stick, name: str, kind: str) -> Letter:
    """A sealed letter to this store or its school. Raises Stranger (it is for somebody else), Damaged, Unavailable."""
    opened = io.BytesIO()
    if stick.size(name) > rules.MOST_LETTER:
        raise Damaged("too large")
    with stick.open(name) as file:
        trouble = age.open_into(file, opened, identities())
    if trouble == "stranger":
        raise Stranger("for somebody else")
    if trouble:
        raise Damaged("sealed")
    return rules.read_letter(opened.getvalue(), kind)


def identities() -> list[Any]:
    """All keys that may open something here."""
    shared = age.school()
    return [age.own(), *([shared] if shared is not None else [])]


def mark(key: bytes) -> str:
    """A key in eight characters that people compare."""
    text = signing.fingerprint(key)
    return f"{text[:4]}-{text[4:]}"
