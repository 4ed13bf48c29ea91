"""Two boxes of one school: they find each other on the school's network and give each other all that one lacks."""
