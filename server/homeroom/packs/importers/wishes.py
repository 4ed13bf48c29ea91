"""What the person who imports knows better than the file."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wishes:
    """Said by a person; "" leaves it to the file."""

    title: str = ""
    subject: str = ""
    language: str = ""
    licence: str = ""
