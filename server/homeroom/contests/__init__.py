"""“I don't agree”: what a child says to a recommendation, and what her teacher answers."""
