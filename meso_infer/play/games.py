"""A game in a store: started with a secret that stands apart from the log, closed with the truth in it.

The secret is a seed. It is kept with the drafts of the game, never in the log, and never sent to a
browser; the log holds a fingerprint of it until the truth is revealed. From then on everything stands in
the log, so that it can be read anywhere.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

import numpy as np

from meso_infer import workflow
from meso_infer.errors import InvalidSettings, InvalidUtility, UnknownNegotiation
from meso_infer.events import TruthRevealed, in_force
from meso_infer.events.games import hidden_part
from meso_infer.negotiation import Header, Negotiation
from meso_infer.negotiation.game_terms import (
    Bluff,
    Consistency,
    GameTerms,
    Patience,
    Talk,
    fingerprint,
)
from meso_infer.play.hidden import HiddenSide, draw_side
from meso_infer.storage import EventStore, StoredSummary
from meso_infer.templates import list_templates, load_sample, load_template
from meso_infer.utility import AdditiveUtility

SECRET = "game-secret"
"""Key of the draft that holds the seed."""
WALK_AWAY, TARGET = 0.4, 0.75
"""Our limits where a template names none."""


@dataclass(frozen=True)
class Difficulty:
    """How a game is to be, in words; see `meso_infer.negotiation.game_terms.GameTerms`.

    Attributes
    ----------
    rounds : int
        Offers of ours that they answer before they leave.
    consistency : 'steady', 'human' or 'erratic'
        How surely they choose what is better for them.
    talk : 'quiet', 'ordinary' or 'talkative'
    bluff : 'never' or 'may bluff'
    patience : 'short', 'ordinary' or 'long'
    """

    rounds: int = 6
    consistency: Consistency = "human"
    talk: Talk = "ordinary"
    bluff: Bluff = "never"
    patience: Patience = "ordinary"

    @classmethod
    def of(cls, terms: GameTerms) -> Difficulty:
        """That of a game."""
        return cls(terms.rounds, terms.consistency, terms.talk, terms.bluff, terms.patience)


@cache
def base_headers() -> dict[str, Header]:
    """What can be played, by name: the hiring example first, then the templates that have our values."""
    found = {"Hiring (the example)": load_sample("hiring").header}
    for template in list_templates():
        header = load_template(template.name).header
        if header.own is not None:
            found[header.title] = header
    return found


def new_game(base: Header, difficulty: Difficulty, seed: str, *, title: str) -> Header:
    """The header of a game on the agenda and with our values of another negotiation.

    Raises
    ------
    InvalidUtility
        When the base has no weights and values of ours.
    """
    if base.own is None:
        raise InvalidUtility(
            "A game needs our weights and values; set them in Setup, or choose another template."
        )
    low, high = base.own.reservation_value, base.own.aspiration_value
    low = WALK_AWAY if low is None else low
    own = base.own.model_copy(
        update={
            "reservation_value": low,
            "aspiration_value": max(low, TARGET) if high is None else high,
        }
    )
    header = replace(base, own=own, title=title, segment=None, game=None)
    side = _drawn(header, difficulty.bluff, seed)
    commitment = fingerprint(seed, hidden_part(side.spec, side.talked_up))
    return replace(header, game=GameTerms(commitment=commitment, **vars(difficulty)))


def side_of(header: Header, seed: str) -> HiddenSide:
    """The hidden side of a game.

    Raises
    ------
    InvalidSettings
        When it is no game, or the seed does not give what was fixed at its start.
    """
    if header.game is None or header.own is None:
        raise InvalidSettings("This is no game; start one from the list of all negotiations.")
    side = _drawn(header, header.game.bluff, seed)
    if fingerprint(seed, hidden_part(side.spec, side.talked_up)) != header.game.commitment:
        raise InvalidSettings(
            "The counterpart of this game was drawn by another version of the program and cannot be "
            "played on. Start a new game."
        )
    return side


def _drawn(header: Header, bluff: Bluff, seed: str) -> HiddenSide:
    if header.own is None:
        raise InvalidUtility("A game needs our weights and values.")
    rng = np.random.default_rng(int.from_bytes(hashlib.sha256(seed.encode()).digest()[:16]))
    own = AdditiveUtility.from_spec(header.agenda, header.own)
    low = header.own.reservation_value or 0.0
    return draw_side(header.agenda, own, rng, reservation_value=low, bluff=bluff)


# --- in a store -----------------------------------------------------------------------------------


def start_game(
    store: EventStore, base: Header, difficulty: Difficulty, *, seed: str, now: datetime
) -> str:
    """Store a new game and its secret, and return its id.

    Parameters
    ----------
    base : Header
        Of a template, of the example, or of an earlier game.
    seed : str
        Nobody must be able to guess it: it decides what the counterpart wants. That of an earlier game
        brings the same counterpart back.

    Raises
    ------
    InvalidUtility
        When the base has no weights and values of ours.
    """
    earlier = [one for one in store.list() if is_game(one)]
    subject = base.title.partition(": ")[2] if base.game is not None else base.title
    header = new_game(base, difficulty, seed, title=f"Game {len(earlier) + 1}: {subject}")
    token = hashlib.sha256(f"{seed} {now.isoformat()}".encode()).hexdigest()[:12]
    game_id = f"game-{token}"
    # First the secret: a game without one could not be played.
    store.save_draft(game_id, SECRET, {"seed": seed}, saved_at=now)
    return workflow.start(store, header, now=now, negotiation_id=game_id)


def seed_of(store: EventStore, game_id: str) -> str:
    """The seed of a stored game: its secret, or what was revealed of it.

    Raises
    ------
    UnknownNegotiation
        When its secret is not here.
    """
    secret = store.read_draft(game_id, SECRET)
    if secret is not None:
        return str(secret["seed"])
    revealed = truth_of(workflow.load(store, game_id))
    if revealed is None:
        raise UnknownNegotiation(
            "The counterpart of this game is not here: a copy of a game holds what was said, not who "
            "was behind it. Start a new game."
        )
    return revealed.seed


def truth_event(negotiation: Negotiation, seed: str) -> TruthRevealed:
    """The event that reveals the truth of a game that is over."""
    side = side_of(negotiation.header, seed)
    return TruthRevealed(seed=seed, counterpart_utility=side.spec, talked_up=side.talked_up)


def truth_of(negotiation: Negotiation) -> TruthRevealed | None:
    """What was revealed at the end of a game; None before."""
    found = [event for event in in_force(negotiation) if isinstance(event, TruthRevealed)]
    return found[-1] if found else None


def is_game(summary: StoredSummary) -> bool:
    """Whether a line of the list of negotiations is a game."""
    return summary.header.get("game") is not None


def result_of(negotiation: Negotiation) -> str:
    """How a game stands, in a few words."""
    if negotiation.status == "agreed":
        return f"deal in round {negotiation.round}"
    if negotiation.status == "ended":
        return "no deal"
    return f"round {negotiation.round}, still on"
