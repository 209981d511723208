"""Stated constraints: "never below 95,000", taken at its word or as talk that says nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from meso_infer.evidence import FIRM_LAPSE, Constraint
from meso_infer.issues import Issue, Option
from meso_infer.likelihoods.base import Context, FloatArray, Likelihood, Term
from meso_infer.packages import Agenda
from meso_infer.prior.draws import Draws
from meso_infer.prior.levels import SAME, LevelTable


class ConstraintLikelihood(Likelihood):
    """``h P(none | x*, none) + (1 - h) / 2``, with x* the best package for them that breaks the constraint.

    An honest limit says that every package beyond it lies below their aspiration; any other says
    nothing, so that both answers are equally likely, as for a statement of priorities. Every package
    beyond lies below the aspiration exactly when the best one does: all other issues at their best,
    this one at its best option beyond. That package differs from draw to draw, so none has to be
    chosen, and what was said once is tested once. Packages on the table, moved just beyond, would not
    do: they may be refused for their other issues, and so tell of the aspiration but not of the issue
    that was named.

    The pick of none has the sharpness and the lapse of any pick (McFadden 1974). `h` is the chance
    that a statement is honest, so that no constraint weighs more than ``(1 + h) / (1 - h)`` to one.
    """

    kind = Constraint.kind

    def mentioned(self, evidence: Sequence[Constraint], agenda: Agenda) -> FloatArray:
        edges = [_edges(e, agenda.issue(e.issue)) for e in evidence]
        issue = np.repeat([agenda.index(e.issue) for e in evidence], [len(one) for one in edges])
        rows = np.full((len(issue), agenda.n_issues), np.nan)
        rows[np.arange(len(issue)), issue] = np.concatenate(edges)
        return rows

    def compile(self, evidence: Sequence[Constraint], context: Context) -> Term:
        table = context.table
        issue = np.array([table.agenda.index(e.issue) for e in evidence])
        beyond = [_beyond(e, int(j), table) for e, j in zip(evidence, issue, strict=True)]
        rules_out = np.array([len(levels) > 0 for levels in beyond])[:, None]
        rounds = np.array([e.round for e in evidence], float)
        honest = context.settings.statement_honesty

        def term(draws: Draws) -> FloatArray:
            reached = draws.best.sum(axis=0) - draws.best[issue]
            for row, levels in enumerate(beyond):
                if len(levels):
                    reached[row] += draws.part_worths[levels].max(axis=0)
            # The logistic function, which does not overflow in this form.
            refused = 0.5 + 0.5 * np.tanh(
                0.5 * (draws.aspiration(rounds) - reached) * draws.sharpness
            )
            refused = (1 - FIRM_LAPSE) * refused + FIRM_LAPSE / 2
            return np.where(rules_out, np.log(honest * refused + (1 - honest) / 2), 0.0)

        return term


def _gap(issue: Issue) -> float:
    """From one option to the next; 0 where any amount will do, whose limit stands for just beyond it."""
    low, high = issue.bounds
    return 0.0 if issue.n_options is None else (high - low) / (issue.n_options - 1)


def _places(options: Sequence[Option | None], issue: Issue) -> FloatArray:
    return np.array(
        [issue.coordinate(issue.parse(option)) for option in options if option is not None]
    )


def _edges(constraint: Constraint, issue: Issue) -> FloatArray:
    """Coordinates at which the options beyond a constraint begin."""
    (low, high), gap = issue.bounds, _gap(issue)
    named = _places(constraint.one_of or (), issue)
    edges = [_places([constraint.least], issue) - gap, _places([constraint.most], issue) + gap]
    inside = np.concatenate([*edges, named - gap, named + gap])
    inside = inside[(inside >= low - SAME * gap) & (inside <= high + SAME * gap)]
    return np.array([issue.coordinate(issue.option(float(place))) for place in inside])


def _beyond(constraint: Constraint, j: int, table: LevelTable) -> NDArray[np.intp]:
    """The levels of an issue that break a constraint; none where it rules nothing out."""
    issue, segment = table.agenda.issues[j], table.segment(j)
    (low, high), gap, places = issue.bounds, _gap(issue), table.coordinates[segment]
    slack = SAME * max(1.0, abs(low), abs(high))
    broken = np.zeros(len(places), dtype=bool)
    for limit in _places([constraint.least], issue):
        broken |= (places <= limit - gap + slack) & (limit > low + slack)
    for limit in _places([constraint.most], issue):
        broken |= (places >= limit + gap - slack) & (limit < high - slack)
    if constraint.one_of is not None:
        # Levels between options belong to the nearer ones, so that they break it only a step away.
        away = np.abs(places[:, None] - _places(constraint.one_of, issue)).min(axis=1)
        broken |= away >= gap - slack
    return segment.start + np.nonzero(broken)[0]
