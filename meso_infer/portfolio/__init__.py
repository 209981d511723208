"""Many negotiations beside each other, and what they teach together."""

from meso_infer.portfolio.standings import (
    STANDS,
    PortfolioRow,
    days_since,
    matches,
    portfolio_row,
    value_now,
    with_estimate,
)

__all__ = [
    "STANDS",
    "PortfolioRow",
    "days_since",
    "matches",
    "portfolio_row",
    "value_now",
    "with_estimate",
]
