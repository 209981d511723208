"""A neutral's desk: vaults that open by a link, and protocols that declare what they release.

``desk`` is what the neutral can do, ``seats`` what a party can; both see a case through ``case``, as
its log was addressed to them. ``ledger`` alone reads all vaults, and tells what ``releases`` declares.
"""

from __future__ import annotations

from meso_infer.mediation.constraint_proposal import Meeting, constraint_proposal
from meso_infer.mediation.desk import Desk, list_cases, open_case
from meso_infer.mediation.directions import Walk, Walker, improving_directions
from meso_infer.mediation.releases import PROTOCOLS, count_releases
from meso_infer.mediation.seats import Seat, open_seat
from meso_infer.mediation.vaults import LIMIT, Vault

__all__ = [
    "LIMIT",
    "PROTOCOLS",
    "Desk",
    "Meeting",
    "Seat",
    "Vault",
    "Walk",
    "Walker",
    "constraint_proposal",
    "count_releases",
    "improving_directions",
    "list_cases",
    "open_case",
    "open_seat",
]
