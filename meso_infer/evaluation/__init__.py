"""What was predicted, shown or guessed, held against what came."""

from meso_infer.evaluation.track_record import (
    Belief,
    Prediction,
    belief_of,
    belief_shown,
    beliefs_shown,
    calibration,
    predictions,
    share_interval,
)

__all__ = [
    "Belief",
    "Prediction",
    "belief_of",
    "belief_shown",
    "beliefs_shown",
    "calibration",
    "predictions",
    "share_interval",
]
