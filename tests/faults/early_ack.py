"""The twin of the kill test: a box that answers before its commit. It must be caught losing work."""

import time

from homeroom.cli import main
from homeroom.writer import Writer

honest_commit = Writer._commit
honest_attempt = Writer._attempt


def attempt_and_promise(self, connection, job):
    honest_attempt(self, connection, job)
    if job.error is None:
        job.tell_over(None)
        self._told()


def commit_later(self, connection):
    time.sleep(0.03)  # as a slow disk would take
    return honest_commit(self, connection)


def finish_the_others(self, jobs, failure):
    for job in jobs:
        if not job.over:
            job.tell_over(failure)


Writer._attempt = attempt_and_promise
Writer._commit = commit_later
Writer._finish = finish_the_others
main()
