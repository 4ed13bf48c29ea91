"""A disk that fails when the test says so: see failing_disk.c."""

import mmap
import shutil
import struct
import subprocess
from pathlib import Path

import pytest

SYNC, WRITE, TRUNCATE = 1, 2, 4


class FailingDisk:
    """Makes system calls on the database fail in the processes that get `.environ`."""

    def __init__(self, folder, part="homeroom.sqlite3"):
        compiler = shutil.which("cc") or shutil.which("gcc")
        if not compiler:
            pytest.skip("failing disks are NOT tested on this machine: no C compiler")
        library = Path(folder) / "failing_disk.so"
        source = Path(__file__).parent / "failing_disk.c"
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True, timeout=60)
        control = Path(folder) / "control"
        control.write_bytes(bytes(16))
        with control.open("r+b") as file:
            self._control = mmap.mmap(file.fileno(), 16)
        self.environ = {"LD_PRELOAD": str(library), "FAULTS_CONTROL": str(control), "FAULTS_FILE": part}

    def fail(self, error, calls, *, after=0, times=1):
        """From the `after`-th of these calls on, let `times` of them fail with this errno."""
        self._control[:] = struct.pack("4i", error, calls, after, times)

    def mend(self):
        """All is well again; returns how many calls were still to fail."""
        left = struct.unpack("4i", self._control[:])[3]
        self._control[:] = bytes(16)
        return max(left, 0)
