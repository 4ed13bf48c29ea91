"""Table of contents: which features a box has, and which a hub."""

BOX = ("people", "attendance", "packs", "evidence", "mastery", "playlists", "today", "sync", "fleet", "stick", "backups")
HUB = ("people", "attendance", "packs", "evidence", "mastery", "playlists", "sync", "backups", "hub", "stick")
