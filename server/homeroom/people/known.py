"""Who is meant, as every act asks: remembered until somebody comes, goes or changes."""

from homeroom import db, store, watching
from homeroom.people import tables

TABLE = watching.notice("student")


def student_id(any_id: str) -> str:
    """The id of a student under which her acts are written, by any of her ids. Raises NotFound."""
    key = f"{store.at_school()}/{any_id}"
    return db.database.changes.remember(TABLE, key, lambda: tables.student(any_id).id)
