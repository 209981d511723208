"""Events about the agenda, our utility, deadlines and guesses."""

from __future__ import annotations

from typing import Any

import pytest

from meso_infer.errors import EventRejected, UnreadableEvent
from meso_infer.events import collect_evidence, decode, extended, replay, undo_event
from meso_infer.negotiation import Header, Negotiation, OwnGuess
from meso_infer.packages import Agenda, Rule
from meso_infer.utility import OwnSpec
from tests.agendas import YEARS, A, B, C, hiring_agenda

WEIGHTS = {"Salary": 9 / 23, "Remote": 10 / 23, "Contract": 4 / 23}
VALUES = {"Contract": dict(zip(YEARS, (0, 0.25, 1), strict=True))}
OWN = {"weights": WEIGHTS, "values": VALUES, "reservation_value": 0.4, "aspiration_value": 0.7}
OFFER: dict[str, Any] = {
    "kind": "meso-offered", "claim": "equal", "packages": {"A": dict(A), "B": dict(B), "C": dict(C)},
}  # fmt: skip


def start() -> Negotiation:
    return replay(Header(hiring_agenda(), own=OwnSpec.model_validate(OWN)), ())


def then(negotiation: Negotiation, *events: dict[str, Any]) -> Negotiation:
    return extended(negotiation, *(decode(one) for one in events))


def salary(**changes: Any) -> dict[str, Any]:
    issue = {**hiring_agenda().issue("Salary").model_dump(exclude_none=True), **changes}
    return {"kind": "issue-changed", "issue": issue}


def test_a_round_keeps_the_weights_it_was_offered_under():
    """New weights change neither the version nor the spread of earlier rounds."""
    other = {"Salary": 0.5, "Remote": 0.3, "Contract": 0.2}
    log = then(
        start(),
        OFFER,
        {"kind": "own-utility-set", "own": {"weights": other}},
        {**OFFER, "claim": "none"},
    )
    first, second = log.rounds
    assert (first.own_version, second.own_version, log.own_version) == (1, 2, 2)
    assert first.own_fingerprint != second.own_fingerprint
    assert first.spread == pytest.approx(0, abs=1e-12)
    assert second.spread is not None
    assert second.spread > 0.05
    assert log.own_spec is not None
    assert log.own_spec.weights == other


def test_a_new_range_asks_for_the_weight_again():
    """A changed range marks its weight and forbids the claim "equal" until we set it again."""
    log = then(start(), salary(high=110000))
    assert log.weights_to_reelicit == ("Salary",)
    assert not log.equality_can_be_claimed
    with pytest.raises(EventRejected, match=r"range of Salary changed .* Set our weights again"):
        then(log, OFFER)
    assert then(log, {**OFFER, "claim": "none"}).round == 1
    again = then(log, {"kind": "own-utility-set", "own": OWN})
    assert again.weights_to_reelicit == ()
    assert then(again, OFFER).rounds[0].claim == "equal"


def test_a_direction_of_theirs_is_no_new_range():
    """What we believe of their direction leaves our weights as they are."""
    log = then(
        start(),
        salary(counterpart_direction={"higher": 0.6}),
        {"kind": "direction-set", "issue": "Contract", "counterpart_direction": {"later": 0.9}},
    )
    assert log.equality_can_be_claimed
    assert log.agenda.issue("Salary").counterpart_probabilities == pytest.approx((0.6, 0.4, 0))
    assert log.agenda.issue("Contract").counterpart_probabilities == pytest.approx((0.9, 0.1, 0))
    back = then(log, {"kind": "direction-set", "issue": "Contract", "counterpart_direction": None})
    assert back.agenda.issue("Contract").counterpart_probabilities == pytest.approx((0.2, 0.8, 0))


def test_a_direction_needs_an_issue_that_has_one():
    """Unknown issues, unknown words and impossible probabilities are rejected by name."""
    for fields, message in (
        ({"issue": "Pay", "counterpart_direction": None}, "no issue 'Pay'"),
        ({"issue": "Salary", "counterpart_direction": {"up": 1}}, "names 'up'; allowed: higher"),
        ({"issue": "Salary", "counterpart_direction": {"higher": 0.6, "lower": 0.6}}, "not pass 1"),
    ):
        with pytest.raises(EventRejected, match=message):
            then(start(), {"kind": "direction-set", **fields})


def test_a_change_must_fit_what_was_logged():
    """A range that leaves out a package of the log is rejected and says which amount is in the way."""
    log = then(start(), OFFER, {"kind": "counteroffer-made", "package": {"Salary": 104000}})
    with pytest.raises(EventRejected, match=r"Salary is USD 104,000; allowed .* to USD 103,000"):
        then(log, salary(high=103000))
    assert then(log, salary(high=104000)).agenda.issue("Salary").bounds == (90000, 104000)
    with pytest.raises(EventRejected, match="cannot change its kind"):
        then(
            log,
            {
                "kind": "issue-changed",
                "issue": {"kind": "categorical", "name": "Salary", "options": ["a", "b"]},
            },
        )


def test_a_change_keeps_the_options_that_they_asked_for():
    """An option that they pushed for cannot be taken off the list, since that push is evidence."""
    office = {"kind": "categorical", "name": "Office"}
    log = then(
        start(),
        {"kind": "issue-added", "issue": {**office, "options": ["Berlin", "Paris", "Rome"]}},
        {**OFFER, "claim": "none", "packages": {"A": {**B, "Office": "Berlin"}}},
        {"kind": "issue-pushed", "issue": "Office", "option": "Paris"},
    )
    with pytest.raises(EventRejected, match="Office is 'Paris'; allowed: Berlin or Rome"):
        then(log, {"kind": "issue-changed", "issue": {**office, "options": ["Berlin", "Rome"]}})
    then(log, {"kind": "issue-changed", "issue": {**office, "options": ["Berlin", "Paris"]}})


def test_a_change_must_fit_the_rules():
    """A rule across issues still has to make sense after a change."""
    rule = Rule.model_validate({"if": {"Salary": {"min": 104000}}, "then": {"Remote": {"max": 2}}})
    log = replay(Header(Agenda(hiring_agenda().issues, (rule,))), ())
    with pytest.raises(
        EventRejected, match="A rule does not fit the agenda: Salary is USD 104,000"
    ):
        then(log, salary(high=100000))


@pytest.mark.parametrize(
    "issue",
    [
        {"kind": "categorical", "name": "Office", "options": ["Berlin", "Paris"]},
        {"kind": "numeric", "name": "Bonus", "low": 0, "high": 10},
        {
            "kind": "ordered",
            "name": "Title",
            "options": ["Engineer", "Lead"],
            "own_direction": "earlier",
        },
    ],
)
def test_a_new_issue_starts_without_weight(issue: dict[str, Any]):
    """A new issue keeps our utility of packages as it was and asks for its weight."""
    log = then(start(), OFFER, {"kind": "issue-added", "issue": issue})
    assert log.agenda.names[-1] == issue["name"]
    assert log.weights_to_reelicit == (issue["name"],)
    assert log.own is not None
    end = log.agenda.issues[-1].option(log.agenda.issues[-1].bounds[1])
    assert log.own.utility(B.with_option(issue["name"], end)) == pytest.approx(15 / 23)
    with pytest.raises(EventRejected, match=f"leaves out {issue['name']}"):
        then(log, {**OFFER, "claim": "none"})
    with pytest.raises(EventRejected, match="on the agenda already"):
        then(log, {"kind": "issue-added", "issue": issue})


def test_a_long_new_issue_costs_no_list_of_its_options():
    """A new issue of a million steps on which we have no direction is worth the same all along."""
    cents = {"kind": "numeric", "name": "Cents", "low": 0, "high": 1_000_000, "step": 1}
    log = then(start(), {"kind": "issue-added", "issue": cents})
    assert log.own is not None
    function = log.own.functions[-1]
    assert (len(function.knots), *function.values) == (2, 0.0, 0.0)


def test_values_that_no_longer_fit_leave_us_without_a_utility():
    """Points over the old range say nothing of the new one: there is no utility until it is set."""
    points = {"points": [[90000, 1], [100000, 0.4], [105000, 0]]}
    own = OwnSpec.model_validate({**OWN, "values": {**VALUES, "Salary": points}})
    log = then(replay(Header(hiring_agenda(), own=own), ()), salary(high=110000))
    assert log.own is None
    assert log.weights_to_reelicit == ("Salary",)
    assert log.limits == (0.4, 0.7)


def test_a_utility_must_fit_the_agenda():
    """Weights that miss an issue or do not sum to 1 are rejected with what is wrong."""
    for weights, message in (
        ({"Salary": 1}, "leave out Remote and Contract"),
        ({"Salary": 0.5, "Remote": 0.5, "Contract": 0.5}, "sum to 1.5"),
    ):
        with pytest.raises(EventRejected, match=message):
            then(start(), {"kind": "own-utility-set", "own": {"weights": weights}})


def test_a_deadline_says_whether_they_know_it():
    """A deadline without the flag is refused; told with an offer it is known to them."""
    moment = "2026-03-05T12:00:00Z"
    with pytest.raises(UnreadableEvent, match="needs known_to_counterpart"):
        decode({"kind": "deadline-set", "deadline": moment})
    secret = {"kind": "deadline-set", "deadline": moment, "known_to_counterpart": False}
    log = then(start(), secret)
    assert log.deadline is not None
    assert not log.deadline.known_to_counterpart
    assert decode(secret).seen_by == "private"
    assert decode({**secret, "known_to_counterpart": True}).seen_by == "shared"
    told = then(log, {**OFFER, "deadline": moment})
    assert told.deadline is not None
    assert told.deadline.known_to_counterpart
    kept = then(log, {**OFFER, "deadline": {"at": moment, "known_to_counterpart": False}})
    assert kept.deadline == log.deadline
    assert then(log, {"kind": "deadline-set", "deadline": None}).deadline is None


def test_a_guess_covers_the_agenda():
    """A guess is weights for every issue that sum to 1, or an order of issues that exist."""
    even = dict.fromkeys(("Salary", "Remote", "Contract"), 1 / 3)
    assert then(start(), {"kind": "own-guess-set", "weights": even}).own_guess == OwnGuess(
        tuple(even.items())
    )
    ordered = then(start(), {"kind": "own-guess-set", "order": ["Remote", "Salary"]})
    assert ordered.own_guess == OwnGuess(order=("Remote", "Salary"))
    with pytest.raises(EventRejected, match="leaves out Contract"):
        then(start(), {"kind": "own-guess-set", "weights": {"Salary": 0.5, "Remote": 0.5}})
    with pytest.raises(UnreadableEvent, match=r"sum to 0.5"):
        decode({"kind": "own-guess-set", "weights": {"Salary": 0.5}})
    with pytest.raises(UnreadableEvent, match="either 'weights' or 'order'"):
        decode({"kind": "own-guess-set"})


def test_names_may_change_and_nothing_said_is_lost():
    """The newest names hold; who acted under an earlier name is still the counterpart (law of replay)."""
    before = replay(Header(hiring_agenda(), counterpart="Candidate"), ())
    log = then(before, OFFER, {"kind": "package-picked", "package": "B", "party": "Candidate"})
    named = then(
        log, {"kind": "names-set", "title": "Hiring, autumn", "counterpart": "Candidate 7"}
    )
    assert (named.title, named.counterpart) == ("Hiring, autumn", "Candidate 7")
    assert collect_evidence(named) == collect_evidence(log)
    assert named.rounds == log.rounds
    assert named.header == log.header
    assert all(map(named.is_counterpart, ("Candidate", "Candidate 7", "counterpart")))
    late = then(named, {"kind": "all-rejected", "party": "Candidate"})
    assert len(collect_evidence(late)) == len(collect_evidence(log)) + 1
    assert extended(named, undo_event(named)).counterpart == "Candidate"
    back = then(named, {"kind": "names-set", "counterpart": "Candidate"})
    assert back.counterpart == "Candidate"


def test_a_name_that_says_nothing_or_is_ours_is_refused():
    """An empty change has no meaning; the word for us is not for them."""
    with pytest.raises(UnreadableEvent, match="give a 'title'"):
        decode({"kind": "names-set"})
    with pytest.raises(EventRejected, match="our side"):
        then(start(), {"kind": "names-set", "counterpart": "own"})


def test_alternatives_stay_with_the_negotiation():
    """60% of .5 and 40% of .2: .38, or .325518 with a risk tolerance of .2; chances make a whole."""
    cases = [{"probability": 0.6, "utility": 0.5}, {"probability": 0.4, "utility": 0.2}]
    log = then(start(), {"kind": "alternatives-set", "scenarios": cases, "risk_tolerance": 0.2})
    assert log.alternatives is not None
    assert log.alternatives.batna.reservation_value() == pytest.approx(0.38)
    value = log.alternatives.batna.reservation_value(log.alternatives.risk_tolerance)
    assert value == pytest.approx(0.325518, abs=1e-6)
    assert then(log, {"kind": "alternatives-set", "scenarios": []}).alternatives is None
    with pytest.raises(EventRejected, match=r"sum to 0\.6"):
        then(start(), {"kind": "alternatives-set", "scenarios": cases[:1]})
