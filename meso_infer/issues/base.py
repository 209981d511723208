"""What an issue is: a matter to be settled, its options and who likes which end of it.

An issue knows its options and how to read, write and place them on a line. It knows nothing of
weights, values or belief.
"""

from __future__ import annotations

import unicodedata
from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, field_validator

from meso_infer.errors import InvalidPackage, listed, shortened

Option = int | float | str
"""One possible settlement of an issue: an amount, or the name of an option."""

OPPOSED_PROBABILITY = 0.8
"""Prior probability that the counterpart's taste opposes ours when nobody said."""

PEAK = "peak"


JOINERS = "\u200c\u200d"
"""Persian and Indic words hold them between letters, emoji of families between people."""


def what_is_wrong(text: str) -> str | None:
    """What keeps a text from being one line that everybody sees as it is; None when nothing does.

    Signs that turn the direction of what follows are refused like controls: with them a text reads as
    another one.
    """
    between = [" ", *text, " "]
    for before, sign, after in zip(between, between[1:], between[2:], strict=False):
        # A joiner between signs of ASCII joins nothing: there it only makes two names look alike.
        joins = sign in JOINERS and not (before.isascii() or after.isascii())
        if not (joins or sign.isprintable()):
            name = unicodedata.name(sign, f"U+{ord(sign):04X}")
            return f"holds an unprintable character, {name}; remove it"
    return None if text == text.strip() else "has spaces at its ends; remove them"


def look(text: str) -> str:
    """How a name looks at a glance: two that look the same are taken for each other."""
    seen = "".join(sign for sign in text if sign not in JOINERS)
    return " ".join(unicodedata.normalize("NFKC", seen).casefold().split())


def plain_name(name: str) -> str:
    """The name, unless it holds what nobody sees or a spreadsheet would run it as a formula.

    Raises
    ------
    ValueError
        Saying what to change.
    """
    wrong = what_is_wrong(name)
    if wrong is not None:
        raise ValueError(f"{shortened(name)} {wrong}")
    if name.startswith(("=", "+", "-", "@")):
        raise ValueError(
            f"{shortened(name)} starts with {name[0]!r}, which a spreadsheet would run as a formula; "
            "start it with a letter or a digit"
        )
    return name


class Issue(BaseModel, ABC):
    """A matter to be settled.

    Every option has a *coordinate*: the amount of a numeric issue, the place in the list of an
    ordered or categorical one. Arrays of packages hold coordinates.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    name: str = Field(min_length=1, max_length=120)

    direction_up: ClassVar[str] = ""
    direction_down: ClassVar[str] = ""

    @field_validator("name")
    @classmethod
    def _name_is_plain(cls, name: str) -> str:
        return plain_name(name)

    @property
    @abstractmethod
    def bounds(self) -> tuple[float, float]:
        """Lowest and highest coordinate."""

    @property
    @abstractmethod
    def n_options(self) -> int | None:
        """How many options there are; None when every amount in a range is one."""

    @abstractmethod
    def parse(self, value: object) -> Option:
        """Read an option; raises InvalidPackage naming what is allowed."""

    @abstractmethod
    def format(self, option: Option) -> str:
        """Write an option with its unit, as people read it."""

    @abstractmethod
    def coordinate(self, option: Option) -> float:
        """Place of an option on the issue's line."""

    @abstractmethod
    def option(self, coordinate: float) -> Option:
        """Option nearest to a coordinate."""

    def coordinates(self) -> NDArray[np.float64]:
        """All coordinates in rising order, shape ``(n_options,)``; raises TypeError if continuous."""
        raise TypeError(f"{self.name} has no list of options: any amount in its range is one.")

    def grid(self, most: int = 101) -> NDArray[np.float64]:
        """At most `most` coordinates that span the issue, both ends among them."""
        if self.n_options is not None and self.n_options <= most:
            return self.coordinates()
        low, high = self.bounds
        spread = np.linspace(low, high, most)
        return np.unique([self.coordinate(self.option(x)) for x in spread])

    def way_in_words(self, direction: str) -> str:
        """A direction as people say it of this issue: ``'higher'``, ``'towards 3 years'``."""
        return direction

    @property
    def own_direction_sign(self) -> int:
        """+1 when we like higher coordinates, -1 lower, 0 when nobody said."""
        return 0

    @property
    def counterpart_probabilities(self) -> tuple[float, float, float] | None:
        """Prior probabilities that the counterpart likes it high, low, or best inside.

        None for a categorical issue, which has no direction.
        """
        return None


class DirectedIssue(Issue):
    """An issue whose options lie on a line, so that taste has a direction on it."""

    own_direction: str | None = None
    counterpart_direction: dict[str, float] | None = None

    @field_validator("counterpart_direction")
    @classmethod
    def _probabilities(cls, given: dict[str, float] | None) -> dict[str, float] | None:
        if given is None:
            return None
        allowed = (cls.direction_up, cls.direction_down, PEAK)
        unknown = [word for word in given if word not in allowed]
        if unknown or not given:
            raise ValueError(
                f"the counterpart's direction names {', '.join(map(repr, unknown)) or 'nothing'}; "
                f"allowed: {', '.join(allowed)}, each with a probability"
            )
        total = sum(given.values())
        if any(not 0 <= p <= 1 for p in given.values()) or total > 1 + 1e-9:
            raise ValueError(
                f"the probabilities of the counterpart's direction are {given}; each must lie "
                "between 0 and 1 and together they must not pass 1"
            )
        both_named = cls.direction_up in given and cls.direction_down in given
        if both_named and total < 1 - 1e-6:
            raise ValueError(
                f"the probabilities of the counterpart's direction sum to {total:g}; both "
                "directions are named, so they must sum to 1"
            )
        if set(given) == {PEAK} and total < 1 - 1e-6:
            raise ValueError(
                f"name {cls.direction_up!r} or {cls.direction_down!r} beside 'peak', so that the "
                "remaining probability has a place to go"
            )
        return given

    @property
    def own_direction_sign(self) -> int:
        return {self.direction_up: 1, self.direction_down: -1}.get(self.own_direction or "", 0)

    @property
    def counterpart_probabilities(self) -> tuple[float, float, float]:
        given = self.counterpart_direction
        if given is None:
            up = {1: 1 - OPPOSED_PROBABILITY, -1: OPPOSED_PROBABILITY, 0: 0.5}[
                self.own_direction_sign
            ]
            return up, 1 - up, 0.0
        rest = max(0.0, 1 - sum(given.values()))
        if rest < 1e-6:
            rest = 0.0
        peak = given.get(PEAK, 0.0)
        if self.direction_up in given:
            return given[self.direction_up], given.get(self.direction_down, rest), peak
        return rest, given.get(self.direction_down, 0.0), peak


def check_options(options: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse option names that repeat, are empty or carry stray spaces."""
    for option in options:
        if not option or len(option) > 200:
            raise ValueError(f"option {shortened(option)} is empty or too long; rename it")
        wrong = what_is_wrong(option)
        if wrong is not None:
            raise ValueError(f"option {shortened(option)} {wrong}")
        # An option may be "+5%" or "-1 day"; any other such beginning is a formula to a spreadsheet.
        if option[0] in "=@" or (option[0] in "+-" and not option[1:2].isdigit()):
            raise ValueError(
                f"option {shortened(option)} starts with {option[0]!r}, which a spreadsheet would run as "
                "a formula; rename it"
            )
    if len(set(options)) < len(options):
        twice = next(o for o in options if options.count(o) > 1)
        raise ValueError(f"option {twice!r} stands twice; give each option a name of its own")
    return options


def parse_named(issue: str, options: tuple[str, ...], value: object) -> str:
    """Read a named option; raises InvalidPackage naming those that exist."""
    if isinstance(value, str) and value in options:
        return value
    raise InvalidPackage(
        f"{issue} is {shortened(value)}; allowed: {listed(options[:12])}{' ...' if len(options) > 12 else ''}."
    )
