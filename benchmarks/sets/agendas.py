"""Random agendas of a wanted size, with our utility on them."""

from __future__ import annotations

import math

import numpy as np

from meso_infer.issues import CategoricalIssue, Issue, NumericIssue, OrderedIssue
from meso_infer.packages import Agenda, Rule
from meso_infer.utility import AdditiveUtility, Curve, Points, Table

MOST_ISSUES = 12


def random_own(
    rng: np.random.Generator, packages: float, *, rules: bool = False, continuous: float = 0.0
) -> AdditiveUtility:
    """Our utility on a random agenda of about so many packages.

    Parameters
    ----------
    packages : float
        Wanted product of the numbers of options.
    rules : bool
        Tie two issues by a rule.
    continuous : float
        Chance that one more issue takes any amount.
    """
    fewest = max(3, math.ceil(math.log10(packages) / math.log10(120)))
    n_issues = int(rng.integers(fewest, MOST_ISSUES + 1))
    shares = rng.dirichlet(np.full(n_issues, 6.0))
    sizes = np.maximum(2, np.rint(np.exp(shares * math.log(packages)))).astype(int)
    issues: list[Issue] = []
    values: dict[str, Curve | Points | Table] = {}
    for j, size in enumerate(sizes):
        issue, value = _random_issue(rng, f"Issue {j}", int(size))
        issues.append(issue)
        if value is not None:
            values[issue.name] = value
    if rng.random() < continuous:
        issues.append(NumericIssue(name="Price", low=0, high=1000, own_direction="higher"))
    agenda = Agenda(tuple(issues), _rules(rng, issues) if rules else ())
    weights = rng.dirichlet(np.full(len(issues), 2.0))
    return AdditiveUtility.of(
        agenda, dict(zip(agenda.names, weights.tolist(), strict=True)), values
    )


def _random_issue(
    rng: np.random.Generator, name: str, size: int
) -> tuple[Issue, Curve | Table | None]:
    ours = "higher" if rng.random() < 0.5 else "lower"
    kind = rng.choice(["numeric", "ordered", "categorical"], p=[0.6, 0.2, 0.2])
    if kind == "numeric" or size > 40:
        issue = NumericIssue(name=name, low=0, high=size - 1, step=1, own_direction=ours)
        rho = float(rng.normal(0, 1.5))
        return issue, Curve(curve="exponential", rho=rho) if rng.random() < 0.5 else None
    options = tuple(f"option {k}" for k in range(size))
    if kind == "ordered":
        return OrderedIssue(name=name, options=options, own_direction="later"), None
    table = dict(zip(options, rng.permutation(np.linspace(0, 1, size)).tolist(), strict=True))
    return CategoricalIssue(name=name, options=options), table


def _rules(rng: np.random.Generator, issues: list[Issue]) -> tuple[Rule, ...]:
    """If one ordered issue lies in its upper half, so must another."""
    lined = [issue for issue in issues if issue.counterpart_probabilities is not None]
    if len(lined) < 2:
        return ()
    a, b = (lined[k] for k in rng.choice(len(lined), 2, replace=False))
    sides = [
        {issue.name: {"min": issue.option(math.ceil(sum(issue.bounds) / 2))}} for issue in (a, b)
    ]
    return (Rule.model_validate({"if": sides[0], "then": sides[1]}),)


def even_own(n_issues: int, n_options: int, seed: int = 0) -> AdditiveUtility:
    """Our utility on issues of alike length, weighed at random: ``n_options ** n_issues`` packages."""
    issues = tuple(
        NumericIssue(name=f"Issue {j}", low=0, high=n_options - 1, step=1, own_direction="higher")
        for j in range(n_issues)
    )
    weights = np.random.default_rng(seed).dirichlet(np.full(n_issues, 3.0))
    agenda = Agenda(issues)
    return AdditiveUtility.of(agenda, dict(zip(agenda.names, weights.tolist(), strict=True)))
