"""The walk-away value: what our best alternative to an agreement is worth, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meso_infer.errors import InvalidUtility

FloatArray = NDArray[np.float64]
PROBABILITY_SLACK = 0.001


@dataclass(frozen=True)
class Scenario:
    """One way in which things may turn out without an agreement.

    Attributes
    ----------
    probability : float
        0 to 1.
    utility : float
        What it is worth on the scale of our utility, 0 to 1.
    cost : float
        What getting there costs in time, effort or delay, on the same scale; at least 0.
    name : str
        In the negotiator's words.
    """

    probability: float
    utility: float
    cost: float = 0.0
    name: str = ""


@dataclass(frozen=True)
class Batna:
    """Our best alternative to an agreement, as scenarios whose probabilities sum to 1.

    Probabilities whose sum is within .001 of 1 are normalised.

    Raises
    ------
    InvalidUtility
        When there is no scenario, a number is out of range, or the probabilities do not sum to 1.
    """

    scenarios: tuple[Scenario, ...]

    def __post_init__(self) -> None:
        if not self.scenarios:
            raise InvalidUtility(
                "No scenario is given; say at least one thing that happens without an agreement."
            )
        for place, one in enumerate(self.scenarios, start=1):
            in_range = 0 <= one.probability <= 1 and 0 <= one.utility <= 1
            if not (in_range and one.cost >= 0 and math.isfinite(one.cost)):
                raise InvalidUtility(
                    f"Scenario {one.name or place} has probability {one.probability:g}, value "
                    f"{one.utility:g} and "
                    f"cost {one.cost:g}; probability and value must lie between 0 and 1 and the "
                    "cost must be at "
                    "least 0."
                )
        total = math.fsum(one.probability for one in self.scenarios)
        if abs(total - 1) > PROBABILITY_SLACK:
            raise InvalidUtility(
                f"The probabilities of the scenarios sum to {total:g}; they must sum to 1. Add "
                "what is missing, "
                "such as 'we find nothing'."
            )

    @classmethod
    def of(cls, scenarios: Sequence[Scenario | tuple[float, float]]) -> Batna:
        """Make one from scenarios or ``(probability, utility)`` pairs."""
        return cls(tuple(one if isinstance(one, Scenario) else Scenario(*one) for one in scenarios))

    def distribution(self) -> tuple[FloatArray, FloatArray]:
        """What we may be left with, after costs, in rising order, and how likely each value is.

        Returns
        -------
        values : ndarray, shape (n_values,)
            Distinct utilities net of cost; below 0 when a scenario costs more than it brings.
        probabilities : ndarray, shape (n_values,)
            Sum to 1.
        """
        raw = [round(one.utility - one.cost, 12) for one in self.scenarios]
        net: FloatArray = np.array(raw, dtype=np.float64)
        mass = np.array([one.probability for one in self.scenarios])
        values = np.unique(net)
        place = np.searchsorted(values, net)
        shares = np.zeros(len(values))
        np.add.at(shares, place, mass / mass.sum())
        return values, shares

    def reservation_value(self, risk_tolerance: float | None = None) -> float:
        """The utility of a package that is just as good as having no agreement.

        Risk-neutral: the expected value. With a risk tolerance rho the exponential certainty
        equivalent ``-rho ln sum_k p_k exp(-u_k / rho)`` (Pratt 1964), which is lower, the
        more so the smaller rho.

        Parameters
        ----------
        risk_tolerance : float, optional
            Above 0, on the scale of our utility; 0.2 is cautious, 1 nearly neutral.

        Returns
        -------
        float
            At most 1; below 0 only when costs exceed what the scenarios bring.

        Raises
        ------
        InvalidUtility
            When the risk tolerance is not above 0.
        """
        values, mass = self.distribution()
        if risk_tolerance is None:
            return float(mass @ values)
        if not risk_tolerance > 0:
            raise InvalidUtility(
                f"The risk tolerance is {risk_tolerance:g}; it must be above 0 (leave it out to "
                "weigh gains and "
                "losses alike)."
            )
        least = float(values[0])
        return least - risk_tolerance * math.log(
            float(mass @ np.exp(-(values - least) / risk_tolerance))
        )

    def quantile(self, probability: float) -> float:
        """Smallest value that we are left with, or less, with at least this probability."""
        values, mass = self.distribution()
        place = int(np.searchsorted(np.cumsum(mass), probability - 1e-12))
        return float(values[min(place, len(values) - 1)])

    def accept_probability(self, utility: float) -> float:
        """Probability that a package of this utility beats what we are left with otherwise."""
        values, mass = self.distribution()
        return float(min(mass[values < utility - 1e-12].sum(), 1.0))


@dataclass(frozen=True)
class Alternatives:
    """Our alternatives, and the risk tolerance they are weighed with; None weighs gains as losses."""

    batna: Batna
    risk_tolerance: float | None = None
