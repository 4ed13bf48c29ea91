"""Table of contents: which features a box has, and which a hub."""

BOX = (
    "people",
    "attendance",
    "packs",
    "evidence",
    "mastery",
    "playlists",
    "grouping",
    "goals",
    "contests",
    "trials",
    "today",
    "workshop",
    "sync",
    "fleet",
    "stick",
    "neighbors",
    "record",
    "backups",
)
HUB = ("people", "attendance", "packs", "evidence", "mastery", "playlists", "sync", "backups", "hub", "stick", "record")
