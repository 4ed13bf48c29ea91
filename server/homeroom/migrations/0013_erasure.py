"""Who was erased: their entries lose their words, also those that arrive later, over whatever road."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Make the tables, and the trigger that no writer can forget."""
    run("""
        CREATE TABLE erased (
            subject TEXT NOT NULL,
            school TEXT NOT NULL,
            done INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (subject, school)
        ) WITHOUT ROWID""")
    run("CREATE TABLE erased_file (sha256 TEXT PRIMARY KEY) WITHOUT ROWID")
    reached = (
        "e.subject = NEW.subject AND EXISTS (SELECT 1 FROM lane l, store s WHERE l.lane_no = NEW.lane_no"
        " AND s.name = 'school' AND (l.school = e.school OR l.school = s.value OR e.school = s.value))"
    )
    run(f"""
        CREATE TRIGGER erased_stays_erased AFTER INSERT ON entry
        WHEN NEW.body <> 'null' AND NEW.kind <> 'people.student-erased'
            AND EXISTS (SELECT 1 FROM erased e WHERE {reached})
        BEGIN
            INSERT OR IGNORE INTO erased_file
                SELECT value FROM json_each(NEW.body)
                WHERE type = 'text' AND length(value) = 64 AND value NOT GLOB '*[^0-9a-f]*';
            UPDATE entry SET body = 'null' WHERE lane_no = NEW.lane_no AND seq = NEW.seq;
            UPDATE erased SET done = 0 WHERE subject = NEW.subject;
        END""")
