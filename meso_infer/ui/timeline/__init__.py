"""What happened, in order, with corrections, notes and who moved how much."""
