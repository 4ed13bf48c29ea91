"""The same box with one transaction an act: what group commit is compared with."""

from homeroom import writer
from homeroom.cli import main

writer.BATCH = 1
writer.LINGER = 0.0
main()
