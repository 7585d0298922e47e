"""Finding a person in a register in spite of every way a name, a date or a number goes wrong."""
