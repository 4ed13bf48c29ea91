"""Goals of the student's own, the weekly talk, projects with an exhibition, and learning outside the school."""
