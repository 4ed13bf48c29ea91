"""The classroom that work, weeks and today's pages are tested in."""

from classroom import ada, bread, okoro, publish, silva

__all__ = ["ada", "bread", "okoro", "publish", "silva"]
