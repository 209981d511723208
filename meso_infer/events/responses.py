"""Events in which somebody answers an offer: picks, rankings, rejections, acceptances."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from pydantic import Field, field_validator

from meso_infer.errors import EventRejected, listed
from meso_infer.events.base import (
    Event,
    Label,
    LabelOrPackage,
    is_own,
    named_package,
    on_table,
    require_open,
    table,
)
from meso_infer.evidence import (
    FIRM_LAPSE,
    LEANING_LAPSE,
    Evidence,
    Pick,
    Ranking,
)
from meso_infer.negotiation import Negotiation
from meso_infer.negotiation.incoming import ReceivedOffer
from meso_infer.negotiation.rounds import Acceptance
from meso_infer.packages import LABELS, Agenda, Meso


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


def _theirs_to_answer(negotiation: Negotiation, actor: str) -> ReceivedOffer | None:
    """The offer of theirs that an answer of ours is about; None for anybody else's answer."""
    return negotiation.incoming.open if is_own(actor) else None


def _shown_places(meso: Meso) -> tuple[int, ...]:
    """Places of the packages in the order shown; empty where that is the order of their labels."""
    if meso.shown == meso.labels:
        return ()
    return tuple(meso.labels.index(label) for label in meso.shown)
