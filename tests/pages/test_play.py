"""Games on the dashboard: begun, played, read, revealed, played again, and kept apart."""

from __future__ import annotations

from collections.abc import Callable

from meso_infer import workflow
from meso_infer.events import OwnGuessSet, logged
from meso_infer.example import EXAMPLE_ID
from meso_infer.play import is_game, seed_of, side_of, truth_of
from meso_infer.storage import EventStore
from tests.pages.conftest import Dashboard

Open = Callable[[], Dashboard]
OFFER, HEAR = "Offer these packages", "Hear their answer"


def in_a_game(dashboard: Open) -> Dashboard:
    """A session in which the game of the first run was just begun."""
    page = dashboard().press("They picked B").press("Log round")
    return page.open("pages/next_packages.py").open("pages/live.py").press("Play on")


def game_id(store: EventStore) -> str:
    """The game touched last."""
    return next(one.negotiation_id for one in store.list() if is_game(one))


def played_out(page: Dashboard) -> Dashboard:
    """The same session once talks are over: offers that fall, their last word taken."""
    target = 66.0
    while page.has_button(OFFER):
        page.fill("number_input", "Worth to you (points)", max(target, 42.0))
        page.press(OFFER).press(HEAR)
        target -= 8
    if page.has_button("Take their proposal"):
        page.press("Take their proposal")
    elif page.has_button("Leave without a deal"):
        page.press("Leave without a deal")
    return page


def test_a_game_from_the_first_offer_to_the_truth(dashboard: Open, store: EventStore) -> None:
    """Offers are answered as ordinary events; a reading is asked for; only then the truth is shown."""
    page = in_a_game(dashboard)
    name = game_id(store)
    assert "hidden until the end" in page.text
    assert not page.has_button("Log round")
    page.press(OFFER)
    assert page.has_button(HEAR)
    page.press(HEAR)
    state = workflow.load(store, name)
    assert {"meso-offered", "estimate-shown"} < {event.kind for event in logged(state)}
    assert state.move == "own" or state.status != "open"
    played_out(page)
    assert "what mattered to them?" in page.text
    assert "What mattered to them**" not in page.text
    page.fill("selectbox", "Mattered most", "Remote")
    page.press("Show the truth")
    assert page.messages("error") == ["Put every issue in its place first, or skip your reading."]
    assert truth_of(workflow.load(store, name)) is None
    page.fill("selectbox", "Place 2", "Salary").press("Show the truth")
    assert page.messages("error") == []
    over = workflow.load(store, name)
    assert truth_of(over) is not None
    assert over.own_guess is not None
    assert over.own_guess.order == ("Remote", "Salary", "Contract")
    assert "Guessing gets half" in page.text
    assert {one.label for one in page.app.metric} == {
        "Points for you", "Left on the table", "You, off by", "The tool, off by",
    }  # fmt: skip


def test_there_is_an_offer_wherever_one_package_is_left(dashboard: Open, store: EventStore) -> None:
    """Where three packages cannot be equal, two or one are offered, and the page says so."""
    page = in_a_game(dashboard).fill("number_input", "Worth to you (points)", 100.0)
    assert "Only one package is worth that to you now" in page.text
    page.press(OFFER).press(HEAR)
    offered = workflow.load(store, game_id(store)).rounds[-1].meso
    assert offered is not None
    assert len(offered.packages) == 1


def test_points_are_a_reading_too_and_none_is_allowed(dashboard: Open, store: EventStore) -> None:
    """Points count as shares whatever they sum to; a skipped reading is logged as none."""
    page = in_a_game(dashboard).press("Leave without a deal")
    page.app.segmented_control[0].set_value("100 points").run()
    page.fill("number_input", "Salary", 60.0).fill("number_input", "Remote", 30.0)
    page.fill("number_input", "Contract", 30.0).press("Show the truth")
    guess = workflow.load(store, game_id(store)).own_guess
    assert guess is not None
    assert dict(guess.weights) == {"Salary": 0.5, "Remote": 0.25, "Contract": 0.25}
    page.press("Another counterpart").press("Leave without a deal").press("Skip my reading")
    over = workflow.load(store, game_id(store))
    assert truth_of(over) is not None
    assert not [event for event in logged(over) if isinstance(event, OwnGuessSet)]
    assert "the tool put" in page.text
    assert "not read" in [one.value for one in page.app.metric]
    for elsewhere in ("pages/next_packages.py", "pages/offers_to_us.py"):
        assert "This game is over" in "".join(page.open(elsewhere).messages("info"))


def test_a_rematch_and_the_games_so_far(dashboard: Open, store: EventStore) -> None:
    """The same counterpart or another can be played again; the games stand apart from the archive."""
    page = in_a_game(dashboard).press("Leave without a deal").press("Skip my reading")
    first = game_id(store)
    side = side_of(workflow.load(store, first).header, seed_of(store, first))
    page.press("The same one again")
    again = game_id(store)
    assert again != first
    assert side_of(workflow.load(store, again).header, seed_of(store, again)).spec == side.spec
    page.press("Leave without a deal").press("Skip my reading").press("Another counterpart")
    other = game_id(store)
    assert side_of(workflow.load(store, other).header, seed_of(store, other)).spec != side.spec
    page.open("pages/compare.py")
    frames = [frame.value for frame in page.app.dataframe]
    games = next(frame for frame in frames if "Game" in frame.columns)
    assert list(games["Game"]) == ["Game 3: Hiring", "Game 2: Hiring", "Game 1: Hiring"]
    listed = next(frame for frame in frames if "Name" in frame.columns)
    assert list(listed["Name"]) == ["Hiring (example)"]
    assert "came true" not in page.text


def test_a_game_is_set_up_in_words(dashboard: Open, store: EventStore) -> None:
    """Any template, our own limits and how hard they are to read are chosen where games are listed."""
    page = dashboard().open("pages/compare.py")
    page.fill("selectbox", "What to negotiate", "Software licence")
    page.fill("slider", "They leave after so many offers of ours", 3)
    page.fill("slider", "Our walk-away and our target, in points", (30, 80))
    words = {one.label: one for one in page.app.segmented_control}
    words["Their choices are"].set_value("erratic")
    words["What they say is"].set_value("may bluff").run()
    page.press("Start the game")
    header = workflow.load(store, game_id(store)).header
    assert header.title == "Game 1: Software licence"
    assert header.game is not None
    assert (header.game.rounds, header.game.consistency, header.game.bluff) == (
        3, "erratic", "may bluff",
    )  # fmt: skip
    assert header.own is not None
    assert (header.own.reservation_value, header.own.aspiration_value) == (0.3, 0.8)
    assert page.app.title[0].value.startswith("Game 1: Software licence")


def test_removing_a_game_leaves_the_example(dashboard: Open, store: EventStore) -> None:
    """The game that is shown can be removed; the example stays, and is not marked as unwanted."""
    page = in_a_game(dashboard)
    page.press("Remove this game")
    assert workflow.stored_ids(store) == {EXAMPLE_ID}
    assert store.read_draft("application", "example-removed") is None


def test_a_shared_screen_shows_nothing_private_of_a_game(dashboard: Open) -> None:
    """On a shared screen no worth, no estimate and no set stands on a game's page, nor its truth."""
    page = in_a_game(dashboard).press(OFFER)
    page.fill("toggle", "Screen-share safe", True)
    assert "worth" not in page.text
    assert "hidden while the screen may be shared" in page.text
    page.press(HEAR)
    if page.has_button("Leave without a deal"):
        page.press("Leave without a deal")
    assert not page.has_button("Show the truth")
