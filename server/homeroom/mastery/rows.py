"""The tables of mastery, as peewee sees them."""

import json
from typing import Any

import peewee

from homeroom.db import Projection


class SkillShow(Projection):
    """One thing that showed a skill: an answer, a marked piece, a talk; once for each skill it is about."""

    student = peewee.TextField()
    when = peewee.IntegerField()
    ref = peewee.TextField()
    skill = peewee.TextField()
    slot = peewee.TextField(default="")
    card = peewee.TextField(default="")
    question = peewee.TextField(default="")
    way = peewee.TextField(default="answers")
    outcome = peewee.FloatField()
    says = peewee.FloatField()
    level = peewee.TextField(default="core")
    mark = peewee.IntegerField(default=0)

    class Meta:
        table_name = "skill_show"
        primary_key = peewee.CompositeKey("student", "when", "ref", "skill")


class QuestionTally(Projection):
    """How often a question was answered unaided in this school, and how often right."""

    card = peewee.TextField()
    question = peewee.TextField()
    tried = peewee.IntegerField()
    right = peewee.IntegerField()

    class Meta:
        table_name = "question_tally"
        primary_key = peewee.CompositeKey("card", "question")


class LearnerRow(Projection):
    """What the model keeps of a student over all skills; `days` are the latest days of work (since 1970)."""

    student = peewee.TextField(primary_key=True)
    level = peewee.FloatField()
    count = peewee.FloatField()
    fast = peewee.FloatField()
    slow = peewee.FloatField()
    turn = peewee.IntegerField()
    last = peewee.IntegerField()
    ref = peewee.TextField()
    days = peewee.TextField(default="")

    class Meta:
        table_name = "learner"


class SkillTrace(Projection):
    """What the model keeps of a student's work on one skill."""

    student = peewee.TextField()
    skill = peewee.TextField()
    attempts = peewee.IntegerField()
    right = peewee.IntegerField()
    form = peewee.FloatField()
    level = peewee.FloatField()
    count = peewee.FloatField()
    won = peewee.FloatField()
    lost = peewee.FloatField()
    turn = peewee.IntegerField()
    survived = peewee.IntegerField()
    last = peewee.IntegerField(null=True)
    mastered = peewee.IntegerField(null=True)
    shaken = peewee.BooleanField()
    recent = peewee.TextField()
    best = peewee.IntegerField()

    class Meta:
        table_name = "skill_trace"
        primary_key = peewee.CompositeKey("student", "skill")


class SkillSaid(Projection):
    """What was said about a skill of a student: observed, judged, contested, answered, re-check begun.

    `counts` says whether it still stands: the judgement in force, a contest that waits.
    """

    student = peewee.TextField()
    skill = peewee.TextField()
    ref = peewee.TextField()
    kind = peewee.TextField()
    way = peewee.TextField(default="")
    mark = peewee.IntegerField(null=True)
    state = peewee.TextField(default="")
    text = peewee.TextField(null=True)
    why = peewee.TextField(default="{}")
    slot = peewee.TextField(default="")
    card = peewee.TextField(default="")
    author = peewee.TextField(default="")
    when = peewee.IntegerField()
    counts = peewee.BooleanField(default=False)

    class Meta:
        table_name = "skill_said"
        primary_key = peewee.CompositeKey("student", "skill", "ref")

    @property
    def explanation(self) -> dict[str, Any]:
        """What explained the state or the offer when this was said."""
        found: dict[str, Any] = json.loads(self.why)
        return found


class LearnedWeights(Projection):
    """The weights that this school's answers have moved, for one shipped version."""

    base = peewee.TextField(primary_key=True)
    version = peewee.TextField()
    day = peewee.TextField()
    weights = peewee.TextField()

    class Meta:
        table_name = "learned_weights"
