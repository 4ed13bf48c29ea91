"""Group commit: one thread writes, and all that wait share one trip to the disk."""

import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

import apsw

from homeroom.errors import Unavailable

R = TypeVar("R")
BATCH = 256  # jobs that share one commit at most
LINGER = 0.25  # share of the last commit's time to wait for company
LINGER_MOST = 0.008  # seconds


@dataclass
class _Job:
    work: Callable[[], Any]
    done: Future[Any] = field(default_factory=Future)
    answer: Any = None
    error: BaseException | None = None


class Writer:
    """A thread that owns the only writing connection.

    `begin` opens a transaction and returns its connection; `connection` opens the connection in the
    writer's thread. Jobs run in the order they came, each in a savepoint; then one commit; then all
    callers get their answers.
    """

    def __init__(self, begin: Callable[[], apsw.Connection], connection: Callable[[], apsw.Connection]) -> None:
        self._begin = begin
        self._connection = connection
        self._queue: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._loop, name="writer", daemon=True)
        self._commit_seconds = 0.0
        self._company = 1

    def start(self) -> int:
        """Start the thread and return its identity."""
        self._thread.start()
        assert self._thread.ident is not None
        return self._thread.ident

    def stop(self) -> None:
        """Finish the jobs that wait, then end the thread."""
        self._queue.put(None)
        self._thread.join()

    def run(self, work: Callable[[], R]) -> R:
        """Queue `work` and wait for its durable result."""
        job = _Job(work)
        self._queue.put(job)
        result: R = job.done.result()
        return result

    def _loop(self) -> None:
        while (job := self._queue.get()) is not None:
            if self._company > 1:
                self._linger()
            stopping = self._batch(job)
            if stopping:
                return

    def _linger(self) -> None:
        # On a slow disk a commit of one makes the others wait for two trips; a moment's patience
        # (a fraction of the last commit) lets them share one. On a fast disk this is nothing.
        until = time.perf_counter() + min(self._commit_seconds * LINGER, LINGER_MOST)
        while self._queue.qsize() + 1 < self._company and time.perf_counter() < until:
            time.sleep(0.0005)

    def _batch(self, first: _Job) -> bool:
        jobs, stopping = [first], False
        try:
            connection = self._begin()
        except BaseException as error:
            first.done.set_exception(error)
            return False
        self._attempt(connection, first)
        while len(jobs) < BATCH:
            try:
                job = self._queue.get_nowait()
            except queue.Empty:
                break
            if job is None:
                stopping = True
                break
            jobs.append(job)
            self._attempt(connection, job)
        self._company = len(jobs)
        self._finish(jobs, self._commit(connection))
        return stopping

    def _attempt(self, connection: apsw.Connection, job: _Job) -> None:
        if not connection.in_transaction:  # SQLite gave up the transaction (full disk, disk error)
            return
        try:
            connection.execute("SAVEPOINT job")
            job.answer = job.work()
            connection.execute("RELEASE job")
        except BaseException as error:
            job.error = error
            if connection.in_transaction:
                connection.execute("ROLLBACK TO job")
                connection.execute("RELEASE job")

    def _commit(self, connection: apsw.Connection) -> BaseException | None:
        started = time.perf_counter()
        try:
            if not connection.in_transaction:
                return Unavailable("The box could not save this (is its disk full?). Nothing was changed.")
            connection.execute("COMMIT")
        except apsw.Error as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            return Unavailable(f"The box could not save this ({error}). Nothing was changed.")
        self._commit_seconds = time.perf_counter() - started
        return None

    @staticmethod
    def _finish(jobs: list[_Job], failure: BaseException | None) -> None:
        for job in jobs:
            error = job.error or failure
            if error is not None:
                job.done.set_exception(error)
            else:
                job.done.set_result(job.answer)
