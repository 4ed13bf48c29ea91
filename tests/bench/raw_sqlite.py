"""Raw SQLite group commits: the ceiling. raw_sqlite.py FILE ROWS_A_COMMIT SECONDS prints rows a second."""

import sys
import time

import apsw

path, rows, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
connection = apsw.Connection(path)
connection.execute("PRAGMA journal_mode = WAL")
connection.execute("PRAGMA synchronous = FULL")
connection.execute(
    "CREATE TABLE IF NOT EXISTS entry (arrival INTEGER PRIMARY KEY, lane INTEGER, seq INTEGER, body TEXT)"
)
body, count, started = "x" * 420, 0, time.perf_counter()
while time.perf_counter() - started < seconds:
    connection.execute("BEGIN IMMEDIATE")
    for _ in range(rows):
        count += 1
        connection.execute("INSERT INTO entry (lane, seq, body) VALUES (1, ?, ?)", (count, body))
    connection.execute("COMMIT")
print(count / (time.perf_counter() - started))
