"""Foreign HTML: games and simulations inside lessons, and the walls around them.

A program is a ZIP of files in a pack. It runs in a frame from a host name of its own (doors.py), in a sandbox without
cookies, storage or network (serve.py), and speaks with the card only through bridge.js. What it says about a child's
answers is a claim: it is kept and shown, and no skill counts by it.
"""
