"""Projects, teams, marks by the rubric, reflections, slips of visitors; learning outside the school."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Make the tables."""
    run("""
        CREATE TABLE project (
            project TEXT PRIMARY KEY,
            school_class TEXT NOT NULL,
            title TEXT NOT NULL,
            question TEXT NOT NULL,
            products TEXT NOT NULL,
            starts TEXT NOT NULL,
            ends TEXT NOT NULL,
            milestones TEXT NOT NULL,
            rubric TEXT NOT NULL,
            exhibition TEXT NOT NULL,
            archived INTEGER NOT NULL
        ) WITHOUT ROWID""")
    run("CREATE INDEX project_class ON project (school_class)")
    run("""
        CREATE TABLE team_place (
            student TEXT NOT NULL,
            project TEXT NOT NULL,
            team TEXT NOT NULL,
            role TEXT,
            PRIMARY KEY (student, project)
        ) WITHOUT ROWID""")
    run("CREATE INDEX team_place_project ON team_place (project)")
    run("""
        CREATE TABLE rubric_mark (
            student TEXT NOT NULL,
            project TEXT NOT NULL,
            criterion TEXT NOT NULL,
            mark INTEGER NOT NULL,
            text TEXT,
            author TEXT NOT NULL,
            "when" INTEGER NOT NULL,
            PRIMARY KEY (student, project, criterion)
        ) WITHOUT ROWID""")
    run("CREATE INDEX rubric_mark_project ON rubric_mark (project)")
    run("""
        CREATE TABLE project_reflection (
            student TEXT NOT NULL,
            project TEXT NOT NULL,
            text TEXT,
            upload TEXT,
            "when" INTEGER NOT NULL,
            PRIMARY KEY (student, project)
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE visitor_slip (
            project TEXT NOT NULL,
            slip TEXT NOT NULL,
            team TEXT NOT NULL,
            visitor TEXT NOT NULL,
            liked TEXT,
            asked TEXT,
            "when" INTEGER NOT NULL,
            PRIMARY KEY (project, slip)
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE outside_place (
            student TEXT NOT NULL,
            outside TEXT NOT NULL,
            place TEXT,
            mentor TEXT,
            contact TEXT,
            starts TEXT NOT NULL,
            ends TEXT NOT NULL,
            hours INTEGER NOT NULL,
            aims TEXT NOT NULL,
            over INTEGER NOT NULL,
            PRIMARY KEY (student, outside)
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE outside_log (
            student TEXT NOT NULL,
            outside TEXT NOT NULL,
            log TEXT NOT NULL,
            kind TEXT NOT NULL,
            author TEXT NOT NULL,
            role TEXT NOT NULL,
            day TEXT NOT NULL,
            minutes INTEGER NOT NULL,
            text TEXT,
            upload TEXT,
            upload_kind TEXT NOT NULL,
            "when" INTEGER NOT NULL,
            PRIMARY KEY (student, outside, log)
        ) WITHOUT ROWID""")
