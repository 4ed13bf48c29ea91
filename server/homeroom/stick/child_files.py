"""Pictures and recordings of a child go onto a stick under her key."""

from homeroom import keyring, store
from homeroom.evidence.rows import Upload
from homeroom.people.tables import Student
from homeroom.stick.rules import Part
from homeroom.sync import lockers


def owners() -> dict[str, set[str]]:
    """Whose each portrait, picture and recording is."""
    found: dict[str, set[str]] = {}
    for child in Student.select(Student.id, Student.portrait).where(Student.portrait != ""):
        found.setdefault(child.portrait, set()).add(child.id)
    for row in Upload.select(Upload.student, Upload.sha256):
        found.setdefault(row.sha256, set()).add(row.student)
    return found


def part(sha: str, content: bytes, owners: set[str]) -> Part:
    """A file as it is carried: under the key of the child whose it is."""
    keys = keyring.ensure(store.school_id(), owners) if len(owners) == 1 else {}  # what two children have stays open
    for key in keys.values():
        return Part(f"m/{sha}", lockers.lock_file(key, content))
    return Part(f"b/{sha}", content)
