"""What matters to the counterpart, how sure that is, and why."""
