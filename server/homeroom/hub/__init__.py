"""Many schools: which boxes send, what arrived, and how the schools do."""
