"""Who looked at whom, and how long what nobody needs is kept."""
