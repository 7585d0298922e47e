"""People, the offices they work in, what they may do, and keys for repeated requests."""
