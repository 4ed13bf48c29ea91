"""The first start: a code on the box's own console makes sure that its owner becomes its first office."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass

from homeroom import config, db, journal
from homeroom.errors import BadConfig, Refused, Unavailable
from homeroom.i18n import _
from homeroom.people import actions, imports, keys, passwords, rules, slowing, tables
from homeroom.people.on_this_box import Password
from homeroom.people.tables import Staff

FILE = "first-start.code"
MOST_CLASSES = 60


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What the first start asks: the school, its language and time zone, who asks, and who is taught.

    An empty `school`, `language` or `timezone` leaves the setting as it is. `classes` has one name a line;
    `roster` is a file of people, as on the page Import.
    """

    name: str
    username: str
    password: str
    school: str = ""
    language: str = ""
    timezone: str = ""
    classes: str = ""
    roster: bytes = b""
    roster_name: str = ""


def is_due() -> bool:
    """Whether there is nobody yet who could sign in."""
    able = Staff.select().where(~Staff.archived, Staff.id.in_(Password.select(Password.staff)))
    return not able.exists()


def code() -> str | None:
    """The code to type on the page /first-start; None when the box has an owner."""
    if not is_due():
        return None
    path = keys.folder() / FILE
    if not path.exists():
        keys.keep(path, "".join(secrets.choice(rules.CROCKFORD) for _letter in range(8)).encode())
    return path.read_text("ascii")


def take_over(typed: str, answers: Answers) -> Staff:
    """Open the school for whoever has the code: all of the answers hold, or nothing is changed.

    Returns the first member of the office. Raises Refused, TooMany.
    """
    check_code(typed)
    names = _class_names(answers.classes)
    hashed = passwords.hashed(answers.password, (answers.name, answers.username))
    person = _open_school(answers, names, hashed)
    (keys.folder() / FILE).unlink(missing_ok=True)
    return person


def check_code(typed: str) -> None:
    """Raise Refused when this is not the code of the box (or it has an owner), TooMany after several wrong tries."""
    slowing.check("first start", "anywhere")
    right = code()
    if right is None:
        raise Refused(_("This box has an office already. Sign in there."))
    if not hmac.compare_digest(rules.plain_code(typed).encode(), right.encode()):
        db.write(slowing.count_rate, "first start", most=5)
        raise Refused(_("This is not the code. The box shows it when it starts."))


def _class_names(text: str) -> list[str]:
    names = list(dict.fromkeys(line.strip() for line in text.replace(",", "\n").splitlines() if line.strip()))
    if len(names) > MOST_CLASSES or any(len(name) > 60 for name in names):
        raise Refused(
            _("Write at most %(most)s classes, each with a short name on a line of its own.", most=MOST_CLASSES)
        )
    return names


@db.writes
def _open_school(answers: Answers, names: list[str], hashed: str) -> Staff:
    if not is_due():
        raise Refused(_("This box has an office already. Sign in there."))
    person = actions.register_staff(answers.name, role="office", username=answers.username.strip().lower())
    passwords.keep(person.id, hashed)
    with journal.acting(actor=f"office:{person.id}"):
        if answers.roster:
            _bring_in(answers, person.id)
        there = {one.name for one in tables.classes()}
        for name in names:
            if name not in there:
                actions.begin_class(name)
    _keep_settings(answers)  # last: a file can't be rolled back
    return person


def _bring_in(answers: Answers, staff: str) -> None:
    found = imports.look(answers.roster, file=answers.roster_name, staff=staff)
    plan = imports.plan(imports.one(found))
    stops = [problem for problem in plan.problems if problem.stops]
    if stops:
        first = stops[0]
        where = _("row %(row)s", row=first.row) if first.row else answers.roster_name
        raise Refused(
            _(
                "The list can't be taken in yet (%(where)s): %(what)s Nothing was changed.",
                where=where,
                what=first.message,
            )
        )
    if plan.steps:
        imports.apply(found, plan.mark)


def _keep_settings(answers: Answers) -> None:
    told = {"school_name": answers.school, "language": answers.language, "timezone": answers.timezone}
    news = {name: value for name, value in told.items() if value and value != getattr(config.current(), name)}
    if not news:
        return
    try:
        config.keep(**news)
    except BadConfig as error:
        raise Refused(_("This time zone is not known. Choose another one.")) from error
    except OSError as error:
        raise Unavailable(
            _("The settings could not be saved (%(why)s). Nothing was changed.", why=error.strerror)
        ) from error
