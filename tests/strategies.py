"""Hypothesis strategies: events and legal histories; agendas and packages are in `agenda_strategies`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

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
    OfferReceived,
    OwnGuessSet,
    OwnUtilitySet,
    PackagePicked,
    PackagesMixed,
    PackagesRanked,
    PositionWritten,
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
from meso_infer.issues import DirectedIssue, Issue, NumericIssue, OrderedIssue
from meso_infer.negotiation import Negotiation
from meso_infer.negotiation.learnt_prior import LearntPrior
from meso_infer.packages import LABELS, Agenda, Package
from tests.agenda_strategies import NAMES, Draw, directions, headers, issues, own_specs, packages

TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30)
ZONES = (UTC, timezone(timedelta(hours=5, minutes=30)), timezone(-timedelta(hours=3)))
TIMES = st.builds(
    datetime.fromtimestamp,
    st.one_of(st.integers(10**9, 4 * 10**9), st.just(1_772_445_600.125)),
    st.sampled_from(ZONES),
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


def received_offers(agenda: Agenda) -> st.SearchStrategy[OfferReceived]:
    """One to four distinct packages of theirs, some with issues left out."""
    return st.builds(
        lambda drawn, claim: OfferReceived(
            packages=dict(zip(LABELS, drawn, strict=False)), claim=claim
        ),
        st.lists(
            st.one_of(packages(agenda), packages(agenda, partial=True)),
            min_size=1, max_size=4, unique=True,
        ),
        st.sampled_from(("equal", "similar", "none")),
    )  # fmt: skip


def positions() -> st.SearchStrategy[PositionWritten]:
    """Where we stand, written down or left out knowingly."""
    return st.one_of(
        st.just(PositionWritten(skipped=True)),
        st.builds(
            lambda ends, theirs, moment: PositionWritten(
                moment=moment, limit=min(ends), target=max(ends), their_limit=theirs
            ),
            st.tuples(st.floats(0, 1), st.floats(0, 1)),
            st.floats(0, 1),
            st.sampled_from(("before", "after")),
        ),
    )


def _own_answers(negotiation: Negotiation) -> list[st.SearchStrategy[Event]]:
    """What we may answer to an offer of theirs."""
    offer = negotiation.incoming.open
    if offer is None:
        return []
    labels = st.sampled_from(offer.packages.labels)
    return [
        st.builds(PackagePicked, package=labels, party=st.just("own")),
        st.just(AllRejected(party="own")),
        st.just(QuestionAsked(issue=negotiation.agenda.names[0])),
    ]


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
    direction = directions(draw, issue.direction_up, issue.direction_down)
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
        kinds += _own_answers(negotiation)
        kinds += [received_offers(negotiation.agenda), positions()]
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
