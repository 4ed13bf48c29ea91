"""Who is at school: arrivals, departures, corrections, the day they add up to, and the roll call."""
