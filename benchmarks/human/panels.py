"""Panels of picks: people who chose among several packages, round after round, as agenda and evidence.

The data code a package as a row of numbers, one column an attribute or an option. Here the columns
become the issues that a negotiator would write down. Which end people like comes from common sense
alone (cheaper is better, a feature is no burden), never from other people's picks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from meso_infer.evidence import Evidence, Pick
from meso_infer.inference import infer
from meso_infer.issues import CategoricalIssue, NumericIssue, OrderedIssue
from meso_infer.packages import Agenda, Package
from meso_infer.pooling import Past, pooled_prior
from meso_infer.posterior import Posterior
from meso_infer.prior import ModelSettings

Row = Sequence[float]
Round = Mapping[str, Any]

KEPT_POSTERIORS = 256
"""The judge asks about many rounds after the same picks; the posterior is the same for all of them."""


@dataclass(frozen=True)
class Panel:
    """How the rows of one panel read as packages.

    Attributes
    ----------
    columns : tuple of str
        The data's own names of the columns, by which a panel is recognised.
    none_allowed : bool
        Whether the last row of every round, all zeros, stands for "none of these".
    """

    columns: tuple[str, ...]
    agenda: Agenda
    options: Callable[[Mapping[str, float]], Mapping[str, Any]]
    none_allowed: bool = False

    def package(self, row: Row) -> Package:
        """The package that a row codes."""
        return self.agenda.package(self.options(dict(zip(self.columns, row, strict=True))))

    def packages(self, rows: Sequence[Row]) -> tuple[Package, ...]:
        """The packages of a round, without the row for none of them."""
        offered = rows[:-1] if self.none_allowed else rows
        return tuple(self.package(row) for row in offered)

    def evidence(self, rounds: Sequence[Round]) -> tuple[Evidence, ...]:
        """One pick a round. Nothing is negotiated, so that every round is a first one."""
        picks: list[Evidence] = []
        for one in rounds:
            packages = self.packages(one["packages"])
            chosen = int(one["pick"])
            picks.append(
                Pick(packages, chosen if chosen < len(packages) else None, self.none_allowed)
            )
        return tuple(picks)


def electricity() -> Panel:
    """Supply contracts: a fixed price of 7 or 9 cents, or a tariff that varies by hour or season.

    A varying tariff names no single price: it stands in the middle of the price range, and what people
    think of it is the tariff's own value. Cheaper is better; a local and a well-known supplier are
    liked with probability .9; the contract's length may be liked long, short, or in between.
    """
    lengths = {0: "none", 1: "1 year", 5: "5 years"}

    def options(row: Mapping[str, float]) -> dict[str, Any]:
        varying = "by the hour" if row["tod"] else "by the season" if row["seas"] else None
        return {
            "Tariff": varying or "fixed",
            "Price": 8 if varying else row["pf"],
            "Contract": lengths[int(row["cl"])],
            "Local": row["loc"],
            "Well known": row["wk"],
        }

    likely = {"higher": 0.9, "lower": 0.1}
    equal = {"later": 1 / 3, "earlier": 1 / 3, "peak": 1 / 3}
    agenda = Agenda(
        (
            CategoricalIssue(name="Tariff", options=("fixed", "by the hour", "by the season")),
            NumericIssue(name="Price", low=7, high=9, step=1, counterpart_direction={"lower": 1.0}),
            OrderedIssue(
                name="Contract", options=tuple(lengths.values()), counterpart_direction=equal
            ),
            NumericIssue(name="Local", low=0, high=1, step=1, counterpart_direction=likely),
            NumericIssue(name="Well known", low=0, high=1, step=1, counterpart_direction=likely),
        )
    )
    return Panel(("pf", "cl", "loc", "wk", "tod", "seas"), agenda, options)


def camera() -> Panel:
    """Digital cameras: a brand, five features that are there or not, a price; or no camera at all."""
    brands = ("canon", "sony", "nikon", "panasonic")
    features = ("pixels", "zoom", "video", "swivel", "wifi")

    def options(row: Mapping[str, float]) -> dict[str, Any]:
        brand = next(name for name in brands if row[name])
        return {"Brand": brand, "Price": row["price"], **{name: row[name] for name in features}}

    agenda = Agenda(
        (
            CategoricalIssue(name="Brand", options=brands),
            *(
                NumericIssue(
                    name=name, low=0, high=1, step=1, counterpart_direction={"higher": 1.0}
                )
                for name in features
            ),
            NumericIssue(
                name="Price", low=0.79, high=2.79, step=0.5, counterpart_direction={"lower": 1.0}
            ),
        )
    )
    return Panel((*brands, *features, "price"), agenda, options, none_allowed=True)


PANELS: Mapping[str, Panel] = {"choice_electricity": electricity(), "choice_camera": camera()}
"""The panels by the names of their data."""


def panel_of(columns: Sequence[str]) -> Panel:
    """The panel with these columns; raises LookupError when none is known."""
    for panel in PANELS.values():
        if panel.columns == tuple(columns):
            return panel
    raise LookupError(f"no panel is known with the columns {', '.join(columns)}")


@lru_cache(maxsize=16)
def learnt_from(
    columns: tuple[str, ...], people: tuple[tuple[Evidence, ...], ...], start: ModelSettings
) -> ModelSettings:
    """The settings with a prior pooled over people's whole records."""
    agenda = panel_of(columns).agenda
    return pooled_prior([Past(agenda, one) for one in people], settings=start).settings


@dataclass
class PickPredictor:
    """Answers the judge of picks: what is picked next, by someone of whom only the past picks are known.

    Where it is not `pooled`, this is a cold start: the prior is the library's own, and other people's
    picks are never looked at. Where it is, the prior is learnt from the whole records of the people that
    the judge gives to learn from.
    """

    model: ModelSettings = field(default_factory=ModelSettings)
    pooled: bool = False

    def __post_init__(self) -> None:
        self._posterior = lru_cache(maxsize=KEPT_POSTERIORS)(self._fitted)
        self._learnt: ModelSettings | None = None

    def _fitted(self, columns: tuple[str, ...], evidence: tuple[Evidence, ...]) -> Posterior:
        return infer(panel_of(columns).agenda, evidence, settings=self._learnt or self.model)

    def __call__(
        self, past: Sequence[Round], packages: Sequence[Row], meta: Mapping[str, Any]
    ) -> NDArray[np.float64]:
        """Chance of each row of the new round, shape ``(n_rows,)``; sums to 1."""
        panel = panel_of(meta["columns"])
        if self.pooled and self._learnt is None:
            people = tuple(panel.evidence(person["rounds"]) for person in meta["tune"])
            self._learnt = learnt_from(panel.columns, people, self.model)
        posterior = self._posterior(panel.columns, panel.evidence(past))
        return posterior.pick_probabilities(
            panel.packages(packages), none_allowed=panel.none_allowed
        )
