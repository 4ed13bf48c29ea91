"""OneRoster 1.1 and 1.2: a zip of CSV files, read by header names."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from homeroom.i18n import _, ngettext
from homeroom.people.rosters import cells
from homeroom.people.rosters.rows import Gathering, Row
from homeroom.people.rosters.shape import Group, Problem, Roster
from homeroom.people.rosters.sheet import read_sheet

NEEDED = ("users", "classes", "enrollments")
_FAMILY = {"parent", "guardian", "relative"}


@dataclass
class Bundle:
    """The files of one export, opened one by one."""

    files: dict[str, bytes]
    school: str = ""
    problems: list[Problem] = field(default_factory=list)

    @cached_property
    def manifest(self) -> dict[str, str]:
        """What the manifest says of version and files."""
        rows = self.rows("manifest")
        return {row.text("propertyname"): row.text("value") for row in rows}

    def is_bulk(self, name: str) -> bool:
        """Whether a file tells everything there is (and not only what changed)."""
        return f"{name}.csv" in self.files and self.manifest.get(f"file.{name}", "bulk") == "bulk"

    def rows(self, name: str) -> list[Row]:
        """The rows of one file; none when the file is absent."""
        file = f"{name}.csv"
        if file not in self.files:
            return []
        sheet = read_sheet(self.files[file], file)
        columns = {title.lower(): title for title in sheet.header}
        return [Row(number, found, columns, file, self.problems) for number, found in sheet.rows]

    @cached_property
    def here(self) -> str | None:
        """The sourcedId of this box's school, or None when the file knows just one school."""
        schools = {
            row.text("sourcedid"): row.text("name")
            for row in self.rows("orgs")
            if row.text("type").lower() == "school" and row.text("status").lower() != "tobedeleted"
        }
        if len(schools) < 2:
            return None
        for sourced_id, name in schools.items():
            if self.school and self.school.casefold() in (sourced_id.casefold(), name.casefold()):
                return sourced_id
        told = _(
            "This file holds %(count)s schools, and none is called %(school)s: %(names)s.",
            count=len(schools),
            school=self.school or "?",
            names=", ".join(sorted(schools.values())[:8]),
        )
        self.problems.append(Problem(message=told, file="orgs.csv", column="name"))
        return None


def read_oneroster(files: dict[str, bytes], *, school: str = "") -> Roster:
    """Read the files of an export; `school` (id or name) picks one of several."""
    bundle = Bundle(files, school)
    missing = [f"{name}.csv" for name in NEEDED if f"{name}.csv" not in files]
    if missing:
        told = _("This is no OneRoster export: %(names)s is missing.", names=", ".join(missing))
        return Roster(problems=(Problem(message=told),))
    gathering = Gathering(problems=bundle.problems)
    _check_version(bundle)
    _classes(bundle, gathering)
    _people(bundle, gathering)
    _memberships(bundle, gathering)
    bulk = all(bundle.is_bulk(name) for name in NEEDED)
    if not bulk:
        told = _("This export tells only changes, so nobody who is missing in it is archived.")
        gathering.problems.append(Problem(message=told, file="manifest.csv", stops=False))
    roster = gathering.roster(lists_everybody=bulk)
    everybody = frozenset(one.key for one in (*roster.students, *roster.staff))
    placed = everybody if bulk else frozenset[str]()
    return Roster(**(vars(roster) | {"placed": placed, "lists_classes": bulk}))


def _check_version(bundle: Bundle) -> None:
    version = bundle.manifest.get("oneroster.version", "1.1")
    if not version.startswith(("1.1", "1.2")):
        told = _("OneRoster %(version)s is not known here; 1.1 and 1.2 are.", version=version)
        bundle.problems.append(Problem(message=told, file="manifest.csv", column="value"))


def _classes(bundle: Bundle, gathering: Gathering) -> None:
    rows = bundle.rows("classes")
    titles = [row.text("title").casefold() for row in rows]
    for row in rows:
        if bundle.here and row.text("schoolsourcedid") != bundle.here:
            continue
        key, title = row.text("sourcedid"), row.text("title")
        if not key or not title:
            row.problem(_("This class has no title or no sourcedId."), "title")
            continue
        if titles.count(title.casefold()) > 1:
            title = f"{title} ({row.text('classcode') or key})"
        name = title.replace(",", " ").replace(";", " ").replace("|", " ")
        name = " ".join(name.split())[: cells.CLASS_LENGTH].strip()
        gathering.classes[key] = Group(key=key, row=row.number, name=name, sourced_id=key, archived=_is_gone(row))


def _people(bundle: Bundle, gathering: Gathering) -> None:
    roles, at_school = _roles(bundle)
    born = {row.text("sourcedid"): row for row in bundle.rows("demographics")}
    family = 0
    for row in bundle.rows("users"):
        key = row.text("sourcedid")
        word = row.text("role") or roles.get(key, "")
        orgs = _list(row.text("orgsourcedids")) | at_school.get(key, set())
        if bundle.here and orgs and bundle.here not in orgs:
            continue
        if word.lower() in _FAMILY:
            family += 1
            continue
        _user(row, word, born.get(key), gathering)
    if family:
        told = ngettext(
            "%(count)s parent or guardian is left out.",
            "%(count)s parents and guardians are left out.",
            family,
            count=family,
        )
        gathering.problems.append(Problem(message=told, file="users.csv", column="role", stops=False))


def _roles(bundle: Bundle) -> tuple[dict[str, str], dict[str, set[str]]]:
    roles: dict[str, str] = {}
    orgs: dict[str, set[str]] = {}
    for row in bundle.rows("roles"):
        if _is_gone(row):
            continue
        key = row.text("usersourcedid")
        orgs.setdefault(key, set()).add(row.text("orgsourcedid"))
        if key not in roles or row.text("roletype").lower() == "primary":
            roles[key] = row.text("role")
    return roles, orgs


def _user(row: Row, word: str, demographics: Row | None, gathering: Gathering) -> None:
    key = row.text("sourcedid")
    if not key:
        row.problem(_("This person has no sourcedId."), "sourcedid")
        return
    if not word:
        row.problem(_("This person has no role and is left out."), "role", stops=False)
        return
    try:
        role = cells.role(word)
    except cells.BadCell as error:
        row.problem(str(error), "role", stops=False)
        return
    person = row.person(
        key,
        sourced_id=key,
        given_name=row.read("preferredgivenname", cells.name) or row.read("givenname", cells.name),
        family_name=row.read("preferredfamilyname", cells.name) or row.read("familyname", cells.name),
        birth_year=demographics.read("birthdate", cells.birth_year) if demographics else None,
        gender=demographics.read("sex", cells.gender) if demographics else None,
        role=role,
        archived=_is_gone(row) or row.text("enableduser").lower() in ("false", "0"),
    )
    if not person.full_name:
        row.problem(_("This row has no name."), "givenname")
        return
    gathering.add(person)


def _memberships(bundle: Bundle, gathering: Gathering) -> None:
    students = {one.key for one in gathering.students}
    staff = {one.key for one in gathering.staff}
    for row in bundle.rows("enrollments"):
        person, group = row.text("usersourcedid"), row.text("classsourcedid")
        if _is_gone(row):
            continue
        if group not in gathering.classes:
            if not bundle.here:
                row.problem(_("This class is not in classes.csv, so this line is left out."), "classSourcedId", False)
            continue
        as_student = row.text("role").lower() == "student"
        if as_student and person in students:
            gathering.enrolments.add((person, group))
        elif not as_student and person in staff:
            gathering.teachings.add((person, group))
        elif person in students | staff:
            told = _("This person's role in users.csv differs from the one here, so this line is left out.")
            row.problem(told, "role", stops=False)


def _is_gone(row: Row) -> bool:
    return row.text("status").lower() == "tobedeleted"


def _list(cell: str) -> set[str]:
    return {part.strip() for part in cell.split(",") if part.strip()}
