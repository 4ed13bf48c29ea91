"""Students who change from one school of this hub to another."""
