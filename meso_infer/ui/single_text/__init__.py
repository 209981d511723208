"""One text for many parties: the desk of whoever leads it, and a party's view."""
