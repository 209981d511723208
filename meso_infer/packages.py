"""Packages, the agenda they settle, the rules they obey and the MESO they are offered in.

A package has no utility of its own: what it is worth depends on who looks.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, model_validator

from meso_infer.errors import InvalidIssue, InvalidPackage, listed
from meso_infer.issues import Issue, NumericIssue, Option, whole

LABELS = ("A", "B", "C", "D", "E")
FloatArray = NDArray[np.float64]


class Package(Mapping[str, Option]):
    """One option for each issue; an issue that is absent was *not mentioned*.

    Immutable and hashable; the order of construction is irrelevant to equality. ``None`` values are
    dropped, since they mean not mentioned. Make packages through an Agenda, which checks them.
    """

    __slots__ = ("_hash", "_options")

    def __init__(self, options: Mapping[str, Option | None]) -> None:
        self._options: dict[str, Option] = {
            name: whole(option) if isinstance(option, float) else option
            for name, option in options.items()
            if option is not None
        }
        self._hash = hash(frozenset(self._options.items()))

    def __getitem__(self, issue: str) -> Option:
        return self._options[issue]

    def __iter__(self) -> Iterator[str]:
        return iter(self._options)

    def __len__(self) -> int:
        return len(self._options)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Package) and self._options == other._options

    def __repr__(self) -> str:
        return f"Package({self._options!r})"

    def __reduce__(self) -> tuple[type[Package], tuple[dict[str, Option]]]:
        return Package, (dict(self._options),)

    def with_option(self, issue: str, option: Option | None) -> Package:
        """The same package but for one issue; None leaves that issue unmentioned."""
        return Package({**self._options, issue: option})

    def changes_from(self, other: Package) -> Package:
        """The options that the other package does not have; all else unmentioned."""
        return Package({n: option for n, option in self._options.items() if other.get(n) != option})


class Condition(BaseModel):
    """What one side of a rule asks of one issue: at least, at most, or one of."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    min: int | float | str | None = None
    max: int | float | str | None = None
    one_of: tuple[int | float | str, ...] | None = Field(default=None, alias="in", min_length=1)

    @model_validator(mode="after")
    def _asks_something(self) -> Condition:
        if self.min is None and self.max is None and self.one_of is None:
            raise ValueError("a condition needs 'min', 'max' or 'in'")
        return self

    def holds(self, issue: Issue, coordinates: FloatArray) -> NDArray[np.bool_]:
        """Whether each coordinate, shape ``(n,)``, meets the condition; unmentioned (nan) ones do not."""
        ok = ~np.isnan(coordinates)
        slack = 1e-9
        if self.min is not None:
            ok &= coordinates >= issue.coordinate(issue.parse(self.min)) - slack
        if self.max is not None:
            ok &= coordinates <= issue.coordinate(issue.parse(self.max)) + slack
        if self.one_of is not None:
            places = np.array([issue.coordinate(issue.parse(option)) for option in self.one_of])
            ok &= (np.abs(coordinates[:, None] - places[None, :]) <= slack).any(axis=1)
        return ok

    def describe(self, issue: Issue) -> str:
        """The condition in words, such as ``'Remote at least 3 days'``."""
        parts = []
        if self.min is not None:
            parts.append(f"at least {issue.format(issue.parse(self.min))}")
        if self.max is not None:
            parts.append(f"at most {issue.format(issue.parse(self.max))}")
        if self.one_of is not None:
            parts.append(listed(issue.format(issue.parse(option)) for option in self.one_of))
        return f"{issue.name} {' and '.join(parts)}"


class Rule(BaseModel):
    """A feasibility rule across issues: when every `if` condition holds, every `then` must."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    when: dict[str, Condition] = Field(alias="if", min_length=1)
    then: dict[str, Condition] = Field(min_length=1)


@dataclass(frozen=True)
class Agenda:
    """The ordered issues of one negotiation and the rules across them.

    Raises
    ------
    InvalidIssue
        When no issue is given, names repeat, or a rule names an issue or option that does not exist.
    """

    issues: tuple[Issue, ...]
    rules: tuple[Rule, ...] = ()

    def __post_init__(self) -> None:
        if not self.issues:
            raise InvalidIssue("The agenda is empty; add at least one issue.")
        for name in self.names:
            if self.names.count(name) > 1:
                raise InvalidIssue(
                    f"The issue {name!r} stands twice; give each issue a name of its own."
                )
        for rule in self.rules:
            for name, condition in [*rule.when.items(), *rule.then.items()]:
                issue = self.issue(name)
                has_ends = condition.min is not None or condition.max is not None
                if has_ends and issue.counterpart_probabilities is None:
                    raise InvalidIssue(
                        f"A rule asks for a min or max of {name}, which has no order; use 'in'."
                    )
                try:
                    condition.describe(issue)
                except InvalidPackage as error:
                    raise InvalidIssue(f"A rule does not fit the agenda: {error}") from error

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(issue.name for issue in self.issues)

    @property
    def n_issues(self) -> int:
        return len(self.issues)

    def issue(self, name: str) -> Issue:
        """The issue of that name; raises InvalidIssue naming those that exist."""
        for issue in self.issues:
            if issue.name == name:
                return issue
        raise InvalidIssue(
            f"There is no issue {name!r}; the agenda has {listed(self.names, 'and')}."
        )

    def index(self, name: str) -> int:
        """Position of an issue on the agenda."""
        return self.names.index(self.issue(name).name)

    def count(self) -> int | None:
        """How many packages there are before rules; None when an issue is continuous."""
        counts = [issue.n_options for issue in self.issues]
        if any(n is None for n in counts):
            return None
        return math.prod(n for n in counts if n is not None)

    def partial(self, options: Mapping[str, object]) -> Package:
        """Read a package in which issues may be missing (not mentioned).

        Raises
        ------
        InvalidPackage
            When an issue or option does not exist.
        """
        unknown = [name for name in options if name not in self.names]
        if unknown:
            raise InvalidPackage(
                f"The package names {listed(map(repr, unknown), 'and')}; the agenda has {listed(self.names, 'and')}."
            )
        return Package(
            {
                i.name: i.parse(options[i.name])
                for i in self.issues
                if options.get(i.name) is not None
            }
        )

    def package(self, options: Mapping[str, object]) -> Package:
        """Read a complete package that obeys the rules.

        Raises
        ------
        InvalidPackage
            When an issue is missing, an option does not exist, or a rule is broken.
        """
        package = self.partial(options)
        missing = [name for name in self.names if name not in package]
        if missing:
            raise InvalidPackage(
                f"The package leaves out {listed(missing, 'and')}; settle every issue."
            )
        broken = self.broken_rules(package)
        if broken:
            raise InvalidPackage(
                f"The package breaks a rule: {broken[0]}. Change one of these issues."
            )
        return package

    def is_complete(self, package: Package) -> bool:
        return len(package) == self.n_issues

    def broken_rules(self, package: Package) -> tuple[str, ...]:
        """The rules that a package breaks, in words."""
        row = self.encode([package])
        return tuple(
            self.describe_rule(rule) for rule in self.rules if not self._obeys(rule, row)[0]
        )

    def describe_rule(self, rule: Rule) -> str:
        """A rule in words: ``'if Remote at least 3 days, then Contract at least 2 years'``."""
        sides = [
            listed((c.describe(self.issue(n)) for n, c in side.items()), "and")
            for side in (rule.when, rule.then)
        ]
        return f"if {sides[0]}, then {sides[1]}"

    def feasible_mask(self, coordinates: FloatArray) -> NDArray[np.bool_]:
        """Which rows of `coordinates`, shape ``(n, n_issues)``, obey every rule."""
        ok = np.ones(len(coordinates), bool)
        for rule in self.rules:
            ok &= self._obeys(rule, coordinates)
        return ok

    def _obeys(self, rule: Rule, coordinates: FloatArray) -> NDArray[np.bool_]:
        applies = np.ones(len(coordinates), bool)
        for name, condition in rule.when.items():
            applies &= condition.holds(self.issue(name), coordinates[:, self.index(name)])
        kept = np.ones(len(coordinates), bool)
        for name, condition in rule.then.items():
            column = coordinates[:, self.index(name)]
            kept &= condition.holds(self.issue(name), column) | np.isnan(column)
        return ~applies | kept

    def parts(self) -> tuple[tuple[int, ...], ...]:
        """Positions of the issues in groups that no rule reaches across; an issue without rules stands alone."""
        found = [{j} for j in range(self.n_issues)]
        for rule in self.rules:
            named = {self.index(name) for name in (*rule.when, *rule.then)}
            tied = set().union(*(part for part in found if part & named))
            found = [part for part in found if not part & named] + [tied]
        return tuple(sorted(tuple(sorted(part)) for part in found))

    def part(self, places: Sequence[int]) -> Agenda:
        """The issues at these positions, a union of `parts`, with the rules among them."""
        inside = tuple(self.issues[j] for j in places)
        names = {issue.name for issue in inside}
        rules = (one for one in self.rules if names.issuperset((*one.when, *one.then)))
        return Agenda(inside, tuple(rules))

    def encode(self, packages: Sequence[Package]) -> FloatArray:
        """Coordinates of packages, shape ``(n_packages, n_issues)``; nan where not mentioned."""
        rows = np.empty((len(packages), self.n_issues))
        for j, issue in enumerate(self.issues):
            options = [package._options.get(issue.name) for package in packages]
            places = {o: math.nan if o is None else issue.coordinate(o) for o in set(options)}
            rows[:, j] = [places[option] for option in options]
        return rows

    def decode(self, row: Sequence[float] | FloatArray) -> Package:
        """The package at a row of coordinates, shape ``(n_issues,)``."""
        return Package(
            {
                i.name: None if np.isnan(x) else i.option(float(x))
                for i, x in zip(self.issues, row, strict=True)
            }
        )

    def varying(self, packages: Iterable[Package]) -> tuple[str, ...]:
        """Names of the issues on which packages differ, in agenda order."""
        rows = list(packages)
        return tuple(n for n in self.names if len({p.get(n) for p in rows}) > 1)

    def describe(self, package: Package) -> str:
        """A package in words: ``'Salary USD 95,000, Remote 1 day, Contract 2 years'``."""
        return ", ".join(
            f"{i.name} {i.format(package[i.name])}" for i in self.issues if i.name in package
        )

    def continuous(self) -> tuple[str, ...]:
        """Names of the issues that take any amount in their range."""
        return tuple(i.name for i in self.issues if isinstance(i, NumericIssue) and i.step is None)


@dataclass(frozen=True)
class Meso:
    """Labelled packages put forward together, in the order in which they were shown.

    Raises
    ------
    InvalidPackage
        When there are none or more than five, two are the same, or `shown` is not an order of the labels.
    """

    packages: tuple[tuple[str, Package], ...]
    shown: tuple[str, ...]

    def __post_init__(self) -> None:
        labels = [label for label, _ in self.packages]
        if not 1 <= len(labels) <= len(LABELS):
            raise InvalidPackage(
                f"An offer has {len(labels)} packages; offer 1 to {len(LABELS)}, best 2 or 3."
            )
        if len(set(labels)) < len(labels):
            raise InvalidPackage(
                f"The labels {listed(labels, 'and')} repeat; give each package its own."
            )
        seen: dict[Package, str] = {}
        for label, package in self.packages:
            if package in seen:
                raise InvalidPackage(
                    f"Packages {seen[package]} and {label} are the same; change one of them."
                )
            seen[package] = label
        if sorted(self.shown) != sorted(labels):
            raise InvalidPackage(
                f"The order shown is {listed(self.shown, 'and')}; it must name each of {listed(labels, 'and')} once."
            )

    @classmethod
    def of(cls, packages: Mapping[str, Package], shown: Sequence[str] | None = None) -> Meso:
        """Make a Meso from labelled packages; shown in label order unless said otherwise."""
        return cls(tuple(packages.items()), tuple(shown) if shown else tuple(packages))

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(label for label, _ in self.packages)

    def __len__(self) -> int:
        return len(self.packages)

    def __getitem__(self, label: str) -> Package:
        """The package of that label; raises InvalidPackage naming the labels on the table."""
        for name, package in self.packages:
            if name == label:
                return package
        raise InvalidPackage(
            f"There is no package {label!r} on the table; there are {listed(self.labels, 'and')}."
        )

    def in_shown_order(self) -> tuple[tuple[str, Package], ...]:
        return tuple((label, self[label]) for label in self.shown)
