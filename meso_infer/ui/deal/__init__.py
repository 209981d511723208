"""Deals: those possible, the one agreed, and what is better for both."""
