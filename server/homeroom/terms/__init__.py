"""The school calendar: terms, holidays, days off per class, and on which weekdays there is school."""
