"""The threads that answer: a request goes to the one that was busy last, whose share of the database is still at hand.

waitress wakes the thread that slept longest, by a Condition of pure Python: dear where every act waits for it.
"""

import threading
from typing import Any

from waitress.task import ThreadedTaskDispatcher


class _Idle:
    """A thread that waits: for a task, or (None) to look whether it should end."""

    def __init__(self) -> None:
        self._bell = threading.Lock()
        self._bell.acquire()
        self._task: Any = None

    def wake(self, task: Any) -> None:
        self._task = task
        self._bell.release()

    def wait(self) -> Any:
        self._bell.acquire()
        return self._task


class Dispatcher(ThreadedTaskDispatcher):  # type: ignore[misc]  # waitress has no stubs
    """waitress's dispatcher with a stack of idle threads."""

    def __init__(self) -> None:
        super().__init__()
        self._idle: list[_Idle] = []  # under self.lock, as the queue

    def add_task(self, task: Any) -> None:
        """Let an idle thread serve it, or the next one that is free."""
        with self.lock:
            if not self._idle:
                self.queue.append(task)
                return
            thread = self._idle.pop()
        thread.wake(task)

    def handler_thread(self, thread_no: int) -> None:
        """What each thread does."""
        me = _Idle()
        while True:
            with self.lock:
                if self.stop_count:
                    self._leave(thread_no)
                    return
                task = self.queue.popleft() if self.queue else None
                if task is None:
                    self._idle.append(me)
            task = task or me.wait()
            if task is not None:
                self._serve(task)

    def set_thread_count(self, count: int) -> None:
        """Start or end threads until there are so many."""
        super().set_thread_count(count)
        with self.lock:
            idle, self._idle = self._idle, []
        for thread in idle:  # each looks whether it is one too many
            thread.wake(None)

    def _leave(self, thread_no: int) -> None:
        self.stop_count -= 1
        self.active_count -= 1
        self.threads.discard(thread_no)
        self.thread_exit_cv.notify()

    def _serve(self, task: Any) -> None:
        try:
            task.service()
        except BaseException:
            self.logger.exception("Exception when servicing %r", task)
