"""What came of a trip, in plain words."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from homeroom.i18n import _, ngettext
from homeroom.stick.outgoing import CONTENTS


@dataclass(frozen=True)
class Word:
    """One sentence about a trip: good, to know, or something to do."""

    kind: str  # "good", "", "warn"
    text: str


@dataclass
class Found:
    """What came of one bundle."""

    contents: dict[str, Any]
    new: int = 0
    files: int = 0
    waiting: int = 0
    shut: int = 0
    packs: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    missing: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether nothing of the bundle was missing or damaged."""
        return not (self.missing or self.torn or self.waiting or self.shut or self.refused)


def told(found: Found) -> list[Word]:
    """What came of a bundle, in plain words."""
    name = found.contents["name"] or _("A bundle without its first page")
    new = ngettext("%(num)s new entry", "%(num)s new entries", found.new, num=found.new)
    pictures = ngettext("%(num)s picture or recording", "%(num)s pictures or recordings", found.files, num=found.files)
    what = f"{new}, {pictures}" if found.files else new
    words = [Word("good" if found.whole else "", _("%(name)s: %(what)s taken in.", name=name, what=what))]
    if found.packs:
        packs = ngettext("%(num)s lesson pack is new.", "%(num)s lesson packs are new.", found.packs, num=found.packs)
        words.append(Word("good", packs))
    if found.missing:
        some = ", ".join(_words_for(one) for one in found.missing)
        words.append(Word("warn", _("Missing on this stick: %(some)s. Bring it, too; the rest is in.", some=some)))
    if found.torn:
        some = ", ".join(_words_for(one) for one in found.torn)
        words.append(
            Word("warn", _("Damaged: %(some)s. What was whole in it is in; the rest is carried again.", some=some))
        )
    if found.waiting:
        number = found.waiting
        words.append(
            Word(
                "",
                ngettext(
                    "%(num)s part waits for the one before it.",
                    "%(num)s parts wait for those before them.",
                    number,
                    num=number,
                ),
            )
        )
    words += _shut(found)
    words += [
        Word("warn", _("%(n)s parts were not taken in: %(why)s", n=n, why=why)) for why, n in found.refused.items()
    ]
    return words


def _shut(found: Found) -> list[Word]:
    if not found.shut:
        return []
    words = ngettext(
        "%(num)s part can't be opened yet: its key comes with the next stick. It is carried again.",
        "%(num)s parts can't be opened yet: their keys come with the next stick. They are carried again.",
        found.shut,
        num=found.shut,
    )
    return [Word("", words)]


def _words_for(name: str) -> str:
    return _("the first page") if name == CONTENTS else _("volume %(n)s", n=int(name.partition(".")[0]))
