"""Tables: what the journal can rebuild, what this box alone knows, and SQL that is made once."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any, Self

import peewee

from homeroom.connections import database


class Table(peewee.Model):
    """Base of all tables.

    `put`, `drop`, `rows` and `one` do what peewee's queries do, with SQL that is made once: folds run at every
    act, and making SQL anew costs more there than running it.
    """

    class Meta:
        database = database
        legacy_table_names = False

    @classmethod
    def put(cls, **values: Any) -> None:
        """Write one row, in place of the row with the same key. Columns not named get their defaults."""
        sql, columns = _put_sql(cls)
        row = []
        for name, plain, convert, default in columns:
            if name not in values:
                row.append(default())
                continue
            value = values.pop(name)
            row.append(value if value is None or type(value) is plain else convert(value))
        if values:
            raise TypeError(f"{cls.__name__} has no {', '.join(values)}")
        database.run(sql, row)

    @classmethod
    def drop(cls, **equals: Any) -> None:
        """Delete the rows that have these values."""
        database.run(f"DELETE FROM {_name(cls)} WHERE {_where(equals)}", list(equals.values()))

    @classmethod
    def rows(cls, *columns: str, **equals: Any) -> list[tuple[Any, ...]]:
        """These columns, as SQLite has them, of the rows that have these values."""
        sql = _rows_sql(cls, columns, tuple(equals))
        found: list[tuple[Any, ...]] = database.run(sql, list(equals.values())).fetchall()
        return found

    @classmethod
    def one(cls, **equals: Any) -> Self | None:
        """The row that has these values, or None."""
        sql, fields = _one_sql(cls, tuple(equals))
        row = database.run(sql, list(equals.values())).fetchone()
        if row is None:
            return None
        found = cls(__no_default__=True)  # as peewee makes what it has read
        found.__data__ = {
            name: value if value is None or type(value) is plain else read(value)
            for (name, plain, read), value in zip(fields, row, strict=True)
        }
        return found


Column = tuple[str, type | None, Callable[[Any], Any], Callable[[], Any]]
Reading = tuple[str, type | None, Callable[[Any], Any]]
# What these fields keep is what SQLite keeps: a value of that very type needs no look.
PLAIN = {peewee.TextField: str, peewee.IntegerField: int, peewee.FloatField: float}


@functools.cache
def _put_sql(table: type[Table]) -> tuple[str, list[Column]]:
    fields = list(table._meta.sorted_fields)
    columns: list[Column] = []
    for field in fields:
        columns.append((field.name, _plain(field), field.db_value, functools.partial(_default, field)))
    names = ", ".join(f'"{field.column_name}"' for field in fields)
    return f"INSERT OR REPLACE INTO {_name(table)} ({names}) VALUES ({', '.join('?' * len(fields))})", columns


@functools.cache
def _rows_sql(table: type[Table], columns: tuple[str, ...], names: tuple[str, ...]) -> str:
    wanted = ", ".join(f'"{name}"' for name in columns)
    return f"SELECT {wanted} FROM {_name(table)} WHERE {_where(dict.fromkeys(names))}"


@functools.cache
def _one_sql(table: type[Table], names: tuple[str, ...]) -> tuple[str, list[Reading]]:
    fields = list(table._meta.sorted_fields)
    columns = ", ".join(f'"{field.column_name}"' for field in fields)
    sql = f"SELECT {columns} FROM {_name(table)} WHERE {_where(dict.fromkeys(names))} LIMIT 1"
    return sql, [(field.name, _plain(field), field.python_value) for field in fields]


def _plain(field: peewee.Field) -> type | None:
    return PLAIN.get(type(field))


def _default(field: peewee.Field) -> Any:
    return field.db_value(field.default() if callable(field.default) else field.default)


def _name(table: type[Table]) -> str:
    return f'"{table._meta.table_name}"'


def _where(equals: dict[str, Any]) -> str:
    return " AND ".join(f'"{name}" = ?' for name in equals)


class Json(peewee.TextField):
    """A JSON value."""

    def db_value(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)

    def python_value(self, value: Any) -> Any:
        return json.loads(value)


class Projection(Table):
    """A table that the journal can rebuild at any time."""


class Local(Table):
    """State of this box alone that is not in the journal: sessions, tokens, cursors, drafts."""
