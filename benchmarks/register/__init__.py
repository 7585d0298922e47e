"""A register of invented people, what goes wrong in writing them down, and how it is loaded."""
