"""An agenda of four issues of every kind, and our own utility, by which likelihoods are computed by hand."""

from __future__ import annotations

from meso_infer.issues import CategoricalIssue, NumericIssue, OrderedIssue
from meso_infer.packages import Agenda
from meso_infer.utility import AdditiveUtility

AGENDA = Agenda(
    (
        NumericIssue(name="Pay", low=0, high=9, step=1, own_direction="lower",
                     counterpart_direction={"higher": 1}),
        NumericIssue(name="Days", low=0, high=5, step=1, own_direction="lower",
                     counterpart_direction={"higher": 0.7}),
        OrderedIssue(name="Term", options=("1", "2", "3", "4"), own_direction="later",
                     counterpart_direction={"later": 0.3, "earlier": 0.3, "peak": 0.4}),
        CategoricalIssue(name="Town", options=("x", "y", "z")),
    )
)  # fmt: skip
OWN = AdditiveUtility.of(
    AGENDA,
    {"Pay": 0.4, "Days": 0.3, "Term": 0.2, "Town": 0.1},
    {"Town": {"x": 1, "y": 0.2, "z": 0}},
)
