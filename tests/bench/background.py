"""A class at work beside what is measured: background.py PORT COOKIE DATA SECONDS."""

import sys

import apsw
from tests.bench import load

port, cookie, data, seconds = int(sys.argv[1]), sys.argv[2], sys.argv[3], float(sys.argv[4])
connection = apsw.Connection(f"{data}/homeroom.sqlite3", flags=apsw.SQLITE_OPEN_READONLY)
students = [row[0] for row in connection.execute("SELECT id FROM student ORDER BY id")]
connection.close()
card = {"id": "unknown", "sha": "0" * 64, "question": "q1", "response": "a"}
load.run(port, cookie, students, card, tablets=16, seconds=seconds)
