"""What a student did with a card, and what the teacher said to it."""
