"""Copies of everything, the way back to them, and how the box looks after its disk."""
