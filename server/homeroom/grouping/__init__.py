"""Who learns with whom: pairs, small groups, tomorrow's stations, shared wrong ideas, and nudges."""
