"""The box among others: its name on the school's Wi-Fi."""
