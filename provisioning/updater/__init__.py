"""The updater of a box: takes signed kits, puts the program beside the old one, and goes back when it is not well.

Runs as root with Python alone (no library), apart from the program that it exchanges.
"""
