"""Practice games: negotiate with a simulated counterpart whose priorities are hidden until the end.

Everything follows from a seed, the agenda and our own values; nothing here knows a page.
"""

from __future__ import annotations

from meso_infer.play.answers import acceptance_chance, answer, aspiration
from meso_infer.play.ending import Reveal, reveal
from meso_infer.play.games import (
    Difficulty,
    base_headers,
    is_game,
    new_game,
    result_of,
    seed_of,
    side_of,
    start_game,
    truth_event,
    truth_of,
)
from meso_infer.play.hidden import HiddenSide, draw_side
from meso_infer.play.reading import Reading, read_from_guess, read_from_shown
from meso_infer.play.speech import spoken

__all__ = [
    "Difficulty",
    "HiddenSide",
    "Reading",
    "Reveal",
    "acceptance_chance",
    "answer",
    "aspiration",
    "base_headers",
    "draw_side",
    "is_game",
    "new_game",
    "read_from_guess",
    "read_from_shown",
    "result_of",
    "reveal",
    "seed_of",
    "side_of",
    "spoken",
    "start_game",
    "truth_event",
    "truth_of",
]
