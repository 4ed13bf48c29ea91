"""Lesson packs: write, check, build, sign, install and show the cards that lessons are made of."""
