"""One scale of certainty words, used everywhere, on the probability of the claim that is made."""

from __future__ import annotations

NO_EVIDENCE = "no evidence"
WORDS = ((0.60, "unclear"), (0.80, "leaning"), (0.95, "likely"))
VERY_LIKELY = "very likely"
ENOUGH_INFORMATIVE = 2


def certainty(probability: float, n_informative: int) -> str:
    """The word for how sure a claim is.

    Parameters
    ----------
    probability : float
        Of the claim made (top, last, A above B), 0 to 1.
    n_informative : int
        Events that moved the posterior by at least 0.1 bit. With none there is no evidence; before
        the second the word is capped at "leaning".

    Returns
    -------
    {'no evidence', 'unclear', 'leaning', 'likely', 'very likely'}
        Never "certain".
    """
    if n_informative == 0:
        return NO_EVIDENCE
    word = next((w for bound, w in WORDS if probability < bound), VERY_LIKELY)
    if n_informative < ENOUGH_INFORMATIVE and word != WORDS[0][1]:
        return WORDS[1][1]
    return word
