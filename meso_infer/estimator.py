"""The inference of this package for those who come with arrays, in scikit-learn's conventions.

It is the same inference, not a second one: rounds become picks, and `inference.infer` does the rest.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pydantic import ValidationError
from sklearn.base import BaseEstimator
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted

from meso_infer.array_rounds import (
    NONE,
    Rounds,
    check_options,
    data_range,
    features_in_words,
    read_all_bounds,
    read_bounds,
    read_directions,
    read_picks,
    read_rounds,
    read_seed,
    read_weights,
)
from meso_infer.errors import InvalidRounds, explain, listed
from meso_infer.evidence import FIRM_LAPSE, Pick
from meso_infer.inference import infer
from meso_infer.issues import NumericIssue
from meso_infer.likelihoods import pick_probabilities
from meso_infer.packages import Agenda
from meso_infer.posterior import Posterior
from meso_infer.prior import ModelSettings

FloatArray = NDArray[np.float64]
ROUNDS_AT_ONCE = 256


class PriorityEstimator(BaseEstimator):
    """What somebody cares about, from which package they picked in each round.

    One utility is fitted to all rounds: of one person, or the taste that several have in common. The
    rounds are exchangeable; with an outside option, what none is worth stays the same.

    Parameters
    ----------
    directions : float or sequence of float, default 0
        For each feature whether more is better (+1), worse (-1) or either (0); between these, the
        chance that more is better is ``(1 + direction) / 2``.
    bounds : sequence of (float, float) or None, optional
        Range of each feature. Where it is left out, the range in the data, or 1 around a value that
        never changes. A weight belongs to its range: compare weights on the same bounds only.
    agenda : Agenda, optional
        What the features are, in place of `directions` and `bounds`: amounts of its numeric issues,
        places in the list of its ordered and categorical ones.
    none_allowed : bool, default False
        Whether "none of these" could be answered, as -1 in y.
    settings : ModelSettings, optional
        What the model assumes.
    random_state : int, optional
        Overrides the seed, which follows from the data: the same data give the same numbers.

    Attributes
    ----------
    weights_ : ndarray, shape (n_features,)
        Posterior mean of each weight; they sum to 1.
    weight_intervals_ : ndarray, shape (n_features, 2)
        Ends of the central 90% interval of each weight.
    posterior_ : Posterior
        Everything that is believed: draws, directions, sharpness, ranks, diagnostics.
    agenda_ : Agenda
        The features as issues.
    n_features_in_ : int
    feature_names_in_ : ndarray of str, shape (n_features,)
        Only where an agenda, or a data frame for each round, names them.

    References
    ----------
    McFadden (1974) for the likelihood of a pick; docs/model.md for the prior.
    """

    def __init__(
        self,
        *,
        directions: float | Sequence[float] = 0,
        bounds: Sequence[tuple[float, float] | None] | None = None,
        agenda: Agenda | None = None,
        none_allowed: bool = False,
        settings: ModelSettings | None = None,
        random_state: int | None = None,
    ) -> None:
        self.directions = directions
        self.bounds = bounds
        self.agenda = agenda
        self.none_allowed = none_allowed
        self.settings = settings
        self.random_state = random_state

    def fit(
        self, X: Rounds, y: ArrayLike, sample_weight: ArrayLike | None = None
    ) -> PriorityEstimator:
        """Infer weights from rounds.

        Parameters
        ----------
        X : ndarray, shape (n_rounds, n_packages, n_features), or list of (n_packages, n_features)
            Packages of each round. In an array, rounds with fewer packages end in rows of nan.
        y : array-like of int, shape (n_rounds,)
            Place of the package that was picked, from 0; -1 for none.
        sample_weight : array-like of float, shape (n_rounds,), optional
            Power of the likelihood of each round: 0 leaves it out, 2 counts it twice.

        Returns
        -------
        PriorityEstimator
            Itself.

        Raises
        ------
        InvalidRounds
            When arrays do not fit each other or a parameter; it is a ValueError as well.
        """
        rounds, names = read_rounds(X)
        picks = read_picks(y, rounds, self.none_allowed)
        powers = read_weights(sample_weight, len(rounds))
        seed = read_seed(self.random_state)
        used = np.nonzero(powers)[0]
        kept = [rounds[k] for k in used]
        self.agenda_: Agenda = self._agenda_of(kept, names)
        self.n_features_in_: int = self.agenda_.n_issues
        if names is not None or self.agenda is not None:
            self.feature_names_in_ = np.array(self.agenda_.names, dtype=object)
        elif hasattr(self, "feature_names_in_"):
            del self.feature_names_in_
        evidence = self._picks(rounds, picks, used)
        self.posterior_: Posterior = infer(
            self.agenda_,
            evidence,
            settings=self.settings,
            weights=powers[used].tolist(),
            seed=seed,
        )
        if not self.posterior_.diagnostics.trusted:
            notes = "; ".join(self.posterior_.diagnostics.notes)
            warnings.warn(
                f"The fit is not to be trusted: {notes}", ConvergenceWarning, stacklevel=2
            )
        summaries = self.posterior_.weight_summary().values()
        self.weights_: FloatArray = np.array([one.mean for one in summaries])
        self.weight_intervals_: FloatArray = np.array([(one.q05, one.q95) for one in summaries])
        return self

    def _picks(
        self, rounds: list[FloatArray], picks: NDArray[np.intp], used: NDArray[np.intp]
    ) -> list[Pick]:
        evidence = []
        for k in used:
            check_options(rounds[k], self.agenda_, f"round {k}")
            packages = tuple(self.agenda_.decode(row) for row in rounds[k])
            chosen = None if picks[k] == NONE else int(picks[k])
            evidence.append(Pick(packages, chosen, self.none_allowed))
        return evidence

    def predict_proba(self, X: Rounds) -> FloatArray:
        """Chance of each answer to rounds.

        Parameters
        ----------
        X : as in `fit`
            Amounts outside the range of a feature count as its nearer end.

        Returns
        -------
        ndarray, shape (n_rounds, n_answers)
            A column for each answer in the order of scikit-learn's labels: none (-1) where allowed,
            then the packages. Each row sums to 1; packages that a round does not have get 0.
        """
        rounds = self._rounds_like_fitted(X)
        first = int(self.none_allowed)
        chances = np.zeros((len(rounds), first + max(len(one) for one in rounds)))
        posterior = self.posterior_
        sharpness, aspiration = posterior.draws.sharpness, posterior.draws.aspiration(1)
        for start in range(0, len(rounds), ROUNDS_AT_ONCE):
            some = rounds[start : start + ROUNDS_AT_ONCE]
            utilities = posterior.utility_of(np.concatenate(some))
            ends = np.cumsum([len(one) for one in some])[:-1]
            for k, worth in enumerate(np.split(utilities, ends), start):
                answers = np.vstack([aspiration, worth]) if first else worth
                chance = pick_probabilities(answers, sharpness, FIRM_LAPSE)
                chances[k, : len(answers)] = chance @ posterior.draw_weights
        return chances

    def predict(self, X: Rounds) -> NDArray[np.intp]:
        """The likeliest answer to each round, shape ``(n_rounds,)``: a package's place, or -1 for none."""
        return self.predict_proba(X).argmax(axis=1) - int(self.none_allowed)

    def score(self, X: Rounds, y: ArrayLike, sample_weight: ArrayLike | None = None) -> float:
        """Mean over rounds of ``log(chance of the pick * number of answers)``; larger is better.

        0 is guessing, log(number of answers) is perfect. For the share of rounds predicted right, use
        ``sklearn.metrics.accuracy_score(y, estimator.predict(X))`` or ``scoring="accuracy"``.
        """
        chances = self.predict_proba(X)
        rounds, _ = read_rounds(X)
        picks = read_picks(y, rounds, self.none_allowed)
        powers = read_weights(sample_weight, len(rounds))
        n_answers = np.array([len(one) + self.none_allowed for one in rounds])
        picked = chances[np.arange(len(rounds)), picks + int(self.none_allowed)]
        return float(np.average(np.log(picked * n_answers), weights=powers))

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.three_d_array = True
        tags.input_tags.allow_nan = True
        tags.target_tags.required = True
        return tags

    def _agenda_of(self, rounds: list[FloatArray], names: tuple[str, ...] | None) -> Agenda:
        n = rounds[0].shape[1]
        if self.agenda is not None:
            if self.agenda.n_issues != n or (names is not None and names != self.agenda.names):
                raise InvalidRounds(
                    f"X has {features_in_words(n, names)}, the agenda {listed(self.agenda.names, 'and')}; "
                    "give one feature for each issue, in its order."
                )
            return self.agenda
        directions = read_directions(self.directions, n)
        given = read_all_bounds(self.bounds, n)
        values = np.concatenate(rounds)
        issues = []
        for j, direction in enumerate(directions):
            name = names[j] if names is not None else f"x{j}"
            low, high = (
                data_range(values[:, j]) if given[j] is None else read_bounds(given[j], name)
            )
            chance = {"higher": (1 + float(direction)) / 2}
            try:
                issue = NumericIssue(name=name, low=low, high=high, counterpart_direction=chance)
            except ValidationError as error:
                raise InvalidRounds(f"Feature {j} cannot be an issue: {explain(error)}.") from error
            issues.append(issue)
        return Agenda(tuple(issues))

    def _rounds_like_fitted(self, X: Rounds) -> list[FloatArray]:
        check_is_fitted(self, "posterior_")
        rounds, names = read_rounds(X)
        known = getattr(self, "feature_names_in_", None)
        n = rounds[0].shape[1]
        if n != self.n_features_in_ or (names and known is not None and names != tuple(known)):
            fitted = features_in_words(self.n_features_in_, None if known is None else tuple(known))
            raise InvalidRounds(
                f"X has {features_in_words(n, names)}, the fit had {fitted}; give the same, in the same order."
            )
        inside = []
        for k, one in enumerate(rounds):
            places = one.copy()
            for j, issue in enumerate(self.agenda_.issues):
                if isinstance(issue, NumericIssue):
                    places[:, j] = places[:, j].clip(*issue.bounds)
            check_options(places, self.agenda_, f"round {k}", only_lists=True)
            inside.append(places)
        return inside
