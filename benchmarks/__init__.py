"""What the portal does in how much time; `make bench` runs all of it."""
