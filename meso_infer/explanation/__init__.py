"""Why an estimate is what it is, and what would change it."""

from meso_infer.explanation.answers import (
    ClaimMeant,
    Contradiction,
    Influence,
    Limit,
    Turn,
    contradictions,
    equal_claims,
    fit_of_picks,
    influences,
    limits,
    turns,
)

__all__ = [
    "ClaimMeant",
    "Contradiction",
    "Influence",
    "Limit",
    "Turn",
    "contradictions",
    "equal_claims",
    "fit_of_picks",
    "influences",
    "limits",
    "turns",
]
