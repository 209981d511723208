"""The packages of equal own utility that may be offered, from ten to ten billion."""

from meso_infer.candidates.search import (
    Candidates,
    candidates_for,
    changed_issues,
    find_candidates,
    tolerance_for,
)

__all__ = [
    "Candidates",
    "candidates_for",
    "changed_issues",
    "find_candidates",
    "tolerance_for",
]
