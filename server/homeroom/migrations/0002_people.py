"""People, their classes, and what only this box keeps about signing in."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Make the tables."""
    _from_the_journal(run)
    _of_this_box(run)


def _from_the_journal(run: Callable[[str], Any]) -> None:
    run("""
        CREATE TABLE student (
            id TEXT PRIMARY KEY,
            school TEXT NOT NULL,
            given_name TEXT NOT NULL,
            family_name TEXT NOT NULL,
            username TEXT NOT NULL,
            identifier TEXT NOT NULL,
            sourced_id TEXT NOT NULL,
            birth_year INTEGER,
            gender TEXT NOT NULL,
            language TEXT NOT NULL,
            interests TEXT NOT NULL,
            portrait TEXT NOT NULL,
            picture_seed TEXT NOT NULL,
            archived INTEGER NOT NULL
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE school_class (
            id TEXT PRIMARY KEY,
            school TEXT NOT NULL,
            name TEXT NOT NULL,
            sourced_id TEXT NOT NULL,
            sign TEXT NOT NULL,
            sign_in TEXT NOT NULL,
            archived INTEGER NOT NULL
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE enrolment (
            school_class TEXT NOT NULL,
            student TEXT NOT NULL,
            PRIMARY KEY (school_class, student)
        ) WITHOUT ROWID""")
    run("CREATE INDEX enrolment_student ON enrolment (student)")
    run("""
        CREATE TABLE staff (
            id TEXT PRIMARY KEY,
            school TEXT NOT NULL,
            name TEXT NOT NULL,
            username TEXT NOT NULL,
            sourced_id TEXT NOT NULL,
            role TEXT NOT NULL,
            archived INTEGER NOT NULL
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE teaching (
            staff TEXT NOT NULL,
            school_class TEXT NOT NULL,
            PRIMARY KEY (staff, school_class)
        ) WITHOUT ROWID""")
    run("CREATE INDEX teaching_class ON teaching (school_class)")


def _of_this_box(run: Callable[[str], Any]) -> None:
    run("""
        CREATE TABLE password (
            staff TEXT PRIMARY KEY,
            hash TEXT NOT NULL,
            temporary INTEGER NOT NULL,
            changed INTEGER NOT NULL
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE child_secret (
            student TEXT NOT NULL,
            way TEXT NOT NULL,
            mark TEXT NOT NULL,
            changed INTEGER NOT NULL,
            PRIMARY KEY (student, way)
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE wrong_try (
            who TEXT NOT NULL,
            place TEXT NOT NULL,
            wrong INTEGER NOT NULL,
            last INTEGER NOT NULL,
            until INTEGER NOT NULL,
            PRIMARY KEY (who, place)
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE opened_for (
            student TEXT PRIMARY KEY,
            until INTEGER NOT NULL,
            staff TEXT NOT NULL
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE session (
            id TEXT PRIMARY KEY,
            token TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            person TEXT NOT NULL,
            device TEXT NOT NULL,
            begun INTEGER NOT NULL,
            seen INTEGER NOT NULL,
            ended INTEGER
        ) WITHOUT ROWID""")
    run("CREATE INDEX session_person ON session (person)")
    run("""
        CREATE TABLE device (
            id TEXT PRIMARY KEY,
            token TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            sign TEXT NOT NULL,
            school_class TEXT NOT NULL,
            enrolled_at INTEGER NOT NULL,
            enrolled_by TEXT NOT NULL,
            seen INTEGER NOT NULL,
            waiting INTEGER NOT NULL,
            revoked INTEGER,
            revoked_by TEXT NOT NULL
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE enrol_code (
            code TEXT PRIMARY KEY,
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            sign TEXT NOT NULL,
            school_class TEXT NOT NULL,
            staff TEXT NOT NULL,
            until INTEGER NOT NULL
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE roster_import (
            id TEXT PRIMARY KEY,
            file TEXT NOT NULL,
            staff TEXT NOT NULL,
            begun INTEGER NOT NULL,
            roster TEXT NOT NULL,
            plan TEXT NOT NULL,
            applied INTEGER,
            undone INTEGER
        ) WITHOUT ROWID""")
