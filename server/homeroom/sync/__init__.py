"""Carries journal entries upstream; knows no feature."""
