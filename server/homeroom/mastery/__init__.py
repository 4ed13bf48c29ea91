"""What a student can do, read from her answers."""
