"""Sealed backups that go to the hub, and the way back from there. The hub can't read them."""
