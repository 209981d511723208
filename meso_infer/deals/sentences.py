"""The measures of a deal, each as a number, its range and a plain sentence."""

from __future__ import annotations

from meso_infer.deals.measures import DealMeasures
from meso_infer.headline import percent
from meso_infer.posterior import Summary

COLUMNS = ("Measure", "Estimate", "90% range", "What it says")
Line = tuple[str, str, str, str]
NOT_KNOWN = "not known"


def measure_lines(found: DealMeasures) -> tuple[Line, ...]:
    """One row a measure, under `COLUMNS`; what cannot be said yet says why."""
    return (*_together(found), *_trades(found), *_claimed(found))


def _together(found: DealMeasures) -> list[Line]:
    most = found.most_joint
    return [
        (
            "Both together",
            _whole(found.joint.mean),
            _range(found.joint),
            f"Points of both sides added up; {_whole(most.mean)} ({_range(most)}) is the most that any "
            "package could have had.",
        ),
        (
            "Left for both",
            _whole(found.left.mean),
            _range(found.left),
            "Points that both together could still gain without a loss to either, if we knew their values. "
            f"Chance that nothing is left: {percent(found.nothing_left)}.",
        ),
        (
            "Better than",
            f"{_whole(found.dominated.mean)}%",
            f"{_whole(found.dominated.q05)} to {_whole(found.dominated.q95)}%",
            "Of the packages that are better for both or worse for both, this share is worse; 100% where "
            "none is better for both.",
        ),
    ]


def _trades(found: DealMeasures) -> list[Line]:
    quotient, index = found.integrative, found.log_rolling
    lines: list[Line] = []
    if quotient is None:
        lines.append(
            (
                "Found by trading",
                NOT_KNOWN,
                "",
                "Settling every issue in the middle is about as good.",
            )
        )
    else:
        lines.append(
            (
                "Found by trading",
                f"{_whole(quotient.mean)}%",
                f"{_whole(quotient.q05)} to {_whole(quotient.q95)}%",
                "Of what trading across issues could add to settling each in the middle (integrative "
                "quotient); below 0 is worse than the middle.",
            )
        )
    if index is None:
        says = "Both sides weigh the issues about alike, so there is nothing to trade."
        lines.append(("Each got its own way", NOT_KNOWN, "", says))
    else:
        lines.append(
            (
                "Each got its own way",
                _signed(index.mean),
                f"{_signed(index.q05)} to {_signed(index.q95)}",
                "Whether each side got more of what matters more to it (log-rolling index): 1 entirely, 0 as "
                "in the middle, −1 the other way round.",
            )
        )
    return lines


def _claimed(found: DealMeasures) -> list[Line]:
    above = (
        f"Chance that the deal is better for them than what they would settle for in the end: "
        f"{percent(found.above_their_limit)}."
    )
    if found.own_gain is None:
        says = "Set our walk-away in Setup: gains are counted over both limits."
        return [("Who gained what", NOT_KNOWN, "", f"{says} {above}")]
    if found.own_gain < 0:
        says = f"The deal is {_whole(-found.own_gain)} points below our walk-away. {above}"
        return [("Who gained what", NOT_KNOWN, "", says)]
    share, balance = found.own_share, found.balance
    if share is None or balance is None:
        return [("Who gained what", NOT_KNOWN, "", above)]
    return [
        (
            "Who gained what",
            f"{_whole(share.mean)}% ours",
            f"{_whole(share.q05)} to {_whole(share.q95)}%",
            f"Our share of what both have over their limits, as far as they have anything over theirs. Ours is "
            f"{_whole(found.own_gain)} points, theirs about {_whole(found.their_gain.mean)} "
            f"({_range(found.their_gain)}). {above}",
        ),
        (
            "How even",
            _whole(balance.mean),
            _range(balance),
            "Points between the gains of the two sides, each as a share of the most that its limit leaves "
            "(contract balance); 0 is even.",
        ),
    ]


def _whole(utility: float) -> str:
    """Of 100, rounded; what rounds to nothing has no sign."""
    return f"{round(100 * utility) or 0}".replace("-", "−")


def _signed(index: float) -> str:
    """A number of -1 to 1 with two decimals."""
    return f"{round(index, 2) or 0:.2f}".replace("-", "−")


def _range(summary: Summary) -> str:
    return f"{_whole(summary.q05)} to {_whole(summary.q95)}"
