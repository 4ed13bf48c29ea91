"""A class with weeks, in which two cards are compared."""

from classroom import ada, bread, okoro, publish, silva

__all__ = ["ada", "bread", "okoro", "publish", "silva"]
