"""The classroom that goals, talks and projects are tested in."""

from classroom import ada, bread, okoro, publish, silva

__all__ = ["ada", "bread", "okoro", "publish", "silva"]
