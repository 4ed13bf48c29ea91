"""Erasing a student: one entry that travels, and what each store does about it."""

import logging
import os
from dataclasses import dataclass
from pathlib import Path

import apsw

from homeroom import aliases, blobs, clock, config, db, entries, erasing, journal, keyring, store
from homeroom.backups import forgetting, key_copies
from homeroom.backups.tables import Stick
from homeroom.errors import HomeroomError, Refused, Unavailable
from homeroom.evidence.rows import Upload
from homeroom.i18n import _
from homeroom.packs.on_this_box import PackFile
from homeroom.people import sessions
from homeroom.people import tables as people
from homeroom.people.events import StudentErased
from homeroom.people.on_this_box import RosterImport, Session
from homeroom.playlists.steps import PlanStep
from homeroom.record import gathering
from homeroom.stick.tables import Waiting
from homeroom.sync import carried, files
from homeroom.sync import erased as segments

log = logging.getLogger(__name__)
SMALL = 64 << 20  # bytes: a larger database is made compact at night
TO_COMPACT = "erased_to_compact"
TO_RENEW = "erased_in_copies"
LEDGER = "erased.txt"  # beside the database: it outlives a return to an old copy
BUSY_MS = 5000


@dataclass(frozen=True)
class Reach:
    """What an erasure takes away here."""

    entries: int
    files: int
    rows: dict[str, int]


@dataclass(frozen=True)
class Left:
    """What only people can see to: backup sticks from before an erasure, and folders with old data."""

    sticks: list[Stick]
    folders: list[Path]


def left_behind() -> Left:
    """Where words of whoever was erased may still be, and the box can't reach by itself."""
    return Left(forgetting.sticks_that_remember(), forgetting.set_aside(config.current()))


def reach(student_id: str) -> Reach:
    """What erasing this student would take away. Raises NotFound."""
    record = gathering.gather(student_id)
    rows = {name: len(some) for name, some in {**record.tables, **record.here}.items()}
    return Reach(len(record.entries), len(record.files), rows)


def erase(student_id: str, *, name: str) -> Reach:
    """Erase a student for ever; `name` is her name as somebody typed it. Returns what went.

    Raises NotFound, and Refused when the name is another one; then nothing was changed.
    """
    student = people.student(student_id)
    if " ".join(name.split()).casefold() != student.name.casefold():
        raise Refused(_("This is not the child's name. Nothing was erased."))
    found = reach(student_id)
    for one in aliases.ids_of(student_id):
        note(one)
    db.write(_erase, student_id)
    carry_out()
    return found


def _erase(student_id: str) -> None:
    sessions.end_all(student_id)
    for one in aliases.ids_of(student_id):
        journal.write(StudentErased(student=one))


def carry_out() -> None:
    """Take away what the journal can't: keys, files, segments, drafts of whoever was erased. Safe to repeat."""
    for subject in erasing.pending():
        db.write(_work_to_do)
        note(subject)
        keyring.destroy(subject, _reach(subject))
        key_copies.after_an_erasure(config.current())
        carried.renew_if_stale()
        db.write(_forget, subject)
        segments.forget_aside(subject)
        segments.take_out(subject)
        db.write(_done, subject)
        log.info("an erasure was carried out")
    _forget_words()
    for sha in db.database.execute_sql("SELECT sha256 FROM erased_file").fetchall():
        _remove_file(str(sha[0]))
    if _is_small() or _is_night():
        if store.get(TO_COMPACT):
            _compact()
        if store.get(TO_RENEW):
            _renew_copies()


_known = 0  # erasures of which this process keeps no words in memory


def _forget_words() -> None:
    # Once more after the commit: who read meanwhile read her words. And a command beside this process may have erased.
    global _known
    count = int(db.database.run("SELECT count(*) FROM erased").fetchone()[0])
    if count != _known:
        entries.forget()
        _known = count


def _work_to_do() -> None:
    store.put(TO_COMPACT, "1")
    store.put(TO_RENEW, "1")


def _renew_copies() -> None:
    try:
        forgetting.renew_copies(config.current())
    except HomeroomError as error:
        log.warning("copies from before an erasure could not be replaced: %s", error.message)
        return  # the timetable tries again
    db.write(store.remove, TO_RENEW)


def _reach(subject: str) -> list[str]:
    # As in `erasing`: at a hub, a school reaches its own; everywhere else an erasure reaches all.
    schools = [str(row[0]) for row in db.database.run("SELECT school FROM erased WHERE subject = ?", (subject,))]
    return schools if store.get("kind") == "hub" and store.school_id() not in schools else [""]


def _is_small() -> bool:
    return _file().stat().st_size < SMALL


def _is_night() -> bool:
    return not 4 <= clock.local(clock.now_ms()).hour < 22


def _file() -> Path:
    return Path(str(db.database.database))


def _compact() -> None:
    # SQLite leaves old bytes in pages that it reuses later; a new file has only what is in the tables.
    connection = apsw.Connection(str(_file()), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        connection.set_busy_timeout(BUSY_MS)
        connection.execute("VACUUM")
        if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").get[0]:
            return  # somebody still reads what was before: the log keeps it, and the timetable tries again
    except apsw.Error as error:
        log.warning("the database could not be made compact after an erasure: %s", type(error).__name__)
        return  # the timetable tries again
    finally:
        connection.close()
    db.write(store.remove, TO_COMPACT)


def _forget(subject: str) -> None:
    for table in gathering.kept_tables(db.Local):
        table.drop(student=subject)
    Session.drop(person=subject)
    RosterImport.delete().execute()  # whole files of names, kept only to undo the last import
    for step in list(PlanStep.select()):
        if subject in str(step.before):
            step.delete_instance()
    for row in list(Waiting.select()):
        content = segments.left_of(bytes(row.content), subject)
        if content != bytes(row.content):
            Waiting.put(sender=row.sender, lane=row.lane, first=row.first, content=content, locked=row.locked)


def _done(subject: str) -> None:
    db.database.execute_sql("UPDATE erased SET done = 1 WHERE subject = ?", (subject,))


def _remove_file(sha: str) -> None:
    if not _is_needed(sha):
        try:
            blobs.remove(sha)
        except OSError as error:
            raise Unavailable(_("A file could not be removed (%(why)s).", why=error.strerror or "?")) from error
        segments.forget_file(sha)
        files.forget_piece(sha)
    db.write(db.database.execute_sql, "DELETE FROM erased_file WHERE sha256 = ?", (sha,))


def _is_needed(sha: str) -> bool:
    return (
        people.Student.select().where(people.Student.portrait == sha).exists()
        or Upload.select().where(Upload.sha256 == sha).exists()
        or PackFile.select().where(PackFile.sha256 == sha).exists()
    )


# --- the ledger: a return to an old copy must not bring anybody back -----------------------------------


def note(subject: str) -> None:
    """Write an erasure down beside the database, durably, once."""
    path = _ledger()
    if subject in noted():
        return
    with path.open("a", encoding="ascii") as file:
        file.write(f"{subject}\n")
        file.flush()
        os.fsync(file.fileno())
    db.sync_folder(path.parent)


def noted() -> set[str]:
    """Everybody in the ledger."""
    try:
        return {line.strip() for line in _ledger().read_text("ascii", "replace").splitlines() if line.strip()}
    except FileNotFoundError:
        return set()


def _ledger() -> Path:
    return config.current().data / LEDGER


def remember() -> None:
    """At the start, before anybody is served: erase again whoever an old copy of the database brought back."""
    for subject in sorted(noted()):
        if not erasing.is_erased(subject):
            db.write(_again, subject)
    try:
        carry_out()
    except HomeroomError as error:
        log.error("an erasure could not be finished: %s", error.message)


def _again(subject: str) -> None:
    with journal.acting(actor=f"system:{store.box_id()}"):
        journal.write(StudentErased(student=subject))
