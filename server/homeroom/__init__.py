"""Homeroom: an offline-first school server for one cheap box."""

__version__ = "0.1.0"
