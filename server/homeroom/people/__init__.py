"""Who is here: students, staff, classes, rosters in and out, portraits, sign-in and devices."""
