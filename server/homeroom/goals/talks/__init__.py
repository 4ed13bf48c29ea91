"""Who talks with whom: mentors, the weekly talk list, the sheet for a talk, private notes."""
