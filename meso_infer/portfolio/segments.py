"""What the archive teaches: other negotiations of a segment, and the prior learnt from them.

Their evidence is pooled, never their estimates, so that nothing is counted twice. What is learnt is
kept in the log of the negotiation that uses it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from meso_infer import workflow
from meso_infer.certainty import NO_EVIDENCE
from meso_infer.errors import InvalidSettings, MesoError
from meso_infer.events import PriorChosen, collect_evidence
from meso_infer.headline import percent, top_issue, with_interval
from meso_infer.issues import PEAK, DirectedIssue, Issue
from meso_infer.negotiation import Negotiation
from meso_infer.negotiation.learnt_prior import LearntPrior
from meso_infer.packages import Agenda
from meso_infer.pooling import Past, pooled_prior
from meso_infer.posterior import Posterior
from meso_infer.prior import MODEL_VERSION, ModelSettings
from meso_infer.prior.taste import taste_shape
from meso_infer.prior_in_use import prior_used, unlike, without_prior
from meso_infer.storage import EventStore, StoredSummary

LEAST = 5
"""Fewer past negotiations than this say more about themselves than about their kind."""
MOST = 100
"""The latest ones are enough, and can be learnt from in seconds."""
DECIMALS = 6
"""Of the numbers kept: rounded before they are used, so that what is kept is what is used."""


@dataclass(frozen=True)
class SetAside:
    """A negotiation of the segment that cannot teach this one, and why not."""

    title: str
    why: str


@dataclass(frozen=True)
class SegmentPast:
    """The other negotiations of a segment.

    Attributes
    ----------
    segment : str or None
        The kind of counterpart; None where the negotiation names none.
    usable : tuple of Past
        What can be learnt from, the latest first; at most `MOST`.
    set_aside : tuple of SetAside
    """

    segment: str | None
    usable: tuple[Past, ...] = ()
    set_aside: tuple[SetAside, ...] = ()

    @property
    def refusal(self) -> str | None:
        """Why nothing can be learnt yet, and what to do, in words; None where it can."""
        if self.segment is None:
            return (
                "No kind of counterpart is named, so there are no past negotiations to learn from. "
                "Name one when a negotiation is set up."
            )
        if len(self.usable) >= LEAST:
            return None
        n = len(self.usable)
        found = "no past negotiation" if n == 0 else "1 past one" if n == 1 else f"{n} past ones"
        return (
            f"Learning needs at least {LEAST} past negotiations of the kind “{self.segment}” with "
            f"answers and the same issues; there {'is' if n < 2 else 'are'} {found}."
        )


def same_segment(one: str | None, other: str | None) -> bool:
    """Whether two names mean the same kind of counterpart; capitals and spaces do not matter."""
    return bool(one and other) and _plain(one) == _plain(other)


def _plain(name: str | None) -> str:
    return " ".join((name or "").split()).casefold()


def others_of_segment(
    summaries: Sequence[StoredSummary], negotiation_id: str, segment: str | None
) -> tuple[StoredSummary, ...]:
    """The stored negotiations of a segment, without one of them and without examples."""
    return tuple(
        one
        for one in summaries
        if one.negotiation_id != negotiation_id
        and not one.is_example
        and same_segment(segment, one.header.get("segment"))
    )


def past_of_segment(store: EventStore, negotiation_id: str) -> SegmentPast:
    """The other negotiations of a stored one's segment, and which of them can teach it.

    Raises
    ------
    UnknownNegotiation, UnreadableEvent, StorageUnavailable
    """
    negotiation = workflow.load(store, negotiation_id)
    usable: list[Past] = []
    aside: list[SetAside] = []
    for summary in others_of_segment(store.list(), negotiation_id, negotiation.segment):
        title = str(summary.header.get("title", summary.negotiation_id))
        try:
            other = workflow.load(store, summary.negotiation_id)
        except MesoError as error:
            aside.append(SetAside(title, f"it cannot be read: {error}"))
            continue
        found = past_of(other, negotiation.agenda)
        if isinstance(found, str):
            aside.append(SetAside(title, found))
        elif len(usable) < MOST:
            usable.append(found)
    return SegmentPast(negotiation.segment, tuple(usable), tuple(aside))


def past_of(other: Negotiation, agenda: Agenda) -> Past | str:
    """A negotiation as something to learn from for an agenda, or why it cannot be.

    Its issues are put in the agenda's order, and their directions judged as there.
    """
    evidence = collect_evidence(other)
    if not evidence:
        return "they have not answered anything yet"
    difference = unlike(other.agenda, agenda)
    if difference is not None:
        return difference
    issues: list[Issue] = []
    for now in agenda.issues:
        issue = other.agenda.issue(now.name)
        if isinstance(issue, DirectedIssue) and isinstance(now, DirectedIssue):
            if _likeliest(issue) != _likeliest(now):
                return f"the direction they may like on {now.name} was judged differently"
            up, down, peak = now.counterpart_probabilities
            chances = {now.direction_up: up, now.direction_down: down, PEAK: peak}
            issue = issue.model_copy(update={"counterpart_direction": chances})
        if taste_shape(issue) != taste_shape(now):
            return f"{now.name} has other amounts"
        issues.append(issue)
    return Past(Agenda(tuple(issues), other.agenda.rules), evidence, other.own)


def _likeliest(issue: DirectedIssue) -> tuple[int, ...]:
    chances = issue.counterpart_probabilities
    return tuple(k for k, chance in enumerate(chances) if chance >= max(chances) - 1e-9)


def learn(past: SegmentPast) -> PriorChosen:
    """The event that lets a segment's past teach a negotiation, with the numbers learnt.

    Raises
    ------
    InvalidSettings
        When too few past negotiations can be learnt from; the message says how many there are.
    """
    if past.refusal is not None or past.segment is None:
        raise InvalidSettings(past.refusal or "No kind of counterpart is named.")
    pooled = pooled_prior(past.usable)
    settings = pooled.settings
    return PriorChosen(
        prior=LearntPrior(
            segment=past.segment,
            n_negotiations=pooled.n_negotiations,
            model_version=MODEL_VERSION,
            mean=tuple(round(x, DECIMALS) for x in settings.latent_mean or ()),
            cholesky=tuple(
                tuple(round(x, DECIMALS) for x in row[: i + 1])
                for i, row in enumerate(settings.latent_cholesky or ())
            ),
        )
    )


# --- what it changed --------------------------------------------------------------------------------


@dataclass(frozen=True)
class PriorEffect:
    """An estimate that starts from what was learnt, and the same evidence without that.

    Attributes
    ----------
    prior : LearntPrior
    learnt, cold : Posterior
    """

    prior: LearntPrior
    learnt: Posterior
    cold: Posterior

    def rows(self) -> tuple[tuple[str, str, str, str, str], ...]:
        """An issue, its weight with and without what was learnt, and its chance to matter most, likewise.

        Most important first, as with what was learnt; weights in points of 100 with 90% intervals.
        Where no answer was informative without it, "no evidence" stands in the place of those numbers.
        """
        with_it, without = self.learnt.weight_summary(), self.cold.weight_summary()
        return tuple(
            (
                name,
                with_interval(with_it[name]),
                with_interval(without[name]) if self._cold_knows else NO_EVIDENCE,
                percent(with_it[name].p_top),
                percent(without[name].p_top) if self._cold_knows else NO_EVIDENCE,
            )
            for name in sorted(with_it, key=lambda name: -with_it[name].mean)
        )

    @property
    def _cold_knows(self) -> bool:
        return self.cold.n_informative > 0

    def sentences(self) -> tuple[str, ...]:
        """What it changed, in words."""
        (top, chance), (cold_top, cold_chance) = top_issue(self.learnt), top_issue(self.cold)
        with_it = f"With it, {top} is the likeliest to matter most ({percent(chance)});"
        if not self._cold_knows:
            first = f"{with_it} without it there is no evidence yet."
        elif top == cold_top:
            first = (
                f"{top} is the likeliest to matter most either way: {percent(chance)} with it, "
                f"{percent(cold_chance)} from their answers alone."
            )
        else:
            first = f"{with_it} from their answers alone, {cold_top} ({percent(cold_chance)})."
        return (first, self._width_sentence())

    def _width_sentence(self) -> str:
        with_it, without = self.learnt.weight_summary(), self.cold.weight_summary()
        width = sum(s.q95 - s.q05 for s in with_it.values()) / len(with_it)
        cold_width = sum(s.q95 - s.q05 for s in without.values()) / len(without)
        change = "narrower" if width < cold_width else "wider"
        return (
            f"The 90% ranges of their weights are {change} with it: {100 * width:.0f} points on average, "
            f"{100 * cold_width:.0f} without."
        )


def effect_of_prior(negotiation: Negotiation, posterior: Posterior) -> PriorEffect | None:
    """What the learnt prior changed about an estimate; None where it starts from the model's own.

    Parameters
    ----------
    posterior : Posterior
        As `meso_infer.workflow.infer` gave it for this negotiation.
    """
    prior = prior_used(negotiation)
    if prior is None:
        return None
    cold: ModelSettings = without_prior(posterior.layout.settings)
    return PriorEffect(prior, posterior, workflow.infer(negotiation, settings=cold))
