"""One command a file; each parses, calls what does the work, and prints."""
