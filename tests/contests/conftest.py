"""A class with weeks and stations, in which children may disagree."""

from classroom import ada, bread, okoro, publish, silva

__all__ = ["ada", "bread", "okoro", "publish", "silva"]
