"""How often the predictions came true, in words and as rows."""

from __future__ import annotations

from meso_infer.evaluation.track_record import Bin, Calibration, share_interval
from meso_infer.headline import percent

LEAST_ANSWERS = 10
"""Predicted answers from which on scores are shown."""

COLUMNS = ("Said", "Came true", "90% interval", "Claims", "In words")


def claim_sentences(found: Calibration | None) -> tuple[str, ...]:
    """How predicted picks turned out; below ten of them only how many there are.

    Parameters
    ----------
    found : Calibration or None
        None when nothing predicted was answered.
    """
    n = 0 if found is None else found.n
    if found is None or n < LEAST_ANSWERS:
        made = {0: "No evidence: no predicted pick has", 1: "1 predicted pick has"}.get(
            n, f"{n} predicted picks have"
        )
        return (
            f"{made} been answered so far. From {LEAST_ANSWERS} on, this shows how often the "
            "predictions came true.",
        )
    low, high = share_interval(found.hits, n)
    return (
        f"Of {n} picks that were predicted, the one called likeliest was made in {found.hits} "
        f"({percent(found.hits / n)}, 90%: {low * 100:.0f}–{high * 100:.0f}%).",
        f"Log score {found.log_score:.2f} an answer (0 is best); guessing would score "
        f"{found.chance_log_score:.2f}. The gain is {found.gain:.2f} (90%: {found.gain_low:.2f} to "
        f"{found.gain_high:.2f}): {_gain_in_words(found)}.",
        f"Brier score {found.brier:.2f} over {n} answers, from 0 (sure and right) to 2 (sure and wrong).",
    )


def _gain_in_words(found: Calibration) -> str:
    if found.gain_low > 0:
        return "better than guessing"
    if found.gain_high < 0:
        return "worse than guessing"
    return "not to be told from guessing"


def claim_rows(found: Calibration | None) -> tuple[tuple[str, str, str, int, str], ...]:
    """One row a bin of the reliability curve, under `COLUMNS`; none below ten answers."""
    if found is None or found.n < LEAST_ANSWERS:
        return ()
    return tuple(
        (
            percent(one.said),
            f"{one.was * 100:.0f}%",
            f"{one.low * 100:.0f}–{one.high * 100:.0f}%",
            one.n,
            _bin_in_words(one),
        )
        for one in found.bins
    )


def _bin_in_words(one: Bin) -> str:
    if one.said < one.low:
        return "more often than said"
    return "less often than said" if one.said > one.high else "fits"
