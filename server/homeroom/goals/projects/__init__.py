"""Projects: a driving question, milestones that enter the week, teams, a rubric, an exhibition."""
