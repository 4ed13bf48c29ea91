"""Fair comparisons of two cards or packs: by lot within a class, with a stated rule for when to stop."""
