"""Agreement and improvement on its page: the worked case, vetoes and undo, the debrief, a shared screen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from meso_infer import workflow
from meso_infer.events import (
    AgreementReached,
    ConsentGiven,
    Event,
    ImprovementProposed,
    IssuePushed,
    PackagePicked,
    extended,
    logged,
)
from meso_infer.negotiation import Negotiation
from meso_infer.storage import EventStore
from meso_infer.templates import load_sample
from meso_infer.ui import in_view
from tests.agendas import B, deal
from tests.negotiation_states import full_demo
from tests.pages.conftest import Dashboard

PAGE = "pages/agreement.py"
NAME = "case"
NOW = datetime(2026, 3, 2, tzinfo=UTC)
CONSENTS = (ConsentGiven(party="own"), ConsentGiven(party="counterpart"))
Open = Callable[..., Dashboard]


@pytest.fixture
def case(dashboard: Callable[[], Dashboard], store: EventStore) -> Open:
    """The page after the hiring talks, agreed on B, and these events; or on the negotiation given."""

    def opened(*events: Event, on: Negotiation | None = None) -> Dashboard:
        at_b = (
            PackagePicked(package="B"),
            IssuePushed(issue="Salary"),
            AgreementReached(package="B"),
        )
        made = extended(load_sample("hiring"), *at_b, *events) if on is None else on
        workflow.start(store, made.header, logged(made), now=NOW, negotiation_id=NAME)
        page = dashboard()
        page.app.session_state[in_view.NEGOTIATION] = NAME
        page.app.query_params["n"] = NAME
        return page.open(PAGE)

    return opened


def state(store: EventStore) -> Negotiation:
    return workflow.load(store, NAME)


def write(page: Dashboard, box: str, words: str) -> None:
    """Type into the box of that name."""
    next(one for one in page.app.text_area if str(one.key).endswith(f":{box}")).set_value(
        words
    ).run()


def test_the_worked_case_from_deal_to_improvement(case: Open, store: EventStore) -> None:
    """Deal at B; consent; (98, 0, 3), a veto; (99, 0, 3), two yeses; undone and redone by the log alone."""
    page = case()
    assert "Worth **65.2 points** to us" in page.text
    assert not page.has_button("Log that it was proposed")
    write(page, "consent.counterpart", "Why not, if B stands")
    page.press("They agree to look").press("We agree to look")
    assert state(store).improving.consents == ("counterpart", "own")
    assert "Why not, if B stands" in page.text

    propose(page, "98000")
    assert state(store).improving.proposed == deal(98000, 0, 3)
    page.press("They say no")
    assert state(store).agreed_package == B
    assert state(store).improving.vetoed == (deal(98000, 0, 3),)
    assert "nothing about the deal changed" in " ".join(page.messages("success")).lower()

    propose(page, "99000")
    page.press("We say yes")
    assert state(store).agreed_package == B
    page.press("They say yes")
    assert state(store).agreed_package == deal(99000, 0, 3)
    assert "took the place of the first deal" in page.text
    page.press("Undo the last entry")
    assert state(store).agreed_package == B
    assert state(store).improving.proposed == deal(99000, 0, 3)
    page.press("They say yes")
    again = state(store)
    assert extended(load_sample("hiring"), *logged(again)[1:]).agreed_package == deal(99000, 0, 3)


def propose(page: Dashboard, salary: str) -> None:
    """Type a package with no remote days and three years, and log that it was proposed."""
    fields = {"Salary": float(salary), "Remote": 0, "Contract": "3 years"}
    for name, value in fields.items():
        kind: Any = page.app.number_input if name == "Salary" else page.app.selectbox
        one = next(
            w for w in kind if str(w.key).startswith("improve:") and str(w.key).endswith(name)
        )
        one.set_value(value).run()
    page.press_key("improve.propose_typed")
    assert not page.messages("error"), page.messages("error")


def test_candidates_gain_for_both_by_either_rule(case: Open) -> None:
    """At a lower chance candidates stand with our points, an amount, and words to propose one."""
    page = case(*CONSENTS)
    page.fill("segmented_control", "Least chance that both gain", "60%")
    frame = next(one.value for one in page.app.table if "Both gain" in one.value.columns)
    assert len(frame) >= 1
    assert all(str(cell).startswith("+") for cell in frame["We gain, points"])
    assert "Salary: USD" in str(frame["Worth to us as much as"].iloc[0])
    assert "A no is fine" in page.text
    page.fill("segmented_control", "Put first", "Both gains together")
    assert not page.app.exception
    page.press_key("improve.propose")
    assert "Proposed instead of the deal" in page.text


def test_after_a_no_something_better_than_what_was_refused_is_proposed(case: Open) -> None:
    """What was chosen stays chosen, who said no is told, and the refused package is no candidate any more."""
    page = case(*CONSENTS)
    page.fill("segmented_control", "Least chance that both gain", "60%")
    first = candidates(page)[0]
    page.press_key("improve.propose")
    assert "chance that they gain at least half a point" in page.text
    page.press("They say no")
    assert "They said no to 1 package. What would not be better" in page.text
    chosen = {one.label: one.value for one in page.app.segmented_control}
    assert chosen["Least chance that both gain"] == "60%"
    assert first not in candidates(page)
    page.fill("segmented_control", "Least chance that both gain", "90%")
    assert "with 60% there " in " ".join(page.messages("info"))


def candidates(page: Dashboard) -> list[str]:
    """The changes that are listed, the best first."""
    frames = [one.value for one in page.app.table if "Both gain" in one.value.columns]
    return [str(name) for name in frames[0].index] if frames else []


def test_a_proposal_is_logged_without_values_of_ours_and_on_a_shared_screen(
    case: Open, store: EventStore
) -> None:
    """Where no candidate can be shown, what was proposed can still be logged."""
    page = case(*CONSENTS)
    page.fill("toggle", "Screen-share safe", True)
    assert not candidates(page)
    propose(page, "98000")
    assert state(store).improving.proposed == deal(98000, 0, 3)


def test_an_agreement_is_logged_with_the_words_of_both(case: Open, store: EventStore) -> None:
    """From open talks: the package on the table, what both said; the page then shows the deal."""
    page = case(on=full_demo())
    assert "Available after an agreement is logged" in page.text
    write(page, "deal.ours", "We are glad")
    page.fill("selectbox", "Agreed on", "Package B on the table").press("Log the agreement")
    said = state(store).log[-1].event
    assert isinstance(said, AgreementReached)
    assert (said.package, said.own_words, said.their_words) == ("B", "We are glad", None)
    assert "We are glad" in page.text
    assert "How good the deal is for both" in page.text


def test_words_can_be_added_and_outlive_the_page(case: Open, store: EventStore) -> None:
    """Typed words are kept as a draft; logged, they stand in the agreement, which says the same as before."""
    page = case()
    write(page, "deal.theirs", "It was hard")
    page.open("pages/live.py").open(PAGE)
    assert any(one.value == "It was hard" for one in page.app.text_area)
    before = state(store)
    page.press("Keep the words")
    after = state(store)
    assert "they said: “It was hard”" in page.text
    assert after.agreed_package == before.agreed_package
    assert [e.evidence for e in after.log[:-1]] == [e.evidence for e in before.log]


def test_a_debrief_stands_beside_the_estimate(case: Open, store: EventStore) -> None:
    """An order and how it felt are logged after the estimate of then, and teach All negotiations a count."""
    page = case()
    page.fill("selectbox", "Mattered most", "Salary").fill("selectbox", "Place 2", "Remote")
    page.fill("segmented_control", "What came out is fair.", 6).press("Log the debrief")
    assert [one.event.kind for one in state(store).log[-2:]] == ["estimate-shown", "debrief"]
    assert "pairs of issues stood the way they told" in page.text
    assert "Told afterwards in 1 negotiation." in page.open("pages/compare.py").text


def test_a_shared_screen_shows_what_both_know(case: Open) -> None:
    """The deal, consents and the proposal; no points, no words, no candidates, no debrief."""
    said = ConsentGiven(party="own", words="our secret")
    page = case(said, CONSENTS[1], ImprovementProposed(package=deal(98000, 0, 3)))
    assert "our secret" in page.text
    page.fill("toggle", "Screen-share safe", True)
    for hidden in ("our secret", "points", "65.2", "They gain", "told"):
        assert hidden not in page.text, hidden
    assert "Proposed instead of the deal: Salary USD 98,000" in page.text
    assert page.has_button("They say yes")
    assert not page.app.table


def test_a_shared_screen_keeps_a_private_proposal_back(case: Open) -> None:
    """A proposal that is marked private is not told on a screen that may be shared, nor what it would change."""
    hidden = ImprovementProposed(package=deal(98000, 0, 3), visibility="private")
    page = case(*CONSENTS, hidden)
    assert "98,000" in page.text
    page.fill("toggle", "Screen-share safe", True)
    assert "98,000" not in page.text
    assert not page.has_button("They say yes")
    assert "Both sides agreed to look" in page.text


def test_live_leads_to_the_deal_and_the_map_marks_it(case: Open) -> None:
    """Once agreed, the live page links here; Deal space marks the deal and what is proposed instead."""
    page = case(*CONSENTS, ImprovementProposed(package=deal(98000, 0, 3)))
    links = [one.proto.page for one in page.open("pages/live.py").app.get("page_link")]
    assert any("agreement" in str(link) for link in links)
    page.open("pages/deal_space.py")
    charts = [one.proto for one in page.app.get("plotly_chart")]
    assert any("Proposed instead:" in chart.alt and "Agreed:" in chart.alt for chart in charts)
    assert "After the deal" in page.open("pages/timeline.py").chips("Show")


def test_what_was_answered_is_logged_once(case: Open, store: EventStore) -> None:
    """Answers stay while it is said whose they are; once logged for one side, none are there for the other."""
    page = case()
    page.fill("segmented_control", "What came out is fair.", 6)
    page.fill("segmented_control", "Whose answers", "Ours").press("Log the debrief")
    page.press("Log the debrief")
    assert "Answer at least one question first." in page.text
    assert [(one.party, dict(one.climate)) for one in state(store).debriefs] == [
        ("own", {"fair": 6})
    ]
