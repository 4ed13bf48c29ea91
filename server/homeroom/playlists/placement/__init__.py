"""Where a child starts: an adaptive ladder for each strand of the skill map."""
