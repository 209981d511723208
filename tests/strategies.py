"""Hypothesis strategies: agendas, packages, own utilities, headers and legal histories."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from meso_infer.errors import EventRejected
from meso_infer.events import (
    AgreementReached,
    AllRejected,
    AlternativesSet,
    ConsentGiven,
    ConstraintStated,
    Correction,
    CounterofferMade,
    DeadlineSet,
    Debrief,
    DirectionSet,
    EstimateShown,
    Event,
    ImprovementProposed,
    ImprovementVetoed,
    IssueAdded,
    IssueChanged,
    IssuePushed,
    MesoOffered,
    NamesSet,
    Note,
    OfferAccepted,
    OwnGuessSet,
    OwnUtilitySet,
    PackagePicked,
    PackagesMixed,
    PackagesRanked,
    PriorChosen,
    PriorityStated,
    ProposalFollowed,
    ProposalOverridden,
    ProposalShown,
    QuestionAsked,
    Silence,
    TalksEnded,
    extended,
    replay,
)
from meso_infer.events.setup import ScenarioText
from meso_infer.issues import CategoricalIssue, DirectedIssue, Issue, NumericIssue, OrderedIssue
from meso_infer.learnt_prior import LearntPrior
from meso_infer.negotiation import Header, Negotiation
from meso_infer.packages import LABELS, Agenda, Package
from meso_infer.utility import OwnSpec

Draw = Callable[[st.SearchStrategy[Any]], Any]

NAMES = ("Salary", "Remote", "Contract", "Office", "Délai", "支払い")
OPTIONS = ("Berlin", "Paris", "1 year", "2 years", "+5%", "ohne", "Remote hub")
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30)
ZONES = (UTC, timezone(timedelta(hours=5, minutes=30)), timezone(-timedelta(hours=3)))
TIMES = st.builds(
    datetime.fromtimestamp,
    st.one_of(st.integers(10**9, 4 * 10**9), st.just(1_772_445_600.125)),
    st.sampled_from(ZONES),
)


def _direction(draw: Draw, up: str, down: str) -> dict[str, float] | None:
    first = draw(st.sampled_from((0.0, 0.05, 0.4, 0.95, 1.0)))
    return draw(
        st.sampled_from((None, {up: first}, {down: first}, {up: 0.4, down: 0.4, "peak": 0.2}))
    )


SCENARIOS = (
    ScenarioText(name="another says yes", probability=0.6, utility=0.5),
    ScenarioText(probability=0.4, utility=0.2, cost=0.05),
)
LEARNT = LearntPrior(
    segment="engineering",
    n_negotiations=7,
    model_version="1",
    mean=(0.25, -0.5),
    cholesky=((0.75,), (0.125, 1.5)),
)


@st.composite
def issues(draw: Draw, name: str) -> Issue:
    """An issue of any kind; its own direction is given where it has one."""
    kind = draw(st.sampled_from(("numeric", "stepped", "ordered", "categorical")))
    if kind in ("numeric", "stepped"):
        low = draw(st.sampled_from((0, -5, 0.25, 90000)))
        step = draw(st.sampled_from((1, 0.5, 1000)))
        return NumericIssue(
            name=name,
            unit=draw(st.sampled_from(("", "USD", "days", "%"))),
            low=low,
            high=low + step * draw(st.integers(1, 6)),
            step=step if kind == "stepped" else None,
            own_direction=draw(st.sampled_from(("higher", "lower"))),
            counterpart_direction=_direction(draw, "higher", "lower"),
        )
    options = tuple(draw(st.permutations(OPTIONS))[: draw(st.integers(2, 4))])
    if kind == "categorical":
        return CategoricalIssue(name=name, options=options)
    return OrderedIssue(
        name=name,
        options=options,
        own_direction=draw(st.sampled_from(("later", "earlier"))),
        counterpart_direction=_direction(draw, "later", "earlier"),
    )


@st.composite
def agendas(draw: Draw, most: int = 4) -> Agenda:
    """One to `most` issues without rules."""
    names = draw(st.permutations(NAMES))[: draw(st.integers(1, most))]
    return Agenda(tuple(draw(issues(name)) for name in names))


@st.composite
def packages(draw: Draw, agenda: Agenda, *, partial: bool = False) -> Package:
    """A package of an agenda; some issues may be left out, never all."""
    chosen = {issue.name: draw(st.sampled_from(tuple(issue.grid(7)))) for issue in agenda.issues}
    kept = set(agenda.names)
    if partial:
        kept = draw(st.sets(st.sampled_from(agenda.names), min_size=1))
    return Package(
        {name: agenda.issue(name).option(x) for name, x in chosen.items() if name in kept}
    )


@st.composite
def own_specs(draw: Draw, agenda: Agenda) -> OwnSpec:
    """Weights, values for categorical issues (and some others), and limits."""
    raw = [draw(st.integers(0, 10)) for _ in agenda.names]
    raw[0] += 1
    weights = {name: part / sum(raw) for name, part in zip(agenda.names, raw, strict=True)}
    values: dict[str, Any] = {}
    for issue in agenda.issues:
        if isinstance(issue, CategoricalIssue) or (draw(st.booleans()) and issue.n_options):
            values[issue.name] = {
                str(issue.option(float(x))): draw(st.sampled_from((0.0, 0.25, 0.5, 1.0)))
                for x in issue.coordinates()
            }
        elif isinstance(issue, NumericIssue) and draw(st.booleans()):
            values[issue.name] = {"curve": "exponential", "rho": draw(st.sampled_from((-2.0, 1.2)))}
    limits = sorted(draw(st.tuples(st.floats(0, 1), st.floats(0, 1))))
    return OwnSpec.model_validate(
        {
            "weights": weights,
            "values": values,
            "reservation_value": draw(st.sampled_from((None, limits[0]))),
            "aspiration_value": draw(st.sampled_from((None, limits[1]))),
        }
    )


@st.composite
def headers(draw: Draw, most_issues: int = 4) -> Header:
    """A header, with or without a utility of ours."""
    agenda = draw(agendas(most_issues))
    own = draw(st.one_of(st.none(), own_specs(agenda)))
    segment = draw(st.sampled_from((None, "engineering")))
    return Header(
        agenda, "Hiring 2026", draw(st.sampled_from(("Candidate", "Ügynök"))), segment, own
    )


def offers(agenda: Agenda) -> st.SearchStrategy[MesoOffered]:
    """One to five distinct packages in any order, without a claim that our weights must back."""
    return st.builds(
        lambda drawn, claim, none_allowed, turn: MesoOffered(
            packages=dict(zip(LABELS, drawn, strict=False)),
            claim=claim,
            none_allowed=none_allowed,
            shown=tuple(LABELS[: len(drawn)][turn % len(drawn) :] + LABELS[: turn % len(drawn)]),
        ),
        st.lists(packages(agenda), min_size=1, max_size=5, unique=True),
        st.sampled_from(("similar", "none")),
        st.booleans(),
        st.integers(0, 4),
    )


def _answers(negotiation: Negotiation) -> list[st.SearchStrategy[Event]]:
    meso, agenda = negotiation.packages_on_table, negotiation.agenda
    if meso is None or not all(agenda.is_complete(package) for _, package in meso.packages):
        return []
    labels = st.sampled_from(meso.labels)
    answers: list[st.SearchStrategy[Event]] = [
        st.builds(PackagePicked, package=labels, strength=st.sampled_from(("firm", "leaning"))),
        st.builds(AllRejected),
        st.builds(OfferAccepted, package=st.one_of(labels, packages(agenda))),
        st.builds(PackagesMixed, package=_mixes(negotiation)),
    ]
    if len(meso) > 1:
        answers.append(
            st.builds(
                lambda order, n: PackagesRanked(order=tuple(order[:n])),
                st.permutations(meso.labels),
                st.integers(2, len(meso)),
            )
        )
    return answers


@st.composite
def _mixes(draw: Draw, negotiation: Negotiation) -> Package:
    meso = negotiation.packages_on_table
    assert meso is not None
    ours = [package for _, package in meso.packages]
    return Package({name: draw(st.sampled_from(ours))[name] for name in negotiation.agenda.names})


@st.composite
def pushes(draw: Draw, agenda: Agenda) -> IssuePushed:
    """A push in the words of its issue; with an amount it may lead out of the range."""
    issue = draw(st.sampled_from(agenda.issues))
    if not isinstance(issue, DirectedIssue):
        option = draw(st.sampled_from((None, *issue.options)))  # type: ignore[attr-defined]
        return IssuePushed(issue=issue.name, option=option)
    way = draw(st.sampled_from((issue.direction_up, issue.direction_down)))
    step = getattr(issue, "step", None) or 1
    amount = draw(st.sampled_from((None, step, 2 * step)))
    return IssuePushed(issue=issue.name, direction=way, amount=amount)


def _settings(negotiation: Negotiation) -> list[st.SearchStrategy[Event]]:
    agenda = negotiation.agenda
    names = st.sampled_from(agenda.names)
    free = [name for name in NAMES if name not in agenda.names]
    share = 1 / agenda.n_issues
    changes: list[st.SearchStrategy[Event]] = [
        st.builds(OwnUtilitySet, own=own_specs(agenda)),
        st.builds(DeadlineSet, deadline=TIMES, known_to_counterpart=st.booleans()),
        st.just(DeadlineSet(deadline=None)),
        st.just(OwnGuessSet(weights=dict.fromkeys(agenda.names, share))),
        st.builds(lambda order: OwnGuessSet(order=tuple(order)), st.permutations(agenda.names)),
        st.sampled_from((PriorChosen(prior=None), PriorChosen(prior=LEARNT))),
        st.sampled_from((NamesSet(title="Another"), NamesSet(counterpart="Another", title="One"))),
        st.sampled_from((AlternativesSet(scenarios=()), AlternativesSet(scenarios=SCENARIOS))),
        st.builds(IssueChanged, issue=names.flatmap(lambda name: _widened(agenda.issue(name)))),
    ]
    if free:
        changes.append(st.builds(IssueAdded, issue=issues(free[0])))
    directed = [issue for issue in agenda.issues if isinstance(issue, DirectedIssue)]
    if directed:
        changes.append(st.sampled_from(directed).flatmap(_leaning))
    return changes


@st.composite
def _widened(draw: Draw, issue: Issue) -> Issue:
    data = issue.model_dump()
    if isinstance(issue, NumericIssue):
        data["high"] = issue.high + (issue.step or 1) * draw(st.integers(0, 2))
        data["unit"] = draw(st.sampled_from(("USD", "")))
    elif draw(st.booleans()):
        data["options"] = (*data["options"], f"option {len(data['options'])}")
    return type(issue).model_validate(data)


@st.composite
def _leaning(draw: Draw, issue: DirectedIssue) -> DirectionSet:
    direction = _direction(draw, issue.direction_up, issue.direction_down)
    return DirectionSet(issue=issue.name, counterpart_direction=direction)


def _talk(negotiation: Negotiation) -> list[st.SearchStrategy[Event]]:
    agenda = negotiation.agenda
    names = st.sampled_from(agenda.names)
    signs = st.sampled_from((1, -1))
    return [
        st.builds(CounterofferMade, package=packages(agenda, partial=True)),
        pushes(agenda),
        st.builds(PriorityStated, issue=names, polarity=signs),
        st.builds(
            lambda order, sign: PriorityStated(order=tuple(order), polarity=sign),
            st.permutations(agenda.names),
            signs,
        ),
        _constraints(agenda),
        offers(agenda),
    ]


@st.composite
def _constraints(draw: Draw, agenda: Agenda) -> ConstraintStated:
    """A limit on one issue, which may rule out nothing."""
    issue = draw(st.sampled_from(agenda.issues))
    options = [issue.option(x) for x in issue.grid(7)]
    if isinstance(issue, NumericIssue) or (isinstance(issue, OrderedIssue) and draw(st.booleans())):
        limit = {draw(st.sampled_from(("min", "max"))): draw(st.sampled_from(options))}
    else:
        limit = {"in": draw(st.lists(st.sampled_from(options), min_size=1, max_size=4))}
    return ConstraintStated.model_validate({"issue": issue.name, **limit})


def _records(negotiation: Negotiation) -> list[st.SearchStrategy[Event]]:
    summary = st.dictionaries(TEXT, st.one_of(st.floats(0, 1), TEXT, st.none()), max_size=3)
    shown = (EstimateShown, ProposalShown, ProposalFollowed, ProposalOverridden)
    return [
        st.builds(Note, text=TEXT),
        st.builds(QuestionAsked, issue=st.sampled_from(negotiation.agenda.names)),
        st.builds(QuestionAsked, text=TEXT),
        st.builds(Silence, until=TIMES),
        *(st.builds(one, summary=summary, model_version=st.just("1")) for one in shown),
    ]


def _closing(negotiation: Negotiation) -> list[st.SearchStrategy[Event]]:
    return [
        st.builds(AgreementReached, package=packages(negotiation.agenda)),
        st.builds(TalksEnded, reason=st.one_of(st.none(), TEXT)),
    ]


def _afterwards(negotiation: Negotiation) -> list[st.SearchStrategy[Event]]:
    """What may come after talks, improvements of a deal foremost."""
    parties = st.sampled_from(("own", "counterpart"))
    proposed = st.sampled_from((None, negotiation.improving.proposed_id))
    climate = st.dictionaries(st.sampled_from(("open", "fair")), st.integers(1, 7), min_size=1)
    return [
        st.builds(ConsentGiven, party=parties, replies_to=proposed),
        st.builds(ImprovementProposed, package=packages(negotiation.agenda)),
        st.builds(ImprovementVetoed, party=parties),
        st.builds(Debrief, climate=climate, words=st.one_of(st.none(), TEXT)),
        st.builds(
            lambda order: Debrief(order=tuple(order)), st.permutations(negotiation.agenda.names)
        ),
    ]


def _corrections(negotiation: Negotiation) -> list[st.SearchStrategy[Event]]:
    targets = st.sampled_from([str(entry.event.id) for entry in negotiation.log])
    replacement = st.one_of(*_answers(negotiation), *_records(negotiation))
    return [
        st.builds(Correction, supersedes=targets, event=st.none()),
        st.builds(Correction, supersedes=targets, event=replacement),
    ]


@st.composite
def with_common_fields(draw: Draw, event: Event, negotiation: Negotiation | None = None) -> Event:
    """The event with some of the fields that every kind has."""
    earlier = [entry.event.id for entry in negotiation.log] if negotiation is not None else []
    return event.model_copy(
        update={
            "at": draw(st.one_of(st.none(), TIMES)),
            "channel": draw(st.sampled_from((None, "phone"))),
            "note": draw(st.sampled_from((None, "they hesitated"))),
            "confidence": draw(st.sampled_from((None, 80.0))),
            "visibility": draw(st.sampled_from((None, "private", "shared", "mediator"))),
            "replies_to": draw(st.sampled_from((None, *earlier))),
        }
    )


@st.composite
def next_events(draw: Draw, negotiation: Negotiation) -> Event:
    """An event that is likely, but not sure, to fit a negotiation as it stands."""
    kinds = _records(negotiation) + _settings(negotiation)
    if negotiation.status == "open":
        kinds += 3 * _talk(negotiation) + 4 * _answers(negotiation) + _closing(negotiation)
    else:
        kinds += 4 * _afterwards(negotiation)
    if negotiation.log:
        kinds += 3 * _corrections(negotiation)
    event = draw(st.sampled_from(kinds).flatmap(lambda kind: kind))
    return draw(with_common_fields(event, negotiation)) if draw(st.booleans()) else event


@st.composite
def histories(draw: Draw, most_events: int = 8, most_issues: int = 4) -> Negotiation:
    """A negotiation with a log that was taken event by event; what did not fit was left out."""
    negotiation = replay(draw(headers(most_issues)), ())
    if draw(st.booleans()):
        negotiation = extended(negotiation, draw(offers(negotiation.agenda)))
    for _ in range(draw(st.integers(1, most_events))):
        try:
            negotiation = extended(negotiation, draw(next_events(negotiation)))
        except EventRejected:
            continue
    return negotiation
