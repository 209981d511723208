"""Compatible issues: where both sides want the same, so that there is nothing to trade.

Many negotiators take every issue for contested and miss those that are not (Thompson and Hastie 1990).
"""

from __future__ import annotations

import numpy as np

from meso_infer.certainty import NO_EVIDENCE, certainty
from meso_infer.headline import UNCLEAR, hedged, in_brackets, percent
from meso_infer.posterior import Posterior
from meso_infer.utility import AdditiveUtility

PLACES = 17
"""Amounts of a numeric issue among which each side's best is looked for."""


def compatible_chances(posterior: Posterior, own: AdditiveUtility) -> dict[str, float]:
    """Probability, for each issue, that their best option on it is also ours.

    Options of ours that tie for best all count. An issue on which every option is worth the same to
    us is left out: there is no best one to share.
    """
    agenda = posterior.agenda
    found = {}
    for j, (issue, worth) in enumerate(zip(agenda.issues, own.functions, strict=True)):
        places = np.unique(np.asarray(issue.grid(PLACES), float))
        ours = np.asarray(worth(places), float)
        if np.ptp(ours) < 1e-9:
            continue
        rows = np.tile([one.bounds[0] for one in agenda.issues], (len(places), 1)).astype(float)
        rows[:, j] = places
        theirs = posterior.utility_of(rows).argmax(axis=0)
        best = np.nonzero(ours >= ours.max() - 1e-9)[0]
        found[issue.name] = posterior.probability(np.isin(theirs, best))
    return found


def compatible_sentences(posterior: Posterior, own: AdditiveUtility) -> tuple[str, ...]:
    """The issues on which both sides seem to want the same, likeliest first, with how sure that is."""
    chances = compatible_chances(posterior, own)
    sentences = []
    for name in sorted(chances, key=lambda one: -chances[one]):
        word = certainty(chances[name], posterior.n_informative)
        if word in (UNCLEAR, NO_EVIDENCE):
            continue
        j = posterior.agenda.index(name)
        issue = posterior.agenda.issues[j]
        places = np.unique(np.asarray(issue.grid(PLACES), float))
        best = issue.format(issue.option(float(places[int(np.argmax(own.functions[j](places)))])))
        sentences.append(
            f"On {name} both sides {hedged(word, 'want')} the same, {best}"
            f"{in_brackets(word, percent(chances[name]))}: settle "
            "it rather than trade it."
        )
    return tuple(sentences)
