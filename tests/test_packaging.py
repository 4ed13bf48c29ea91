"""The wheel holds everything a box needs to serve."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NEEDED = (
    "homeroom/templates/base.html",
    "homeroom/static/base.css",
    "homeroom/static/student/student.js",
    "homeroom/attendance/templates/register.html",
    "homeroom/migrations/0001_journal.py",
    "homeroom/locale/ar.po",
    "homeroom/people/riverside.csv",
    "homeroom/_kiosk/index.html",
    "homeroom/_kiosk/kiosk.js",
)


@pytest.mark.slow
def test_the_wheel_is_whole(tmp_path):
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--wheel-dir", str(tmp_path), str(ROOT)], check=True, capture_output=True)
    names = zipfile.ZipFile(next(tmp_path.glob("homeroom-*.whl"))).namelist()

    assert [name for name in NEEDED if name not in names] == []
    assert not [name for name in names if name.endswith((".pyc", ".sqlite3"))]
