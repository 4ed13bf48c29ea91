"""New children at the door, and two ids of one child."""

from homeroom.people.same_child.actions import confirm, join, joined_with, part, take_in
from homeroom.people.same_child.following import renamed
from homeroom.people.same_child.likeness import Alike, alike, compare, provisional

__all__ = ["Alike", "alike", "compare", "confirm", "join", "joined_with", "part", "provisional", "renamed", "take_in"]
