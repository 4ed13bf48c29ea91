"""Who visits the school: in and out at a kiosk, erased by the office, forgotten after some days."""
