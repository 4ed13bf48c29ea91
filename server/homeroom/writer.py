"""Group commit: one thread writes, and all that wait share one trip to the disk."""

import errno
import queue
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Generic, TypeVar, cast

import apsw

from homeroom.errors import Unavailable

R = TypeVar("R")
BATCH = 256  # jobs that share one commit at most
LINGER = 1.0  # share of the last commit's time to wait for company
LINGER_MOST = 0.025  # seconds
SAVEPOINT = "job"  # in front of what each job does
LULL = 0.2  # share of that: when nobody came for so long, nobody will
# What SQLite and the system raise when the disk, not the program, is to blame: it may work later.
DISK_ERRORS = (
    apsw.FullError,
    apsw.IOError,
    apsw.BusyError,
    apsw.LockedError,
    apsw.CantOpenError,
    apsw.ReadOnlyError,
    apsw.CorruptError,
    apsw.NotADBError,
    apsw.NoMemError,
    apsw.ProtocolError,
    MemoryError,
)
DISK_NUMBERS = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EFBIG, errno.EMFILE, errno.ENFILE}


def is_disk_trouble(error: BaseException) -> bool:
    """Whether the disk is to blame for an error: then nothing was saved, and the same may work later."""
    return isinstance(error, DISK_ERRORS) or (isinstance(error, OSError) and error.errno in DISK_NUMBERS)


class Job(Generic[R]):
    """Something to write: it waits in the queue, is carried out, and is on disk (or never was)."""

    __slots__ = ("_answer", "_carried_out", "_over", "error", "over", "work")

    def __init__(self, work: Callable[[], R]) -> None:
        self.work = work
        self.error: BaseException | None = None
        self.over = False  # on disk, or refused, or lost: see `error`
        self._answer: R | None = None
        self._carried_out, self._over = threading.Lock(), threading.Lock()
        self._carried_out.acquire()
        self._over.acquire()

    def promised(self) -> R:
        """What the work answered, before its commit. Nobody outside may hear of it until the job is `over`.

        What the work raised is raised only after the commit: it may be about what that was to save.
        """
        self._carried_out.acquire()
        return self.durable() if self.error or self.over else cast(R, self._answer)

    def durable(self) -> R:
        """What the work answered, once it is on disk. Raises Unavailable when the disk fails it."""
        self._over.acquire()
        self._over.release()
        if self.error is not None:
            raise self.error
        return cast(R, self._answer)

    def run(self) -> None:
        """Carry it out."""
        self._answer = self.work()

    def tell_promised(self) -> None:
        """Let go of who waits for the promise."""
        if self._carried_out.locked():
            self._carried_out.release()

    def tell_over(self, failure: BaseException | None) -> None:
        """Let go of everybody: the commit succeeded or failed."""
        self.error = failure or self.error  # what a job was refused for may be what was never saved
        self.over = True
        self._over.release()
        self.tell_promised()


class Writer:
    """A thread that owns the only writing connection.

    `begin` opens a transaction and returns its connection; `connection` opens the connection in the
    writer's thread; `told` is called after each commit. Jobs run in the order they came, each in a savepoint;
    then all callers hear what they will get; then one commit; then they have it.
    """

    def __init__(
        self,
        begin: Callable[[], apsw.Connection],
        connection: Callable[[], apsw.Connection],
        told: Callable[[], None] = lambda: None,
    ) -> None:
        self._begin = begin
        self._connection = connection
        self._told = told
        self._queue: queue.SimpleQueue[Job[Any] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._loop, name="writer", daemon=True)
        self._commit_seconds = 0.0
        self._company = 1
        self._door = threading.Lock()
        self._stopped = False  # nobody gets in any more
        self._ending = False  # the thread has seen the end of its queue

    def start(self) -> int:
        """Start the thread and return its identity."""
        self._thread.start()
        assert self._thread.ident is not None
        return self._thread.ident

    def stop(self) -> None:
        """Finish the jobs that wait, then end the thread."""
        with self._door:
            self._stopped = True
            self._queue.put(None)
        self._thread.join()

    def submit(self, work: Callable[[], R]) -> Job[R]:
        """Queue `work`. Raises Unavailable when the box is stopping."""
        job = Job(work)
        with self._door:  # nobody queues behind the end, where no answer would ever come
            if self._stopped:
                raise Unavailable("The box is stopping. Nothing was changed.")
            self._queue.put(job)
        return job

    def _loop(self) -> None:
        while not self._ending and (job := self._queue.get()) is not None:
            self._batch(job)

    def _batch(self, first: Job[Any]) -> None:
        jobs = [first]
        try:
            connection = self._begin()
        except BaseException as error:
            self._finish(jobs, error)
            return
        try:
            self._attempt_all(connection, jobs)
            for job in jobs:  # answers are made ready while the disk works
                job.tell_promised()
            failure = self._commit(connection)
        except BaseException as error:  # whatever it is: the callers get an answer and the thread lives
            failure = _not_saved(error)
            self._roll_back(connection)
        self._company = len(jobs) + self._queue.qsize()  # all who are at work: these, and those who came meanwhile
        self._finish(jobs, failure)

    def _attempt_all(self, connection: apsw.Connection, jobs: list[Job[Any]]) -> None:
        # On a slow disk a commit of one makes the others wait for two trips; a moment's patience (measured by
        # the last commit) lets them share one. On a fast disk this is nothing.
        self._attempt(connection, jobs[0])
        patience = min(self._commit_seconds * LINGER, LINGER_MOST)
        until = time.perf_counter() + patience
        while len(jobs) < BATCH:
            alone = len(jobs) >= self._company or time.perf_counter() > until
            try:
                job = self._queue.get(timeout=0 if alone else patience * LULL)
            except queue.Empty:
                return
            if job is None:
                self._ending = True
                return
            jobs.append(job)
            self._attempt(connection, job)

    def _attempt(self, connection: apsw.Connection, job: Job[Any]) -> None:
        if not connection.in_transaction:  # SQLite gave up the transaction (full disk, disk error)
            return
        try:
            connection.execute(f"SAVEPOINT {SAVEPOINT}")
            job.run()
            connection.execute(f"RELEASE {SAVEPOINT}")
        except BaseException as error:
            job.error = _not_saved(error) if is_disk_trouble(error) else error
            if connection.in_transaction:
                connection.execute(f"ROLLBACK TO {SAVEPOINT}")
                connection.execute(f"RELEASE {SAVEPOINT}")

    def _commit(self, connection: apsw.Connection) -> BaseException | None:
        started = time.perf_counter()
        if not connection.in_transaction:
            return _not_saved(apsw.FullError("SQLite gave up"))
        try:
            connection.execute("COMMIT")
        except BaseException as error:
            self._roll_back(connection)
            return _not_saved(error)
        self._commit_seconds = time.perf_counter() - started
        return None

    @staticmethod
    def _roll_back(connection: apsw.Connection) -> None:
        with suppress(Exception):  # a disk that fails may fail here too; the next begin says so
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    def _finish(self, jobs: list[Job[Any]], failure: BaseException | None) -> None:
        for job in jobs:
            job.tell_over(failure)
        self._told()


def _not_saved(error: BaseException) -> Unavailable:
    words = f"The box could not write to its disk ({error or type(error).__name__}). Nothing was changed."
    saying = Unavailable(words)
    saying.__cause__ = error
    return saying
