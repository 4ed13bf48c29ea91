"""Carries the journal by stick where no wire goes: bundles, receipts, and requests to be let in."""
