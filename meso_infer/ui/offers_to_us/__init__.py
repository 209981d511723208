"""Offers of theirs: where we stand, what they are worth to us, what to answer."""
