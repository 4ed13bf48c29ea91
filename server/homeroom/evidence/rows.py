"""The tables of evidence, as peewee sees them."""

import json
from typing import Any

import peewee

from homeroom.db import Projection


class Work(Projection):
    """Where one student stands with one card (a slot of a week, or a card opened freely)."""

    student = peewee.TextField()
    slot = peewee.TextField()
    card = peewee.TextField()
    card_version = peewee.TextField()
    status = peewee.TextField()
    opened = peewee.IntegerField(null=True)
    last = peewee.IntegerField(null=True)
    spent = peewee.IntegerField()
    answered = peewee.IntegerField()
    correct = peewee.IntegerField()
    wrong_run = peewee.IntegerField()
    hints = peewee.IntegerField()
    hand = peewee.IntegerField(null=True)
    asked = peewee.IntegerField(null=True)
    helped = peewee.IntegerField(null=True)
    waiting = peewee.IntegerField(null=True)
    finished = peewee.IntegerField(null=True)
    mark = peewee.IntegerField(null=True)
    note = peewee.TextField(null=True)
    verdict = peewee.TextField()
    verdict_ref = peewee.TextField()
    place = peewee.TextField(null=True)

    class Meta:
        primary_key = peewee.CompositeKey("student", "slot")

    @property
    def resume(self) -> dict[str, Any] | None:
        """The place the student page kept."""
        return json.loads(self.place) if self.place else None


class Attempt(Projection):
    """One answer to one question."""

    student = peewee.TextField()
    slot = peewee.TextField()
    ref = peewee.TextField()
    card = peewee.TextField()
    question = peewee.TextField()
    response = peewee.TextField(null=True)
    claimed = peewee.BooleanField(null=True)
    correct = peewee.BooleanField(null=True)
    checked = peewee.BooleanField()
    score = peewee.FloatField()
    tries = peewee.IntegerField()
    hints = peewee.IntegerField()
    ms = peewee.IntegerField()
    misconception = peewee.TextField()
    when = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("student", "slot", "ref")


class Piece(Projection):
    """Something a person must look at: text, photo, drawing or recording."""

    student = peewee.TextField()
    slot = peewee.TextField()
    ref = peewee.TextField()
    kind = peewee.TextField()
    block = peewee.TextField()
    text = peewee.TextField(null=True)
    upload = peewee.TextField(null=True)
    when = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("student", "slot", "ref")


class Message(Projection):
    """One turn of the conversation between student and teacher about a card."""

    student = peewee.TextField()
    slot = peewee.TextField()
    ref = peewee.TextField()
    kind = peewee.TextField()
    author = peewee.TextField()
    role = peewee.TextField()
    text = peewee.TextField(null=True)
    when = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("student", "slot", "ref")


class Upload(Projection):
    """A picture or recording the box has, under the id its device gave it."""

    upload = peewee.TextField(primary_key=True)
    student = peewee.TextField()
    sha256 = peewee.TextField()
    media = peewee.TextField()
    size = peewee.IntegerField()
