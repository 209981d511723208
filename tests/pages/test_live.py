"""The live round, run without a browser on a real store."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from streamlit.runtime.state.session_state import SessionState

from meso_infer import workflow
from meso_infer.documents import read_document, write_header
from meso_infer.events import IssuePushed, MesoOffered
from meso_infer.example import EXAMPLE_ID
from meso_infer.headline import headline
from meso_infer.storage import EventRow, EventStore
from meso_infer.templates import load_sample
from meso_infer.ui.drawing import plain
from meso_infer.ui.live.pushes import Sized
from meso_infer.ui.shell import HOW_TO_READ
from tests.pages.conftest import Dashboard

Open = Callable[[], Dashboard]
EXAMPLE = EXAMPLE_ID
LIVE = "pages/live.py"


def kinds(store: EventStore) -> list[str]:
    return [row.kind for row in store.read(EXAMPLE).rows]


def now() -> datetime:
    return datetime.now(UTC)


def test_a_first_run_opens_the_example_and_says_that_nothing_is_known(dashboard: Open) -> None:
    """The demo stands open with its packages, the prior and a line that says what to do."""
    page = dashboard()
    assert "This is an example" in page.text
    assert page.headline.startswith("No evidence yet")
    assert all(page.has_button(f"They picked {label}") for label in "ABC")
    page.press("Log round")
    assert "nothing to log yet" in page.messages("info")[0]


def test_three_actions_log_a_pick_and_a_push(dashboard: Open, store: EventStore) -> None:
    """Pick, chip, log: the estimate as shown and two linked events, in one transaction."""
    page = dashboard().press("They picked B").tap("Salary").press("Log round")
    assert not page.app.exception
    assert kinds(store) == ["meso-offered", "estimate-shown", "package-picked", "issue-pushed"]
    picked, pushed = store.read(EXAMPLE).rows[2:]
    assert picked.payload["replies_to"] == "e1"
    assert pushed.payload["replies_to"] == picked.id
    assert picked.at == pushed.at
    assert page.headline.startswith("They may care most about Salary (leaning")
    assert any("They picked B" in said for said in page.messages("toast"))


@pytest.mark.parametrize("first", ["They picked A", "Log round"])
def test_keys_that_arrive_together_are_all_taken(
    dashboard: Open, store: EventStore, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pick and a log in one run are one logged pick, in whichever order they are heard."""
    page = dashboard()
    if first == "Log round":
        heard = SessionState._call_callbacks

        def last_first(state: SessionState, **rest: Any) -> None:
            turned = dict(reversed(list(state._new_widget_state.states.items())))
            state._new_widget_state.states = turned
            heard(state, **rest)

        monkeypatch.setattr(SessionState, "_call_callbacks", last_first)
    for label in ("They picked A", "Log round"):
        next(one for one in page.app.button if one.label == label).click()
    page.app.run()
    assert not page.app.exception
    assert kinds(store) == ["meso-offered", "estimate-shown", "package-picked"]
    page.press("Log round")
    assert kinds(store) == ["meso-offered", "estimate-shown", "package-picked"]


def test_two_actions_log_a_pick(dashboard: Open, store: EventStore) -> None:
    """A pick alone needs no third action."""
    dashboard().press("They picked A").press("Log round")
    assert kinds(store)[-1] == "package-picked"


def test_b_and_5000_more_makes_salary_likeliest_and_says_how_sure(
    dashboard: Open, store: EventStore
) -> None:
    """An amount of a push is one tap more; the direction is the one that they probably want."""
    page = dashboard().press("They picked B").tap("Salary")
    page.fill("pills", "Salary: by how much", 5000).press("Log round")
    pushed = workflow.load(store, EXAMPLE).log[-1].event
    assert isinstance(pushed, IssuePushed)
    assert (pushed.amount, pushed.direction) == (5000, "higher")
    posterior = workflow.infer(workflow.load(store, EXAMPLE))
    assert posterior.weight_summary()["Salary"].p_top > 0.5
    assert "Salary (leaning, 2 informative answers)" in page.headline


def test_the_preview_shows_the_numbers_that_logging_will_show(dashboard: Open) -> None:
    """What is previewed is the canonical fit of the log as it will be."""
    page = dashboard().press("They picked B").tap("Salary")
    previewed = page.headline
    assert "if this is logged" in page.text
    page.press("Log round")
    assert page.headline == previewed
    assert "if this is logged" not in page.text


def test_the_page_says_what_the_library_says(dashboard: Open, store: EventStore) -> None:
    """Sentence and numbers are those of `infer` on the exported document of the same negotiation."""
    page = dashboard().press("They picked B").tap("Salary").press("Log round")
    document = json.loads(json.dumps(workflow.export(store, EXAMPLE)))
    posterior = workflow.infer(read_document(document))
    assert page.headline == plain(headline(posterior))
    chart = json.loads(page.app.get("plotly_chart")[0].proto.spec)
    texts = " ".join(note["text"] for note in chart["layout"]["annotations"])
    for name, summary in posterior.weight_summary().items():
        number = f"{summary.mean * 100:.0f}% ({summary.q05 * 100:.0f}–{summary.q95 * 100:.0f}%)"
        assert number in texts, name


def test_undo_takes_the_whole_entry_back_and_keeps_it_in_the_log(
    dashboard: Open, store: EventStore
) -> None:
    """One undo withdraws pick and push, as events; redo brings both back."""
    page = dashboard()
    before = page.headline
    page.press("They picked B").tap("Salary").press("Log round")
    after = page.headline
    page.press("Undo")
    assert page.headline == before
    assert kinds(store)[2:] == ["package-picked", "issue-pushed", "correction", "correction"]
    assert not page.has_button("Undo")
    page.press("Redo")
    assert page.headline == after
    assert len(kinds(store)) == 8


def test_the_examples_own_offer_is_not_undone_by_mistake(dashboard: Open) -> None:
    """Undo reaches ten minutes back, not to what came with the example."""
    assert not dashboard().has_button("Undo")


def test_tapping_a_pick_again_takes_it_back(dashboard: Open) -> None:
    """A slip costs one tap."""
    page = dashboard().press("They picked B").press("They picked B")
    assert "Tap what they answered" in page.text


def test_an_amount_out_of_range_is_one_clear_message_and_is_not_logged(
    dashboard: Open, store: EventStore
) -> None:
    """Bad input is said in the page, keeps the draft and writes nothing."""
    page = dashboard().press("They picked B").tap("Salary")
    page.fill("number_input", "or this amount", 50000.0)
    assert not page.app.exception
    said = page.messages("warning")
    assert len(said) == 1
    assert "USD 145,000; allowed is an amount from USD 90,000 to USD 105,000" in said[0]
    page.press("Log round")
    assert "USD 145,000" in page.messages("error")[0]
    assert kinds(store) == ["meso-offered"]


@pytest.mark.parametrize("typed", [0, -5000])
def test_an_amount_that_is_no_amount_is_a_message_and_the_page_stays(
    dashboard: Open, typed: float
) -> None:
    """Nothing or less than nothing is refused in words; draft and buttons stay, to correct it."""
    page = dashboard().press("They picked B").tap("Salary")
    page.fill("number_input", "or this amount", typed)
    assert "give an amount above 0" in page.messages("warning")[0]
    assert page.has_button("Log round")
    page.fill("number_input", "or this amount", 5000)
    assert not page.messages("warning")


def test_an_amount_without_a_pick_asks_for_the_pick(dashboard: Open) -> None:
    """What an amount changes must be known."""
    page = dashboard().tap("Salary").fill("pills", "Salary: by how much", 5000)
    assert "An amount needs to know which package it changes" in page.messages("warning")[0]


def test_their_package_holds_only_what_they_mentioned(dashboard: Open, store: EventStore) -> None:
    """Blank cells stay unmentioned until the rest is filled in as in the picked package."""
    page = dashboard().press("They picked B")
    page.fill("number_input", "Salary (USD)", 98000.0)
    assert "depends on what they did not mention" in page.text
    page.press("Fill the rest as in B")
    assert "above our walk-away of 40" in page.text
    page.press("Log round")
    counter = store.read(EXAMPLE).rows[-1]
    assert counter.kind == "counteroffer-made"
    assert counter.payload["package"] == {"Salary": 98000, "Remote": 1, "Contract": "2 years"}


def test_one_utterance_is_logged_once(dashboard: Open, store: EventStore) -> None:
    """A chip on an issue that their own package names is not a push as well."""
    page = dashboard().press("They picked B").tap("Salary")
    page.fill("number_input", "Salary (USD)", 98000.0).press("Log round")
    assert kinds(store)[2:] == ["package-picked", "counteroffer-made"]


def test_a_mix_waits_until_every_issue_is_chosen(dashboard: Open, store: EventStore) -> None:
    """A mix takes each differing issue from one of our packages."""
    page = dashboard().press("A mix of several").press("Log round")
    assert kinds(store) == ["meso-offered"]
    page.fill("segmented_control", "Salary", 100000).fill("segmented_control", "Remote", 2)
    page.fill("segmented_control", "Contract", "1 year").press("Log round")
    assert kinds(store)[-1] == "packages-mixed"


def test_none_and_what_matters_are_logged_together(dashboard: Open, store: EventStore) -> None:
    """A rejection, a stated order and how it was heard make one entry."""
    page = dashboard().press("None of them")
    page.fill("multiselect", "They said that this matters, most important first",
              ["Contract", "Salary"])  # fmt: skip
    page.fill("segmented_control", "How we heard it", "wrote").press("Log round")
    rejected, stated = store.read(EXAMPLE).rows[-2:]
    assert (rejected.kind, stated.kind) == ("all-rejected", "priority-stated")
    assert stated.payload["order"] == ["Contract", "Salary"]
    assert stated.payload["channel"] == "wrote"


def test_an_agreement_ends_the_round_and_can_be_undone(dashboard: Open, store: EventStore) -> None:
    """Agreed: accepted and closed in one entry; the page says on what, and undo opens talks again."""
    page = dashboard().press("They picked A")
    page.fill("segmented_control", "What they said about A", "agreed").press("Log round")
    assert kinds(store)[-2:] == ["offer-accepted", "agreement-reached"]
    assert "Agreed: Salary USD 100,000" in page.messages("success")[0]
    assert page.press("Undo").has_button("They picked A")


def test_a_size_is_one_tap_once_a_package_is_picked(dashboard: Open, store: EventStore) -> None:
    """The chip beside an issue names its commonest size on the picked package, and logs it."""
    page = dashboard()
    chips = "They want more on"
    assert page.chips(chips) == ["Salary", "Remote", "Contract"]
    page.press("They picked B")
    assert page.chips(chips) == [
        "Salary", "Salary +USD 5,000", "Remote", "Remote +1 day", "Contract", "Contract 3 years",
    ]  # fmt: skip
    page.tap(Sized("Salary", 5000.0)).press("Log round")
    pushed = workflow.load(store, EXAMPLE).log[-1].event
    assert isinstance(pushed, IssuePushed)
    assert (pushed.amount, pushed.direction) == (5000, "higher")


def test_of_two_chips_of_an_issue_the_last_one_holds(dashboard: Open) -> None:
    """More, then how much, then another size, then no longer: one chip an issue is on at a time."""
    page = dashboard().press("They picked B").tap("Salary")
    assert page.tapped() == ["Salary"]
    page.tap(Sized("Salary", 5000.0))
    assert page.tapped() == [Sized("Salary", 5000.0)]
    assert "Salary USD 5,000 higher" in page.text
    page.fill("pills", "Salary: by how much", 10000)
    assert page.tapped() == ["Salary"]
    assert "Salary USD 10,000 higher" in page.text
    page.tap(Sized("Salary", 5000.0))
    page.untap(Sized("Salary", 5000.0))
    assert "Draft: They picked B" in page.text
    assert "asked for" not in page.text


def test_the_next_sets_stand_ready_and_are_offered_with_one_press(
    dashboard: Open, store: EventStore
) -> None:
    """Once they have answered, three sets with their message; one press puts a set on the table."""
    page = dashboard().press("They picked B").tap("Salary").press("Log round")
    for title in ("Learn most", "Balanced", "Reveal least"):
        assert f"**{title}**" in page.text
    page.press_key("live.message.balanced")
    assert "All three work equally well for us." in page.text
    page.press_key("live.offer.balanced")
    assert not page.app.exception
    assert kinds(store)[-2:] == ["proposal-followed", "meso-offered"]
    assert page.has_button("They picked A")
    assert "Round 2" in page.text


def test_a_safe_screen_holds_nothing_private(dashboard: Open) -> None:
    """With the screen shared, neither our values nor our estimates are sent."""
    page = dashboard().press("They picked B").tap("Salary")
    page.fill("toggle", "Screen-share safe", True)
    assert not page.app.exception
    assert not page.app.get("plotly_chart")
    for private in ("worth", "65.2", "walk-away", "care most", "leaning"):
        assert private not in page.text.replace(HOW_TO_READ, "")
    page.press("Log round")
    assert not page.app.exception
    assert "65.2" not in page.text
    # What we may offer next is ours alone until it is offered.
    assert "What we may offer next is hidden" in page.text
    assert page.text.count("**Package A**") == 1
    assert not page.has_button("Message to copy")


def test_a_safe_screen_stays_safe_when_it_is_loaded_again(database: str) -> None:
    """A reload is a new session: the address carries the choice, so that nothing private flashes up."""
    from streamlit.testing.v1 import AppTest

    from tests.pages.conftest import ROOT, SECONDS

    page = Dashboard().fill("toggle", "Screen-share safe", True)
    again = AppTest.from_file(str(ROOT / "app.py"), default_timeout=SECONDS)
    for name in page.app.query_params:
        again.query_params[name] = page.app.query_params[name]
    again.run()
    assert not again.exception
    switch = next(one for one in again.toggle if one.label == "Screen-share safe")
    assert switch.value is True
    assert not any("worth 65.2" in one.value for one in again.markdown)
    switch.set_value(False).run()
    assert any("worth 65.2 to us" in one.value for one in again.markdown)
    assert "safe" not in again.query_params


def test_the_example_goes_with_one_click_and_stays_away(dashboard: Open, store: EventStore) -> None:
    """Removed, it leaves a start screen, for the next session too; one click brings it back."""
    page = dashboard().press("Remove the example")
    assert store.list() == ()
    assert page.has_button("Open the example")
    again = dashboard()
    assert again.has_button("Open the example")
    again.press("Open the example")
    assert "This is an example" in again.text


@pytest.mark.parametrize("status", ["before any offer", "after an offer"])
def test_a_negotiation_of_ones_own_starts_empty(
    dashboard: Open, store: EventStore, status: str
) -> None:
    """Without packages on the table the page leads to the next packages; what they say first is logged."""
    sample = load_sample("hiring")
    offered = sample.log[0].event
    assert isinstance(offered, MesoOffered)
    events = [] if status == "before any offer" else [offered]
    workflow.start(store, sample.header, events, now=now(), negotiation_id="ours")
    page = dashboard()
    assert page.has_button("They picked A") == bool(events)
    if not events:
        assert page.has_button("Compare and change them")
        assert "If they made the first offer" in page.text
        page.fill("number_input", "Salary (USD)", 104000.0).press("Log round")
        assert not page.app.exception
        assert store.read("ours").rows[-1].kind == "counteroffer-made"
        assert "If they make another offer" in page.text


def test_an_event_that_cannot_be_read_is_one_message(dashboard: Open, store: EventStore) -> None:
    """A log from a newer release is refused in words, without a traceback, and other pages stay."""
    row = EventRow("e1", "from-the-future", 1, None, None, None, {"kind": "from-the-future"})
    sample = write_header(load_sample("hiring").header)
    store.create("later", sample, [row], recorded_at=now())
    page = dashboard()
    assert not page.app.exception
    assert len(page.messages("error")) == 1
    assert "from-the-future" in page.messages("error")[0]


def test_a_database_that_cannot_be_opened_is_one_message(
    dashboard: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong address is said with what to do, and nothing else breaks."""
    monkeypatch.setenv("MESO_DATABASE_URL", "sqlite:////dev/null/nowhere.sqlite3")
    page = dashboard()
    assert not page.app.exception
    assert len(page.messages("error")) == 1
    assert page.has_button("Try again")


def test_a_tap_on_its_way_is_not_written_over(dashboard: Open) -> None:
    """Drawing a pick sends the chips no value: one tapped meanwhile stays tapped in the browser."""
    page = dashboard().press("They picked B")
    chips = next(one for one in page.app.main.get("button_group") if "pushes" in one.proto.id)
    assert not chips.proto.set_value
