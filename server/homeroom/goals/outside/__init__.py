"""Learning outside the school: a place, a mentor there, aims, a log, slips, hours."""
