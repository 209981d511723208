"""Practice games: the start, the table, the truth."""
