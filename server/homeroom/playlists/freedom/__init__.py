"""What a child may choose, and a teacher who looks in."""
