"""The week's cards for each student, and why each of them is there."""
