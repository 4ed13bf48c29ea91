"""Answers that wait for their commit while no thread waits with them.

A view that writes may have its answer made ready while the disk works (web.hold_back). The connection keeps the
finished answer, and the thread goes on to the next request. After the commit the server's loop sends all that waited.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from waitress.buffers import OverflowableBuffer
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer
from waitress.task import WSGITask

from homeroom import db
from homeroom.db import Job

HEAD = (
    "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\nContent-Length: {length}\r\n"
    "Cache-Control: no-store\r\nConnection: close\r\n\r\n"
)


class _Task(WSGITask):  # type: ignore[misc]  # waitress has no stubs
    def get_environment(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environment()
        environ["homeroom.hold"] = self.channel.hold
        return environ


class HeldChannel(HTTPChannel):  # type: ignore[misc]  # waitress has no stubs
    """A connection that sends nothing while a write, of which its answers tell, is not on disk.

    All bytes leave by `_flush_some`. Jobs that are over are taken off there, in the server's thread.
    """

    task_class = _Task
    outbufs: list[OverflowableBuffer]

    def __init__(self, *args: Any, **named: Any) -> None:
        self._held: tuple[Job[Any], ...] = ()  # changed under outbuf_lock only
        super().__init__(*args, **named)

    def hold(self, job: Job[Any]) -> None:
        """Send nothing from now on until this is durable; when it fails, say so instead of what was to be sent."""
        with self.outbuf_lock:
            self._held = (*self._held, job)

    def writable(self) -> bool:
        """Whether the loop shall look after the output: after a commit it asks anew."""
        return bool(super().writable()) and self._all_over()

    def write_soon(self, data: Any) -> int:
        """Keep a part of an answer; what is held need not disturb the loop yet."""
        if self._all_over() or not isinstance(data, bytes):
            return int(super().write_soon(data))
        with self.outbuf_lock:
            self.outbufs[-1].append(data)
            self.current_outbuf_count += len(data)
            self.total_outbufs_len += len(data)
        return len(data)

    def _all_over(self) -> bool:
        return all(job.over for job in self._held)

    def _flush_some(self, do_close: bool = True) -> bool:
        with self.outbuf_lock:
            while self._held and self._held[0].over:
                error = self._held[0].error
                if error is not None:
                    if self.requests:  # the answer that is thrown away is not even complete
                        return False
                    self._say_instead(str(error))
                self._held = self._held[1:]
            return not self._held and bool(super()._flush_some(do_close))

    def _say_instead(self, words: str) -> None:
        problem = {"type": "/problems/unavailable", "title": "Unavailable", "status": 503, "detail": words}
        body = json.dumps(problem).encode()
        for buffer in self.outbufs:
            buffer.close()
        self.outbufs = [OverflowableBuffer(self.adj.outbuf_overflow)]
        self.outbufs[0].append(HEAD.format(length=len(body)).encode() + body)
        self.total_outbufs_len = len(self.outbufs[0])
        self.close_when_flushed = True


def hold_answers(loop: Mapping[int, Any]) -> Callable[[], None]:
    """Let the servers in a loop keep answers until their commits, and the loop look for them after each.

    Returns what ends that, to be called before the loop is closed.
    """
    doors = [one for one in loop.values() if isinstance(one, BaseWSGIServer)]
    for door in doors:
        door.channel_class = HeldChannel
    return db.after_commit(doors[0].pull_trigger)  # one loop serves all doors
