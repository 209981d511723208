"""How far to come down, round by round, and how far each side has."""
