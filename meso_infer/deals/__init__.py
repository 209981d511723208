"""Deals that are possible, how good one is for both, and how to make it better for both."""
