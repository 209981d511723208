"""Every negotiation: the table, some beside each other, and what they teach together."""
