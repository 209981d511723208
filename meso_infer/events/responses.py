"""Events in which the counterpart answers: picks, rankings, rejections, pushes, counteroffers."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, field_validator, model_validator

from meso_infer.errors import EventRejected, listed
from meso_infer.events.base import (
    Event,
    Label,
    LabelOrPackage,
    OptionText,
    PackageField,
    is_own,
    named_package,
    on_table,
    put_on_table,
    refusing,
    require_issue,
    require_open,
    table,
)
from meso_infer.evidence import (
    FIRM_LAPSE,
    LEANING_LAPSE,
    Counteroffer,
    Evidence,
    Pick,
    Push,
    Ranking,
)
from meso_infer.issues import LARGEST_AMOUNT, DirectedIssue, NumericIssue, whole
from meso_infer.negotiation import Negotiation
from meso_infer.negotiation.incoming import ReceivedOffer
from meso_infer.negotiation.rounds import Acceptance, Ask
from meso_infer.packages import LABELS, Agenda, Meso, Package

Amount = Annotated[
    float, Field(gt=0, le=LARGEST_AMOUNT, strict=True, allow_inf_nan=False), AfterValidator(whole)
]


class PackagePicked(Event, frozen=True):
    """They like one of our packages best; firm, or leaning towards it.

    With party ``'own'``, while an offer of theirs waits for our answer, we like one of theirs best.
    """

    kind: Literal["package-picked"] = "package-picked"
    package: Label
    strength: Literal["firm", "leaning"] = "firm"

    def apply(self, negotiation: Negotiation) -> Negotiation:
        theirs = _theirs_to_answer(negotiation, self.actor)
        if theirs is not None:
            require_open(negotiation)
            if self.package not in theirs.packages.labels:
                raise EventRejected(
                    f"They offered no package {self.package!r}; they offered "
                    f"{listed(theirs.packages.labels, 'and')}."
                )
            return replace(negotiation, incoming=negotiation.incoming.answered("picked"))
        on_table(negotiation, self.package)
        if not negotiation.is_counterpart(self.actor):
            return negotiation
        return negotiation.answered(picked=self.package, rejected=False)

    def tells(self, before: Negotiation) -> tuple[Evidence, ...]:
        if _theirs_to_answer(before, self.actor) is not None:
            return ()
        meso, current = table(before), before.current_round
        return (
            Pick(
                packages=tuple(package for _, package in meso.packages),
                chosen=meso.labels.index(self.package),
                none_allowed=current is not None and current.none_allowed,
                round=before.round,
                lapse=FIRM_LAPSE if self.strength == "firm" else LEANING_LAPSE,
                shown=_shown_places(meso),
            ),
        )

    def describe(self, agenda: Agenda) -> str:
        who = "We" if is_own(self.actor) else "They"
        return f"{who} {'picked' if self.strength == 'firm' else 'leant towards'} {self.package}"


class PackagesRanked(Event, frozen=True):
    """They ordered two or more of our packages, best first."""

    kind: Literal["packages-ranked"] = "packages-ranked"
    order: tuple[Label, ...] = Field(min_length=2, max_length=len(LABELS))

    @field_validator("order")
    @classmethod
    def _each_once(cls, order: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(order)) < len(order):
            raise ValueError("a ranking names each package once")
        return order

    def apply(self, negotiation: Negotiation) -> Negotiation:
        for label in self.order:
            on_table(negotiation, label)
        if not negotiation.is_counterpart(self.actor):
            return negotiation
        return negotiation.answered(ranking=self.order)

    def tells(self, before: Negotiation) -> tuple[Evidence, ...]:
        packages = tuple(on_table(before, label) for label in self.order)
        return (Ranking(packages, round=before.round),)

    def describe(self, agenda: Agenda) -> str:
        return f"They ranked {' over '.join(self.order)}"


class AllRejected(Event, frozen=True):
    """They turned down every package on the table.

    With party ``'own'``, while an offer of theirs waits for our answer, we turned down all of it.
    """

    kind: Literal["all-rejected"] = "all-rejected"

    def apply(self, negotiation: Negotiation) -> Negotiation:
        if _theirs_to_answer(negotiation, self.actor) is not None:
            require_open(negotiation)
            return replace(negotiation, incoming=negotiation.incoming.answered("refused"))
        table(negotiation)
        return (
            negotiation.answered(rejected=True)
            if negotiation.is_counterpart(self.actor)
            else negotiation
        )

    def tells(self, before: Negotiation) -> tuple[Evidence, ...]:
        if _theirs_to_answer(before, self.actor) is not None:
            return ()
        meso = table(before)
        packages = tuple(package for _, package in meso.packages)
        return (
            Pick(packages, None, none_allowed=True, round=before.round, shown=_shown_places(meso)),
        )

    def describe(self, agenda: Agenda) -> str:
        return f"{'We' if is_own(self.actor) else 'They'} turned all of them down"


class OfferAccepted(Event, frozen=True):
    """They said yes to a package: its label, or the package in full. Closing is another event."""

    kind: Literal["offer-accepted"] = "offer-accepted"
    package: LabelOrPackage

    def apply(self, negotiation: Negotiation) -> Negotiation:
        require_open(negotiation)
        if is_own(self.actor) and isinstance(self.package, str):
            raise EventRejected(
                "Say in full which package of theirs we accepted; labels name packages of ours."
            )
        package = named_package(negotiation, self.package)
        ours, theirs = is_own(self.actor), negotiation.is_counterpart(self.actor)
        if not (ours or theirs):
            return negotiation
        accepted = (*negotiation.acceptances, Acceptance(package, self.actor))
        after = negotiation
        if ours:
            after = replace(after, incoming=after.incoming.answered("accepted"))
        if theirs:
            label = {"picked": self.package} if isinstance(self.package, str) else {}
            after = negotiation.answered(rejected=False, **label)
        return replace(after, acceptances=accepted)

    def tells(self, before: Negotiation) -> tuple[Evidence, ...]:
        return (
            Pick((named_package(before, self.package),), 0, none_allowed=True, round=before.round),
        )

    def describe(self, agenda: Agenda) -> str:
        what = self.package if isinstance(self.package, str) else agenda.describe(self.package)
        return f"{'We' if is_own(self.actor) else 'They'} accepted {what}"


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


def _theirs_to_answer(negotiation: Negotiation, actor: str) -> ReceivedOffer | None:
    """The offer of theirs that an answer of ours is about; None for anybody else's answer."""
    return negotiation.incoming.open if is_own(actor) else None


def _latest_counteroffer(negotiation: Negotiation) -> Package | None:
    current = negotiation.current_round
    return current.counteroffers[-1] if current is not None and current.counteroffers else None


def _shown_places(meso: Meso) -> tuple[int, ...]:
    """Places of the packages in the order shown; empty where that is the order of their labels."""
    if meso.shown == meso.labels:
        return ()
    return tuple(meso.labels.index(label) for label in meso.shown)


def _asked_for(negotiation: Negotiation, actor: str, ask: Ask) -> Negotiation:
    return negotiation.asked(ask) if negotiation.is_counterpart(actor) else negotiation
