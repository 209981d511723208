"""What an address carries that opens a view without an account; it loads nothing, as every page asks for it."""

from __future__ import annotations

PARTY_LINK = "link"
"""Query parameter that carries the link of a party at a neutral's case."""
TEXT_LINK = "text"
"""Query parameter that carries a link to a single text."""
