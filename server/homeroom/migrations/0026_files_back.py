"""Which school's entries name a file: a box that lost its photos may have those of its own school back."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Make the table, and fill it from the entries that are here."""
    run("""
        CREATE TABLE sync_file_of (
            sha256 TEXT NOT NULL,
            school TEXT NOT NULL,
            PRIMARY KEY (sha256, school)
        ) WITHOUT ROWID""")
    run("""
        INSERT OR IGNORE INTO sync_file_of
        SELECT json_extract(e.body, '$.sha256'), l.school FROM entry e JOIN lane l USING (lane_no)
        WHERE e.kind NOT LIKE 'people.%' AND length(json_extract(e.body, '$.sha256')) = 64
          AND json_type(e.body, '$.size') = 'integer'""")
