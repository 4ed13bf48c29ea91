"""Which publishers' keys a hub revoked for the boxes of its schools."""
