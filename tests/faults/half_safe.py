"""A box that tells SQLite to be NORMAL instead of FULL: whole after a power cut, but what it promised may be gone.

python tests/faults/half_safe.py run --data FOLDER
"""

from homeroom import connections
from homeroom.cli import main


def tell_normal():
    """Let commits not wait for the disk; only the log's way back into the file does."""
    careful = connections._pragmas

    def careless(connection, **how):
        careful(connection, **how)
        connection.execute("PRAGMA synchronous = NORMAL")

    connections._pragmas = careless


if __name__ == "__main__":
    tell_normal()
    main()
