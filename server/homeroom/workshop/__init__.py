"""Teachers write cards: drafts with every version kept, checked and previewed, put on the school's own shelf."""
