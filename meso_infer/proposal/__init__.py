"""The next Meso: what is asked of it, the search for it, and what is to be known about it."""

from meso_infer.proposal.next_meso import (
    Mode,
    Proposal,
    propose,
)

__all__ = [
    "Mode",
    "Proposal",
    "propose",
]
