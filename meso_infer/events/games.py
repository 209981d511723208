"""The event that ends a practice game: what the simulated counterpart wanted all along."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from meso_infer.errors import EventRejected
from meso_infer.events.base import Event, ShortText, Visibility, refusing
from meso_infer.negotiation import OWN, Negotiation
from meso_infer.negotiation.game_terms import fingerprint
from meso_infer.packages import Agenda
from meso_infer.utility import AdditiveUtility, OwnSpec


class TruthRevealed(Event, frozen=True):
    """What the counterpart of a game valued, and the seed it was drawn from.

    Accepted only after the end of a game, and only if the fingerprint of before the first offer fits.

    Attributes
    ----------
    seed : str
    counterpart_utility : OwnSpec
        Their weights and values; reservation value: their walk-away; aspiration value: their first demand.
    talked_up : str or None
        The issue that they talked up although others mattered more.
    """

    kind: Literal["truth-revealed"] = "truth-revealed"
    seed: Annotated[str, Field(min_length=1, max_length=64)]
    counterpart_utility: OwnSpec
    talked_up: ShortText | None = None

    default_party: ClassVar[str] = OWN
    default_visibility: ClassVar[Visibility] = "private"
    may_be_shared: ClassVar[bool] = False
    by_hand: ClassVar[bool] = False

    @property
    def hidden(self) -> dict[str, Any]:
        """What the fingerprint was taken of."""
        return hidden_part(self.counterpart_utility, self.talked_up)

    def apply(self, negotiation: Negotiation) -> Negotiation:
        terms = negotiation.header.game
        if terms is None:
            raise EventRejected("Only a game has a hidden truth that can be revealed.")
        if negotiation.status == "open":
            raise EventRejected("The game is still on. Close it first; then the truth is shown.")
        if fingerprint(self.seed, self.hidden) != terms.commitment:
            raise EventRejected(
                "This is not what was fixed before the first offer: its fingerprint differs. Start a "
                "new game."
            )
        with refusing():
            AdditiveUtility.from_spec(negotiation.header.agenda, self.counterpart_utility)
        return negotiation

    def describe(self, agenda: Agenda) -> str:
        return "The truth of the game was shown"


def hidden_part(utility: OwnSpec, talked_up: str | None) -> dict[str, Any]:
    """What a game hides, as the JSON that its fingerprint is taken of."""
    return {"utility": utility.model_dump(mode="json"), "talked_up": talked_up}
