"""Events in which the counterpart asks for something else: counteroffers, mixes, pushes on an issue."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from meso_infer.errors import EventRejected, listed
from meso_infer.events.base import (
    Event,
    OptionText,
    PackageField,
    is_own,
    put_on_table,
    refusing,
    require_issue,
    require_open,
    table,
)
from meso_infer.evidence import (
    Counteroffer,
    Evidence,
    Push,
)
from meso_infer.issues import LARGEST_AMOUNT, DirectedIssue, NumericIssue, whole
from meso_infer.negotiation import Negotiation
from meso_infer.negotiation.rounds import Ask
from meso_infer.packages import LABELS, Agenda, Package

Amount = Annotated[
    float, Field(gt=0, le=LARGEST_AMOUNT, strict=True, allow_inf_nan=False), AfterValidator(whole)
]


class CounterofferMade(Event, frozen=True):
    """They put a package forward; issues that it leaves out were not mentioned.

    With party ``'own'`` it is a single package of ours, and must be complete.
    """

    kind: Literal["counteroffer-made"] = "counteroffer-made"
    package: PackageField

    def apply(self, negotiation: Negotiation) -> Negotiation:
        require_open(negotiation)
        agenda = negotiation.agenda
        with refusing():
            if is_own(self.actor):
                ours = {LABELS[0]: agenda.package(self.package)}
                return put_on_table(negotiation, ours, number=None, offer_id=self.id)
            package = agenda.partial(self.package)
        return _asked_for(negotiation, self.actor, Ask(package))

    def tells(self, before: Negotiation) -> tuple[Evidence, ...]:
        return (Counteroffer(before.agenda.partial(self.package), round=before.round),)

    def describe(self, agenda: Agenda) -> str:
        who = "We" if is_own(self.actor) else "They"
        return f"{who} countered with {agenda.describe(self.package)}"


class PackagesMixed(Event, frozen=True):
    """They asked for a full package put together from several of ours."""

    kind: Literal["packages-mixed"] = "packages-mixed"
    package: PackageField

    def apply(self, negotiation: Negotiation) -> Negotiation:
        meso = table(negotiation)
        with refusing():
            package = negotiation.agenda.partial(self.package)
        for name in negotiation.agenda.names:
            offered = [one[name] for _, one in meso.packages if name in one]
            if offered and package.get(name) not in offered:
                told = listed(dict.fromkeys(map(negotiation.agenda.issue(name).format, offered)))
                raise EventRejected(
                    f"A mix takes {name} from a package on the table ({told}). Log anything else as "
                    "a counteroffer."
                )
        return _asked_for(negotiation, self.actor, Ask(package))

    def tells(self, before: Negotiation) -> tuple[Evidence, ...]:
        return (Counteroffer(before.agenda.partial(self.package), round=before.round),)

    def describe(self, agenda: Agenda) -> str:
        return f"They mixed our packages: {agenda.describe(self.package)}"


class IssuePushed(Event, frozen=True):
    """They asked for more on one issue, with an amount or without.

    A numeric or ordered issue is pushed in a `direction` (either way when left out), a categorical
    one towards an `option`. The `amount` is positive: in the issue's unit, or in steps of an
    ordered issue's list. With an amount it asks for the package they picked, so changed.
    """

    kind: Literal["issue-pushed"] = "issue-pushed"
    issue: OptionText
    direction: OptionText | None = None
    option: OptionText | None = None
    amount: Amount | None = None

    @model_validator(mode="after")
    def _direction_or_option(self) -> IssuePushed:
        if self.direction is not None and self.option is not None:
            raise ValueError("a push names a direction or an option, not both")
        return self

    def apply(self, negotiation: Negotiation) -> Negotiation:
        self._check_words(negotiation)
        package = None if self.amount is None else self._changed(negotiation)
        if self.amount is None:
            self._pushed(negotiation)
        return _asked_for(
            negotiation,
            self.actor,
            Ask(package, self.issue, self.direction, self.option, self.amount),
        )

    def tells(self, before: Negotiation) -> tuple[Evidence, ...]:
        if self.amount is None:
            pushed = self._pushed(before)
            return (Push(pushed, self.issue, self.direction, self.option, round=before.round),)
        base, wanted = self._base(before), self._changed(before)
        if not before.agenda.is_complete(base):
            return (Counteroffer(wanted, round=before.round),)
        to = wanted[self.issue]
        return (Push((base,), self.issue, self.direction, to=to, round=before.round),)

    def _check_words(self, negotiation: Negotiation) -> None:
        require_open(negotiation)
        require_issue(negotiation, self.issue)
        issue = negotiation.agenda.issue(self.issue)
        if isinstance(issue, DirectedIssue):
            words = (issue.direction_up, issue.direction_down)
            if self.option is not None or (
                self.direction is not None and self.direction not in words
            ):
                raise EventRejected(
                    f"{self.issue} is pushed in a direction, {listed(words)}, not towards "
                    f"{(self.option or self.direction)!r}. Log a definite wish as a counteroffer."
                )
            if self.amount is not None and self.direction is None:
                raise EventRejected(f"Say which way {self.issue} should move: {listed(words)}.")
            return
        if self.direction is not None or self.amount is not None:
            raise EventRejected(f"{self.issue} has no order; name the option that they asked for.")
        if self.option is not None:
            with refusing():
                issue.parse(self.option)

    def _pushed(self, negotiation: Negotiation) -> tuple[Package, ...]:
        picked = negotiation.picked_package
        if picked is not None:
            return (picked,)
        meso = negotiation.packages_on_table
        if meso is not None:
            return tuple(package for _, package in meso.packages)
        theirs = _latest_counteroffer(negotiation)
        if theirs is not None and negotiation.agenda.is_complete(theirs):
            return (theirs,)
        raise EventRejected(
            f"No packages are on the table that they could want more {self.issue} than. "
            "Log that it matters to them as a stated priority."
        )

    def _base(self, negotiation: Negotiation) -> Package:
        meso, picked = negotiation.packages_on_table, negotiation.picked_package
        if picked is not None:
            return picked
        if meso is not None and len(meso) == 1:
            return meso.packages[0][1]
        theirs = _latest_counteroffer(negotiation)
        if theirs is not None:
            return theirs
        if meso is None:
            raise EventRejected(
                "No packages are on the table. Log your offer or their counteroffer first."
            )
        raise EventRejected(
            f"An amount needs to know which package it changes. Log first which of "
            f"{listed(meso.labels)} they picked, then the amount."
        )

    def _changed(self, negotiation: Negotiation) -> Package:
        issue, base = negotiation.agenda.issue(self.issue), self._base(negotiation)
        if self.issue not in base:
            raise EventRejected(
                f"The package that they want changed does not mention {self.issue}; "
                "log the amount in a counteroffer."
            )
        if not isinstance(issue, DirectedIssue) or self.amount is None:
            raise EventRejected(
                f"{self.issue} has no amounts; name the option that they asked for."
            )
        signed = self.amount if self.direction == issue.direction_up else -self.amount
        start, (low, high) = issue.coordinate(base[self.issue]), issue.bounds
        wanted = start + signed
        if isinstance(issue, NumericIssue):
            with refusing():
                return base.with_option(self.issue, issue.parse(wanted))
        if not float(self.amount).is_integer() or not low <= wanted <= high:
            room = high - start if signed > 0 else start - low
            raise EventRejected(
                f"{self.issue} is at {issue.format(base[self.issue])}; it can move "
                f"{issue.way_in_words(str(self.direction))} by whole steps, at most {room:g}. "
                "Change the amount, or add options in Setup."
            )
        return base.with_option(self.issue, issue.option(wanted))

    def describe(self, agenda: Agenda) -> str:
        issue = agenda.issue(self.issue) if self.issue in agenda.names else None
        way = self.direction
        if way is not None and issue is not None:
            way = issue.way_in_words(way)
        if self.amount is not None:
            steps = "step" if self.amount == 1 else "steps"
            how_much = (
                issue.format(self.amount)
                if isinstance(issue, NumericIssue)
                else f"{self.amount:g} {steps}"
            )
            return f"They asked for {self.issue} {how_much} {way}"
        if self.option is not None:
            return f"They asked for {self.option} on {self.issue}"
        return (
            f"They asked for {self.issue} {way}" if way else f"They asked for more on {self.issue}"
        )


def _latest_counteroffer(negotiation: Negotiation) -> Package | None:
    current = negotiation.current_round
    return current.counteroffers[-1] if current is not None and current.counteroffers else None


def _asked_for(negotiation: Negotiation, actor: str, ask: Ask) -> Negotiation:
    return negotiation.asked(ask) if negotiation.is_counterpart(actor) else negotiation
