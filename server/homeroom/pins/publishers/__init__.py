"""What a hub tells the boxes of its schools of publishers' keys: revoked ones, and changes that their owners signed."""
