"""The pages of today over HTTP: each module brings its own to the shared blueprint."""

from homeroom.today import door_pages, inbox_pages, live_pages, student_pages
from homeroom.today.blueprint import bp

__all__ = ["bp", "door_pages", "inbox_pages", "live_pages", "student_pages"]
