"""The neutral's desk: parties, protocols, messages and notes."""
