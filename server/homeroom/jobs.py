"""Timetable: all that happens unasked, and how often."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from homeroom import db
from homeroom.errors import HomeroomError, where

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """One thing done again and again; safe to repeat at any time.

    `aside`: the thread it has for itself, since it talks to somebody and may take hours; "" = the one for all that is
    done at home. `last`: it is done once more before the box stops.
    """

    name: str
    seconds: int
    action: Callable[[], object]
    aside: str = ""
    last: bool = False


def start(timetable: tuple[Job, ...]) -> BackgroundScheduler:
    """Begin to work through the timetable in one background thread, and one more for each sort of talk."""
    executors = {name: ThreadPoolExecutor(1) for name in {"default", *(job.aside for job in timetable if job.aside)}}
    scheduler = BackgroundScheduler(timezone=UTC, executors=executors)
    for job in timetable:
        scheduler.add_job(
            _run,
            "interval",
            args=(job,),
            id=job.name,
            executor=job.aside or "default",
            seconds=job.seconds,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,  # the box's clock may jump; a late job is still a job
        )
    scheduler.start()
    return scheduler


def finish(timetable: tuple[Job, ...]) -> None:
    """Do once more what has to be done before the box stops."""
    for job in timetable:
        if job.last:
            _run(job)


def _run(job: Job) -> None:
    if not db.is_open():
        return
    try:
        job.action()
    except HomeroomError as error:
        log.warning("%s: %s", job.name, error.message)
    except Exception as error:
        log.error("%s: %s", job.name, where(error))
