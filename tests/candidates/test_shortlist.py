"""From any number of candidates to the few hundred worth comparing."""

from __future__ import annotations

import numpy as np

from meso_infer.candidates import find_candidates
from meso_infer.candidates.draw_tables import DrawTables
from meso_infer.candidates.shortlist import shortlist
from meso_infer.inference import infer
from meso_infer.issues import NumericIssue
from meso_infer.packages import Agenda
from meso_infer.utility import AdditiveUtility


def test_the_shortlist_keeps_every_draws_favourite():
    """Thinning keeps, for every draw, the package of the band that is best for them."""
    issues = tuple(
        NumericIssue(name=f"I{j}", low=0, high=9, step=1, own_direction="lower") for j in range(4)
    )
    agenda = Agenda((*issues, NumericIssue(name="Price", low=0, high=1000, own_direction="lower")))
    own = AdditiveUtility.of(
        agenda, dict(zip(agenda.names, (0.2, 0.2, 0.1, 0.1, 0.4), strict=True))
    )
    belief = infer(agenda, []).thinned(64)
    band = find_candidates(own, 0.5, 0.01)
    tables = DrawTables.of(belief)
    kept = shortlist(band, tables, belief.draw_weights, 200, np.random.default_rng(0))
    everything = belief.utility_of(band.coordinates)
    assert len(kept) == 200
    assert np.abs(tables.utilities(band.coordinates) - everything).max() < 1e-3
    assert (everything[kept].max(axis=0) >= everything.max(axis=0) - 1e-3).all()
