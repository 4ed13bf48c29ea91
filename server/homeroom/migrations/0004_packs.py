"""Lesson packs: what is installed on this box, its files, cards and skills; and the history of it."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Make the tables."""
    run("""
        CREATE TABLE pack (
            id TEXT PRIMARY KEY,
            manifest TEXT NOT NULL,
            serial INTEGER NOT NULL,
            version TEXT NOT NULL,
            title TEXT NOT NULL,
            description TEXT NOT NULL,
            publisher TEXT NOT NULL,
            licence TEXT NOT NULL,
            languages TEXT NOT NULL,
            default_language TEXT NOT NULL,
            size INTEGER NOT NULL,
            signer TEXT NOT NULL,
            signer_name TEXT NOT NULL
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE pack_version (
            pack TEXT NOT NULL,
            manifest TEXT NOT NULL,
            serial INTEGER NOT NULL,
            version TEXT NOT NULL,
            size INTEGER NOT NULL,
            signer TEXT NOT NULL,
            signer_name TEXT NOT NULL,
            current INTEGER NOT NULL,
            PRIMARY KEY (pack, manifest)
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE pack_file (
            manifest TEXT NOT NULL,
            path TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            size INTEGER NOT NULL,
            type TEXT NOT NULL,
            PRIMARY KEY (manifest, path)
        ) WITHOUT ROWID""")
    run("CREATE INDEX pack_file_sha256 ON pack_file (sha256)")
    run("""
        CREATE TABLE pack_seen (
            pack TEXT NOT NULL,
            signer TEXT NOT NULL,
            serial INTEGER NOT NULL,
            PRIMARY KEY (pack, signer)
        ) WITHOUT ROWID""")
    run("CREATE TABLE pack_incoming (sha256 TEXT PRIMARY KEY) WITHOUT ROWID")
    run("CREATE TABLE card_version (sha256 TEXT PRIMARY KEY, card TEXT NOT NULL, lang TEXT NOT NULL) WITHOUT ROWID")
    run("""
        CREATE TABLE card (
            id TEXT NOT NULL,
            lang TEXT NOT NULL,
            pack TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            main INTEGER NOT NULL,
            title TEXT NOT NULL,
            kind TEXT NOT NULL,
            subject TEXT NOT NULL,
            level TEXT NOT NULL,
            variant_of TEXT NOT NULL,
            interest TEXT NOT NULL,
            skills TEXT NOT NULL,
            minutes INTEGER NOT NULL,
            with_whom TEXT NOT NULL,
            offscreen INTEGER NOT NULL,
            image TEXT NOT NULL,
            licence TEXT NOT NULL,
            stale INTEGER NOT NULL,
            PRIMARY KEY (id, lang)
        ) WITHOUT ROWID""")
    run("CREATE INDEX card_pack ON card (pack)")
    run("CREATE INDEX card_variant_of ON card (variant_of)")
    run("CREATE TABLE card_skill (skill TEXT NOT NULL, card TEXT NOT NULL, PRIMARY KEY (skill, card)) WITHOUT ROWID")
    run("""
        CREATE TABLE skill (
            id TEXT NOT NULL,
            pack TEXT NOT NULL,
            title TEXT NOT NULL,
            description TEXT NOT NULL,
            subject TEXT NOT NULL,
            grade_from INTEGER NOT NULL,
            grade_to INTEGER NOT NULL,
            PRIMARY KEY (id, pack)
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE skill_edge (
            skill TEXT NOT NULL,
            requires TEXT NOT NULL,
            pack TEXT NOT NULL,
            PRIMARY KEY (skill, requires, pack)
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE misconception (
            id TEXT NOT NULL,
            pack TEXT NOT NULL,
            skill TEXT NOT NULL,
            title TEXT NOT NULL,
            description TEXT NOT NULL,
            remedy TEXT NOT NULL,
            PRIMARY KEY (id, pack)
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE pack_history (
            register TEXT NOT NULL,
            ref TEXT NOT NULL,
            school TEXT NOT NULL,
            at INTEGER NOT NULL,
            what TEXT NOT NULL,
            version TEXT NOT NULL,
            actor TEXT NOT NULL,
            PRIMARY KEY (register, ref)
        ) WITHOUT ROWID""")
