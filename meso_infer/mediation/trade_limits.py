"""What no procedure can do: find every deal (Myerson and Satterthwaite 1983).

One seller, one buyer, what it is worth to each known to it alone. No procedure in which both are best
served by the truth, neither can lose, and nobody adds money, makes every deal that both would gain by.
"""

from __future__ import annotations

FIRST_BEST = 1 / 6
"""What all deals together are worth on average, with both values uniform on 0 to 1."""
SECOND_BEST = 9 / 64
"""What the best procedure makes of it, which trades only where they lie a quarter apart."""

SENTENCE = (
    "No procedure can guarantee to find every deal. In the textbook case of one seller and one buyer, "
    f"even the best one finds {SECOND_BEST / FIRST_BEST:.0%} of what could be gained "
    "(Myerson and Satterthwaite 1983)."
)
