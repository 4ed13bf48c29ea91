"""The classroom whose people type what they should not."""

from classroom import ada, bread, okoro, publish, silva

__all__ = ["ada", "bread", "okoro", "publish", "silva"]
