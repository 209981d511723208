"""The live round: what is on the table, what they said, and the bar that logs it."""
