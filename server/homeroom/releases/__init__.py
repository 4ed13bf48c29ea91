"""Newer versions of the program by wire: a hub offers one, boxes fetch and check it, and the updater puts it in."""
