"""Lessons from elsewhere: a foreign file becomes a draft pack folder and a report of what came over."""
