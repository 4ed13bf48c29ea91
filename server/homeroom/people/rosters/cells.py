"""What single cells of a roster mean, whoever wrote them: years, genders, names of classes."""

from __future__ import annotations

import re

from homeroom.i18n import _

NAME_LENGTH = 125
CLASS_LENGTH = 50
_GENDERS = {
    "female": ("female", "f", "girl", "woman"),
    "male": ("male", "m", "boy", "man"),
    "other": ("other", "x", "non-binary", "nonbinary", "diverse"),
    "": ("not_specified", "not specified", "deferred", "unspecified", "unknown", "u"),
}
_WORDS = {word: gender for gender, words in _GENDERS.items() for word in words}


class BadCell(ValueError):
    """A cell that can't be understood; the message says why, in a sentence."""


def name(cell: str) -> str | None:
    """A name of a person, or None when the cell is empty."""
    if len(cell) > NAME_LENGTH:
        raise BadCell(_("This name is longer than %(count)s letters.", count=NAME_LENGTH))
    return cell or None


def identifier(cell: str) -> str | None:
    """A number or code another system gave."""
    if len(cell) > 100:
        raise BadCell(_("This is longer than 100 letters."))
    return cell or None


def username(cell: str) -> str | None:
    """A sign-in name: no spaces; capitals don't matter."""
    if not cell:
        return None
    if not re.fullmatch(r"[\w.@+-]{1,125}", cell):
        raise BadCell(_("“%(cell)s” can't be a username: use letters, digits, . _ - and @ only.", cell=cell))
    return cell.lower()


def birth_year(cell: str) -> int | None:
    """The year of birth, from a year or a whole date."""
    if not cell:
        return None
    year = re.search(r"(?<!\d)(19|20)\d\d(?!\d)", cell)
    if not year:
        raise BadCell(_("“%(cell)s” is not a year of birth like 2017.", cell=cell))
    return int(year[0])


def gender(cell: str) -> str | None:
    """female, male, other, or empty for "not told"."""
    if not cell:
        return None
    word = cell.lower()
    if word not in _WORDS:
        raise BadCell(_("“%(cell)s” is not known here: write female, male, other or nothing.", cell=cell))
    return _WORDS[word] or None


def language(cell: str) -> str | None:
    """A language tag such as en, ar or pt-BR."""
    if not cell:
        return None
    if not re.fullmatch(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*", cell):
        raise BadCell(_("“%(cell)s” is not a language code like en, ar or pt-BR.", cell=cell))
    parts = cell.replace("_", "-").split("-")
    return "-".join([parts[0].lower(), *(part.upper() if len(part) == 2 else part for part in parts[1:])])


def class_names(cell: str) -> tuple[str, ...]:
    """The classes named in one cell, separated by commas, semicolons or bars."""
    names = tuple(dict.fromkeys(part.strip() for part in re.split(r"[,;|]", cell) if part.strip()))
    for one in names:
        if len(one) > CLASS_LENGTH:
            raise BadCell(_("The class name “%(name)s” is longer than 50 letters.", name=one[:20] + "…"))
    return names


def interests(cell: str) -> tuple[str, ...] | None:
    """What a child likes, separated like classes; compared without capitals."""
    words = tuple(dict.fromkeys(part.strip().lower() for part in re.split(r"[,;|]", cell) if part.strip()))
    if any(len(word) > 40 for word in words) or len(words) > 12:
        raise BadCell(_("Name at most twelve interests, each in a word or two."))
    return words or None


_ROLES = {
    "student": ("student", "learner", "pupil", "child", ""),
    "teacher": ("teacher", "class_coach", "facility_coach", "coach", "aide", "proctor", "counselor"),
    "office": (
        "office",
        "admin",
        "administrator",
        "principal",
        "siteadministrator",
        "districtadministrator",
        "systemadministrator",
    ),
}
_ROLE_OF = {word: role for role, words in _ROLES.items() for word in words}


def role(cell: str) -> str:
    """student, teacher or office, from the words several systems use."""
    word = cell.lower().replace(" ", "_")
    if word not in _ROLE_OF:
        raise BadCell(_("“%(cell)s” is not a role known here: write student, teacher or office.", cell=cell))
    return _ROLE_OF[word]
