"""Events that change what talks are about: our utility, the issues, directions, deadlines."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, Field, field_validator, model_validator

from meso_infer.elicitation.batna import Alternatives, Batna, Scenario
from meso_infer.errors import EventRejected, listed
from meso_infer.events.base import Event, ShortText, Time, Visibility, refusing, require_issue
from meso_infer.issues import AnyIssue, DirectedIssue, Issue
from meso_infer.negotiation import OWN, Deadline, Negotiation, OwnGuess, with_agenda
from meso_infer.negotiation.learnt_prior import LearntPrior, PriorInForce
from meso_infer.packages import Agenda
from meso_infer.utility import WEIGHT_SUM_SLACK, AdditiveUtility, OwnSpec


class OwnUtilitySet(Event, frozen=True):
    """Our weights, values and limits from here on; earlier rounds keep the version they had."""

    kind: Literal["own-utility-set"] = "own-utility-set"
    own: OwnSpec

    default_party: ClassVar[str] = OWN
    default_visibility: ClassVar[Visibility] = "private"
    may_be_shared: ClassVar[bool] = False

    def apply(self, negotiation: Negotiation) -> Negotiation:
        with refusing():
            own = AdditiveUtility.from_spec(negotiation.agenda, self.own)
        return replace(
            negotiation,
            own_spec=self.own,
            own=own,
            own_version=negotiation.own_version + 1,
            weights_to_reelicit=(),
        )

    def describe(self, agenda: Agenda) -> str:
        return "We set what we value"


class IssueAdded(Event, frozen=True):
    """A new issue at the end of the agenda; packages so far do not mention it."""

    kind: Literal["issue-added"] = "issue-added"
    issue: AnyIssue

    default_party: ClassVar[str] = OWN

    def apply(self, negotiation: Negotiation) -> Negotiation:
        agenda = negotiation.agenda
        if self.issue.name in agenda.names:
            raise EventRejected(
                f"{self.issue.name} is on the agenda already; change it, or give the new issue "
                "another name."
            )
        with refusing():
            longer = Agenda((*agenda.issues, self.issue), agenda.rules)
        return with_agenda(negotiation, longer, (self.issue.name,))

    def describe(self, agenda: Agenda) -> str:
        return f"New issue: {self.issue.name}"

    def shared(self) -> Event:
        return super().shared().model_copy(update={"issue": without_directions(self.issue)})


class IssueChanged(Event, frozen=True):
    """An issue of that name as it is from here on: its range, options, unit or directions.

    A new range or new options mark our weight of the issue as to be asked again. Packages
    already logged must still fit.
    """

    kind: Literal["issue-changed"] = "issue-changed"
    issue: AnyIssue

    default_party: ClassVar[str] = OWN

    def apply(self, negotiation: Negotiation) -> Negotiation:
        name = self.issue.name
        require_issue(negotiation, name)
        before = negotiation.agenda.issue(name)
        if type(before) is not type(self.issue):
            raise EventRejected(
                f"{name} cannot change its kind; add an issue under another name instead."
            )
        with refusing():
            issues = tuple(self.issue if i.name == name else i for i in negotiation.agenda.issues)
            agenda = Agenda(issues, negotiation.agenda.rules)
            for package in negotiation.logged_packages():
                agenda.partial({name: package.get(name)})
            for option in negotiation.options_asked_for(name):
                self.issue.parse(option)
        moved = (
            _range(before) != _range(self.issue)
            or before.own_direction_sign != self.issue.own_direction_sign
        )
        return with_agenda(negotiation, agenda, (name,) if moved else ())

    def describe(self, agenda: Agenda) -> str:
        return f"Issue changed: {self.issue.name}"

    def shared(self) -> Event:
        return super().shared().model_copy(update={"issue": without_directions(self.issue)})


class DirectionSet(Event, frozen=True):
    """What we think of their direction on an issue: probabilities, or null for the default."""

    kind: Literal["direction-set"] = "direction-set"
    issue: ShortText
    counterpart_direction: dict[str, Annotated[float, Field(ge=0, le=1)]] | None

    default_party: ClassVar[str] = OWN
    default_visibility: ClassVar[Visibility] = "private"
    may_be_shared: ClassVar[bool] = False
    always_written: ClassVar[frozenset[str]] = frozenset({"counterpart_direction"})

    def apply(self, negotiation: Negotiation) -> Negotiation:
        require_issue(negotiation, self.issue)
        issue = negotiation.agenda.issue(self.issue)
        if not isinstance(issue, DirectedIssue):
            raise EventRejected(f"{self.issue} has no order, so nobody has a direction on it.")
        with refusing():
            changed = type(issue).model_validate(
                {**issue.model_dump(), "counterpart_direction": self.counterpart_direction}
            )
        issues = tuple(changed if i.name == self.issue else i for i in negotiation.agenda.issues)
        return with_agenda(negotiation, Agenda(issues, negotiation.agenda.rules))

    def describe(self, agenda: Agenda) -> str:
        return f"We said which way they may lean on {self.issue}"


class DeadlineSet(Event, frozen=True):
    """A deadline, and whether the counterpart knows of it; a null deadline lifts it."""

    kind: Literal["deadline-set"] = "deadline-set"
    deadline: Time | None
    known_to_counterpart: bool | None = None

    default_party: ClassVar[str] = OWN
    always_written: ClassVar[frozenset[str]] = frozenset({"deadline"})

    @model_validator(mode="after")
    def _says_whether_known(self) -> DeadlineSet:
        if self.deadline is not None and self.known_to_counterpart is None:
            raise ValueError("a deadline needs known_to_counterpart: true or false")
        return self

    @property
    def seen_by(self) -> Visibility:
        return self.visibility or ("shared" if self.known_to_counterpart else "private")

    def apply(self, negotiation: Negotiation) -> Negotiation:
        if self.deadline is None:
            return replace(negotiation, deadline=None)
        return replace(
            negotiation, deadline=Deadline(self.deadline, bool(self.known_to_counterpart))
        )

    def describe(self, agenda: Agenda) -> str:
        if self.deadline is None:
            return "Deadline lifted"
        known = "known to them" if self.known_to_counterpart else "not known to them"
        return f"Deadline {self.deadline:%Y-%m-%d %H:%M %Z} ({known})"


class OwnGuessSet(Event, frozen=True):
    """Our guess of what matters to the counterpart, made before looking at any estimate.

    Either weights (0 to 1, summing to 1 within .001) or an order of issues, most important first.
    """

    kind: Literal["own-guess-set"] = "own-guess-set"
    weights: dict[str, Annotated[float, Field(ge=0, le=1)]] | None = None
    order: tuple[ShortText, ...] | None = None

    default_party: ClassVar[str] = OWN
    default_visibility: ClassVar[Visibility] = "private"
    may_be_shared: ClassVar[bool] = False

    @field_validator("weights")
    @classmethod
    def _sum_to_one(cls, weights: dict[str, float] | None) -> dict[str, float] | None:
        if weights is not None and abs(math.fsum(weights.values()) - 1) > WEIGHT_SUM_SLACK:
            raise ValueError(
                f"the guessed weights sum to {math.fsum(weights.values()):g}; they must sum to 1"
            )
        return weights

    @model_validator(mode="after")
    def _one_form(self) -> OwnGuessSet:
        if (self.weights is None) == (self.order is None):
            raise ValueError("a guess has either 'weights' or 'order'")
        if self.order is not None and (not self.order or len(set(self.order)) < len(self.order)):
            raise ValueError("a guessed order names at least one issue, and each once")
        return self

    def apply(self, negotiation: Negotiation) -> Negotiation:
        for name in self.order or self.weights or ():
            require_issue(negotiation, name)
        if self.weights is not None:
            missing = [n for n in negotiation.agenda.names if n not in self.weights]
            if missing:
                raise EventRejected(
                    f"The guess leaves out {listed(missing, 'and')}; give every issue a weight."
                )
        guess = OwnGuess(tuple((self.weights or {}).items()), self.order or ())
        return replace(negotiation, own_guess=guess)

    def describe(self, agenda: Agenda) -> str:
        return "We guessed what matters to them"


class ScenarioText(BaseModel, frozen=True, extra="forbid"):
    """One way in which things may turn out without an agreement, as `elicitation.batna.Scenario`."""

    name: Annotated[str, Field(max_length=200)] = ""
    probability: Annotated[float, Field(ge=0, le=1)]
    utility: Annotated[float, Field(ge=0, le=1)]
    cost: Annotated[float, Field(ge=0, le=1)] = 0.0


class AlternativesSet(Event, frozen=True):
    """What may happen without an agreement: where our walk-away comes from. Empty takes it back."""

    kind: Literal["alternatives-set"] = "alternatives-set"
    scenarios: tuple[ScenarioText, ...] = Field(max_length=100)
    risk_tolerance: Annotated[float, Field(gt=0, le=100)] | None = None

    default_party: ClassVar[str] = OWN
    default_visibility: ClassVar[Visibility] = "private"
    may_be_shared: ClassVar[bool] = False
    always_written: ClassVar[frozenset[str]] = frozenset({"scenarios"})

    def apply(self, negotiation: Negotiation) -> Negotiation:
        if not self.scenarios:
            return replace(negotiation, alternatives=None)
        with refusing():
            batna = Batna(tuple(Scenario(**one.model_dump()) for one in self.scenarios))
        return replace(negotiation, alternatives=Alternatives(batna, self.risk_tolerance))

    def describe(self, agenda: Agenda) -> str:
        n = len(self.scenarios)
        if not n:
            return "We set aside what may happen without an agreement"
        return f"We said what may happen without an agreement ({n} case{'' if n == 1 else 's'})"


class PriorChosen(Event, frozen=True):
    """From what the estimate starts: what past negotiations taught, or (null) the model's own prior.

    The numbers learnt stand in the event, so that the same log gives the same estimate whatever is
    learnt later.
    """

    kind: Literal["prior-chosen"] = "prior-chosen"
    prior: LearntPrior | None

    default_party: ClassVar[str] = OWN
    default_visibility: ClassVar[Visibility] = "private"
    may_be_shared: ClassVar[bool] = False
    always_written: ClassVar[frozenset[str]] = frozenset({"prior"})

    def apply(self, negotiation: Negotiation) -> Negotiation:
        learnt = None if self.prior is None else PriorInForce(self.prior, negotiation.agenda)
        return replace(negotiation, learnt=learnt)

    def describe(self, agenda: Agenda) -> str:
        if self.prior is None:
            return "We set aside what past negotiations taught"
        n = self.prior.n_negotiations
        past = "1 past negotiation" if n == 1 else f"{n} past negotiations"
        return f"We let {past} teach the estimate: {self.prior.segment}"


def _range(issue: Issue) -> object:
    shape = issue.model_dump(include={"low", "high", "options"})
    return tuple(sorted(shape.items(), key=lambda pair: pair[0]))


def without_directions(issue: Issue) -> Issue:
    """The issue without what it says of either side's taste."""
    if not isinstance(issue, DirectedIssue):
        return issue
    return issue.model_copy(update={"own_direction": None, "counterpart_direction": None})
