"""The one way in which tests wait for what happens on its own time."""

import time


def until(found, seconds=60, *, every=0.02, why=lambda: "it never came"):
    """Ask until `found()` gives something true and return that; after so many seconds fail with what `why()` says."""
    end = time.monotonic() + seconds
    while not (answer := found()):
        assert time.monotonic() < end, why()
        time.sleep(every)
    return answer
