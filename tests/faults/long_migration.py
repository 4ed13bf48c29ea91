"""A newer box: one schema step more for each line of the file FAULTS_STEPS, each of them long."""

import os
import types
from pathlib import Path

from homeroom import migrations
from homeroom.cli import main

ROWS = 40_000
honest = migrations.chain


def step(number):
    def up(run):
        Path(os.environ["FAULTS_MARK"]).write_text(str(number))
        run(f"CREATE TABLE extra_{number} (n INTEGER PRIMARY KEY, filler TEXT NOT NULL)")
        run(
            f"WITH RECURSIVE count(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < {ROWS})"
            f" INSERT INTO extra_{number} SELECT n, hex(randomblob(20)) FROM count"
        )

    return types.SimpleNamespace(up=up)


def chain():
    steps = honest()
    first = max(steps) + 1
    more = int(os.environ["FAULTS_STEPS"])
    return {**steps, **{first + number: step(number) for number in range(more)}}


migrations.chain = chain
main()
