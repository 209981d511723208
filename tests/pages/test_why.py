"""Why it is believed, on the page Counterpart: each state of a log, with the library's numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from meso_infer import workflow
from meso_infer.events import (
    Event,
    IssueAdded,
    IssuePushed,
    MesoOffered,
    PackagePicked,
    PriorityStated,
    collect_evidence,
)
from meso_infer.example import EXAMPLE_ID
from meso_infer.explanation import contradictions, influences, turns
from meso_infer.explanation.sensitivity import sensitivity
from meso_infer.issues import NumericIssue
from meso_infer.reasons import (
    alerts,
    expected_in_words,
    moves_in_words,
    reasons,
    sensitivity_rows,
    sensitivity_sentence,
    talk_sentence,
    turn_sentences,
)
from meso_infer.storage import EventStore
from meso_infer.templates import load_sample
from meso_infer.ui import session
from meso_infer.ui.counterpart.why import SENSITIVITY
from meso_infer.ui.drawing import plain
from tests.pages.conftest import Dashboard

Open = Callable[[], Dashboard]
EXAMPLE = EXAMPLE_ID
PAGE = "pages/counterpart.py"
GOOD = {"Salary": 104000, "Remote": 5, "Contract": "2 years"}
REMOTE = {"Salary": 90000, "Remote": 5, "Contract": "2 years"}
PAY = {"Salary": 105000, "Remote": 0, "Contract": "2 years"}
BAD = {"Salary": 91000, "Remote": 0, "Contract": "2 years"}


def log(store: EventStore, *events: Event, of: str = EXAMPLE) -> None:
    before = workflow.load(store, of)
    workflow.record(store, of, events, expected_sequence=before.sequence, now=session.now())


def offer(first: dict[str, object], second: dict[str, object]) -> MesoOffered:
    given = {"kind": "meso-offered", "packages": {"A": first, "B": second}}
    return MesoOffered.model_validate(given)


def contradicting(store: EventStore) -> str:
    """Picks for remote days with pushes for pay, then the worse of two and a priority nobody showed."""
    header = replace(load_sample("hiring").header, title="Contradicting")
    name = workflow.start(store, header, now=session.now())
    push = IssuePushed(issue="Salary", direction="higher")
    for _ in range(5):
        log(store, offer(REMOTE, PAY), PackagePicked(package="A"), push, of=name)
    last = (PackagePicked(package="B"), PriorityStated(issue="Contract"))
    log(store, offer(GOOD, BAD), *last, of=name)
    return name


def because(page: Dashboard):
    return next(table.value for table in page.app.table if "What it moved" in table.value)


def test_without_events_no_reason_is_given(dashboard: Open) -> None:
    """Nothing moved anything, nothing can be turned, nothing hangs on the model."""
    page = dashboard().open(PAGE)
    assert not page.app.exception
    assert not page.app.table
    assert "What would change my mind" not in page.text
    assert not any("depend on the model" in fold.label for fold in page.app.expander)
    assert not page.messages("warning")


def test_one_event_is_an_arrow_without_a_number(dashboard: Open, store: EventStore) -> None:
    """After one pick the table says which way it moved each issue and no more."""
    page = dashboard()
    log(store, PackagePicked(package="B"))
    page.open(PAGE)
    assert not page.app.exception
    (moved,) = because(page)["What it moved"]
    assert "▲ up" in moved
    assert "%" not in moved
    assert "What would change my mind" in page.text


def test_the_round_of_the_example_in_numbers_of_the_library(
    dashboard: Open, store: EventStore
) -> None:
    """Moves, expectations, turns, talk and the table of assumptions equal what the library gives."""
    page = dashboard()
    log(
        store,
        PackagePicked(package="B"),
        IssuePushed(issue="Salary", direction="higher", amount=5000),
    )
    page.open(PAGE)
    negotiation = workflow.load(store, EXAMPLE)
    evidence, posterior = collect_evidence(negotiation), workflow.infer(negotiation)
    found = influences(posterior, evidence, negotiation.own)
    table = because(page)
    assert list(table["What it moved"]) == [plain(moves_in_words(one, posterior)) for one in found]
    assert list(table["Expected"]) == [expected_in_words(one) for one in found]
    for sentence in turn_sentences(turns(posterior, None), posterior):
        assert plain(sentence) in page.text
    assert plain(talk_sentence(posterior)) in page.text
    assert not page.messages("warning")
    hangs = sensitivity(posterior, evidence, negotiation.own)
    assert plain(sensitivity_sentence(hangs)) not in page.text
    page.app.session_state[SENSITIVITY] = True
    page.app.run()
    assert plain(sensitivity_sentence(hangs)) in page.text
    rows = next(one.value for one in page.app.table if "In words" in one.value)
    told = [row[1:] for row in sensitivity_rows(hangs, posterior.n_informative)]
    assert [tuple(row) for row in rows.to_numpy()] == told


def test_packages_that_wait_say_which_pick_would_turn_it(
    dashboard: Open, store: EventStore
) -> None:
    """While packages wait, picks that would put another issue first stand with their chance."""
    page = dashboard()
    log(store, PackagePicked(package="B"), offer(REMOTE, PAY))
    page.open(PAGE)
    negotiation = workflow.load(store, EXAMPLE)
    posterior = workflow.infer(negotiation)
    found = turns(posterior, negotiation.packages_on_table, none_allowed=True, round_number=2)
    assert any(turn.probability is not None for turn in found)
    for sentence in turn_sentences(found, posterior):
        assert plain(sentence) in page.text


def test_a_log_that_contradicts_itself_is_noted_not_ranked(
    dashboard: Open, store: EventStore
) -> None:
    """What does not fit stands in a note, never as an error, and the headline is not sure."""
    page = dashboard()
    name = contradicting(store)
    page.app.query_params["n"] = name
    page.open(PAGE)
    negotiation = workflow.load(store, name)
    posterior, evidence = workflow.infer(negotiation), collect_evidence(negotiation)
    told = reasons(negotiation, posterior, influences(posterior, evidence, negotiation.own))
    said = alerts(told, contradictions(posterior, evidence), posterior.n_informative)
    assert said
    assert not page.messages("error")
    (note,) = page.messages("warning")
    assert all(plain(text) in note for text in said)
    assert any("hardly expected" in cell for cell in because(page)["Expected"])
    assert "very likely" not in page.headline


def test_an_issue_added_after_the_picks_is_no_error(dashboard: Open, store: EventStore) -> None:
    """Packages that do not mention a new issue still tell why, and are checked for what does not fit."""
    page = dashboard()
    header = replace(load_sample("hiring").header, title="Longer")
    name = workflow.start(store, header, now=session.now())
    for _ in range(2):
        log(store, offer(REMOTE, PAY), PackagePicked(package="A"), of=name)
    bonus = NumericIssue(name="Bonus", low=0, high=10)
    asked = IssuePushed(issue="Bonus", direction="higher")
    log(store, offer(REMOTE, PAY), IssueAdded(issue=bonus), asked, of=name)
    page.app.query_params["n"] = name
    page.open(PAGE)
    assert len(because(page)) == 3
    assert "Bonus" in page.text
    for path in (PAGE, "pages/live.py"):
        page.open(path)
        assert not page.app.exception
        assert not page.messages("error")


def test_one_surprising_answer_is_no_contradiction(dashboard: Open, store: EventStore) -> None:
    """The only answer there is may be unexpected, but is not said to contradict others."""
    page = dashboard()
    header = replace(load_sample("hiring").header, title="Odd")
    name = workflow.start(store, header, now=session.now())
    log(store, offer(BAD, GOOD), PackagePicked(package="A"), of=name)
    page.app.query_params["n"] = name
    page.open(PAGE)
    (warning,) = page.messages("warning")
    assert "hardly expected" in warning
    assert "do not fit together" not in warning
