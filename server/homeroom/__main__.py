"""`python -m homeroom` is the command line."""

from homeroom.cli import main

main(prog_name="homeroom")
