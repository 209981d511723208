"""Who chooses and presses before the page is drawn again has pressed for what was chosen."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from meso_infer import workflow
from meso_infer.events import (
    AgreementReached,
    Debrief,
    OfferAccepted,
    OfferReceived,
    PositionWritten,
    QuestionAsked,
    logged,
)
from meso_infer.example import EXAMPLE_ID
from meso_infer.play import is_game
from meso_infer.storage import EventStore
from meso_infer.templates import load_template
from tests.agendas import deal
from tests.pages.conftest import ROOT, Dashboard

Log = Callable[..., Dashboard]
Open = Callable[[], Dashboard]
BEFORE = PositionWritten(target=0.65, limit=0.4, their_limit=0.7)
OFFER = OfferReceived(packages={"A": deal(104000, 2, 3), "B": deal(99000, 3, 3)}, claim="equal")
NOT_DONE = "changed as you pressed"
WIDGETS = {
    "checkbox", "data_editor", "date_input", "file_uploader", "multiselect", "number_input", "pills",
    "radio", "segmented_control", "select_slider", "selectbox", "slider", "text_area", "text_input",
    "time_input", "toggle",
}  # fmt: skip


def last(store: EventStore) -> object:
    """The event logged last in the example."""
    return workflow.load(store, EXAMPLE_ID).log[-1].event


# --- what is logged is what the fields hold -------------------------------------------------------


def test_what_they_said_of_their_offer_is_logged_with_it(log: Log, store: EventStore) -> None:
    """The claim, the date and the number of packages count, however quickly the button follows."""
    page = log("pages/offers_to_us.py", BEFORE)
    page.fill("number_input", "Salary (USD): A", 103000.0)
    page.fill("number_input", "Salary (USD): B", 99000.0)
    page.hold("selectbox", "What they said of how the packages compare", "equal")
    page.hold("date_input", "It stands until", date(2031, 5, 4))
    page.hold("segmented_control", "How many packages", 1).press("Log their offer")
    event = last(store)
    assert isinstance(event, OfferReceived)
    assert event.claim == "equal"
    assert event.deadline is not None
    assert event.deadline.date() == date(2031, 5, 4)
    assert list(event.packages) == ["A"]


def test_a_question_and_a_target_are_logged_as_they_stand(log: Log, store: EventStore) -> None:
    """The last words typed are the question; the last number typed is the target."""
    page = log("pages/offers_to_us.py", BEFORE, OFFER)
    page.fill("text_input", "Our question", "Which one?")
    page.hold("text_input", "Our question", "Which would you rather have?").press(
        "Log the question"
    )
    event = last(store)
    assert isinstance(event, QuestionAsked)
    assert event.text == "Which would you rather have?"
    page.hold("number_input", "Our target now (points)", 58.0).press("Keep this target")
    event = last(store)
    assert isinstance(event, PositionWritten)
    assert event.target == 0.58


def test_the_agreement_is_on_the_package_chosen(log: Log, store: EventStore) -> None:
    """Another package chosen as the button is pressed is the one agreed on."""
    page = log("pages/agreement.py")
    page.hold("selectbox", "Agreed on", "Package C on the table").press("Log the agreement")
    event = last(store)
    assert isinstance(event, AgreementReached)
    assert event.package == "C"


def test_a_debrief_holds_the_last_choice(log: Log, store: EventStore) -> None:
    """The last place of an order is in it, though it was not drawn yet."""
    page = log("pages/agreement.py", AgreementReached(package="B"))
    page.fill("selectbox", "Mattered most", "Remote")
    page.hold("selectbox", "Place 2", "Salary").press("Log the debrief")
    event = last(store)
    assert isinstance(event, Debrief)
    assert event.order == ("Remote", "Salary", "Contract")


def test_a_game_is_as_it_was_set_up(dashboard: Open, store: EventStore) -> None:
    """What is negotiated, our limits and how hard they are to read are taken as they stand."""
    page = dashboard().open("pages/compare.py")
    page.fill("selectbox", "What to negotiate", "Software licence")
    page.hold("slider", "They leave after so many offers of ours", 3)
    page.hold("slider", "Our walk-away and our target, in points", (30, 80))
    page.hold("segmented_control", "Their choices are", "erratic").press("Start the game")
    name = next(one.negotiation_id for one in store.list() if is_game(one))
    header = workflow.load(store, name).header
    assert header.title == "Game 1: Software licence"
    assert header.game is not None
    assert (header.game.rounds, header.game.consistency) == (3, "erratic")
    assert header.own is not None
    assert (header.own.reservation_value, header.own.aspiration_value) == (0.3, 0.8)


def test_the_template_chosen_is_the_one_taken(dashboard: Open) -> None:
    """Of two templates looked at, the second one is put on the sheet."""
    page = (
        dashboard().open("pages/setup.py").fill("segmented_control", "Set up", "a new negotiation")
    )
    page.fill("selectbox", "Template", "hiring")
    page.hold("selectbox", "Template", "office_lease").press("Take this template")
    names = {one.value for one in page.app.text_input if one.label == "Name"}
    assert names == set(load_template("office_lease").agenda.names)


# --- what has to be seen first is not done unseen -------------------------------------------------


def test_packages_are_not_offered_that_were_not_seen(log: Log, store: EventStore) -> None:
    """Who asks for another worth and offers at once is shown the packages first; pressed again, they go."""
    page = log("pages/next_packages.py")
    page.hold("number_input", "Worth to us (points)", 60.0).press("Offer these packages")
    assert len(logged(workflow.load(store, EXAMPLE_ID))) == 1
    assert any(NOT_DONE in said for said in page.messages("warning"))
    page.press("Offer these packages")
    assert workflow.load(store, EXAMPLE_ID).round == 2


def test_another_package_is_not_accepted_unseen(log: Log, store: EventStore) -> None:
    """Accepting waits until the worth of the package tapped last is on the page."""
    page = log("pages/offers_to_us.py", BEFORE, OFFER)
    page.fill("segmented_control", "Which works best", "A")
    page.hold("segmented_control", "Which works best", "B").press("Accept it")
    assert isinstance(last(store), OfferReceived)
    assert any(NOT_DONE in said for said in page.messages("warning"))
    page.press("Accept it")
    event = last(store)
    assert isinstance(event, OfferAccepted)
    assert event.package == deal(99000, 3, 3)


def test_another_event_is_not_withdrawn_unseen(log: Log, store: EventStore) -> None:
    """With another event chosen as the button is pressed, neither of the two is withdrawn."""
    page = log("pages/timeline.py", BEFORE, OFFER).fill("selectbox", "Event", 3)
    page.hold("selectbox", "Event", 2).press("Withdraw it")
    assert len(workflow.load(store, EXAMPLE_ID).log) == 3
    assert any(NOT_DONE in said for said in page.messages("warning"))


# --- the law --------------------------------------------------------------------------------------


def test_no_callback_is_given_what_a_widget_returned() -> None:
    """What a widget returned while the page was drawn may be over when a button is pressed: callbacks read."""
    files = [*(ROOT / "meso_infer" / "ui").rglob("*.py"), *(ROOT / "pages").glob("*.py")]
    assert len(files) > 50
    stale = [f"{path.relative_to(ROOT)}:{line}" for path in files for line in stale_callbacks(path)]
    assert stale == []


def test_the_law_finds_what_it_is_about(tmp_path: Path) -> None:
    """A value of a widget among the arguments is found, also behind other names; what reads is let be."""
    wrong = tmp_path / "wrong.py"
    wrong.write_text(
        "def draw():\n"
        "    claim = st.selectbox('Claim', claims)\n"
        "    event = Received(claim=claim)\n"
        "    st.button('Log', on_click=log, args=(event,))\n"
        "    st.button('Log', on_click=partial(log, claim))\n"
    )
    assert list(stale_callbacks(wrong)) == [4, 5]
    wrong.write_text(
        "def draw():\n"
        "    claim = st.selectbox('Claim', claims, key=KEY)\n"
        "    st.button('Log', on_click=log, args=(KEY,))\n"
        "    st.button('Log', on_click=as_shown(log, 'the claim', KEY), args=(claim,))\n"
    )
    assert list(stale_callbacks(wrong)) == []


def stale_callbacks(path: Path) -> Iterator[int]:
    """Lines of calls that hand a callback what depends on the value of a widget of the same function."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for body in [*functions, *([tree] if path.parent.name == "pages" else [])]:
        held: set[str] = set()
        for _ in range(3):
            held |= set().union(*(_gains(node, held) for node in ast.walk(body)))
        for call in (node for node in ast.walk(body) if isinstance(node, ast.Call)):
            given = {one.arg: one.value for one in call.keywords}
            handed = [
                given[name] for name in ("on_click", "on_change", "args", "kwargs") if name in given
            ]
            names = set().union(*(_names(one) for one in handed))
            if {"on_click", "on_change"} & set(given) and names & held and "as_shown" not in names:
                yield call.lineno


def _gains(node: ast.AST, held: set[str]) -> set[str]:
    """Names that a statement gives the value of a widget, or what was made of one."""
    if not isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr) or node.value is None:
        return set()
    asked = any(
        isinstance(one, ast.Call)
        and isinstance(one.func, ast.Attribute)
        and one.func.attr in WIDGETS
        for one in ast.walk(node.value)
    )
    if not asked and not _names(node.value) & held:
        return set()
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return set().union(*map(_names, targets)) - {"st"}


def _names(node: ast.AST) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
