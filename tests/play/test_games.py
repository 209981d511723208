"""A game is fair: what is hidden is fixed, stays hidden to the end, and can be checked then."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from meso_infer import workflow
from meso_infer.documents import dump_document, read_document
from meso_infer.errors import EventRejected, InvalidSettings, InvalidUtility, UnknownNegotiation
from meso_infer.events import OwnGuessSet, TalksEnded, TruthRevealed, extended, replay
from meso_infer.negotiation import Header
from meso_infer.play import (
    Difficulty,
    answer,
    base_headers,
    is_game,
    new_game,
    reveal,
    seed_of,
    side_of,
    start_game,
    truth_event,
    truth_of,
)
from meso_infer.portfolio.segments import others_of_segment
from meso_infer.shared_copy import shared_view
from meso_infer.storage import EventStore, open_store
from tests.play.whole_games import HIRING, begun, header, offered, played

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
SEED = "9f1c6f0d54c1b7a2"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EventStore]:
    opened = open_store(f"sqlite:///{tmp_path / 'games.sqlite3'}")
    yield opened
    opened.close()


def hidden_numbers(start: Header, seed: str) -> list[str]:
    """How the hidden numbers would read in any text."""
    side = side_of(start, seed)
    numbers = [*side.utility.weights, side.reservation_value, side.aspiration_value]
    return [repr(round(number, 6)) for number in numbers]


def test_everything_follows_from_the_seed() -> None:
    """The same seed gives the same counterpart and fingerprint, another one another."""
    one, again, other = header("one"), header.__wrapped__("one"), header("two")
    assert one == again
    assert side_of(one, "one").spec == side_of(again, "one").spec
    assert one.game is not None
    assert other.game is not None
    assert one.game.commitment != other.game.commitment
    assert side_of(one, "one").spec.weights != side_of(other, "two").spec.weights


@pytest.mark.parametrize("name", sorted(base_headers()))
def test_every_template_can_be_played(name: str) -> None:
    """On each of them there is a deal that beats both walk-aways, and weights that sum to 1."""
    for seed in ("a", "b", "c"):
        start = header(seed, name=name)
        side = side_of(start, seed)
        assert sum(side.utility.weights) == pytest.approx(1)
        assert 0 < side.reservation_value < side.aspiration_value <= 1
        state = replay(start, ())
        assert state.own is not None
        ended = extended(state, TalksEnded(), truth_event(state, seed))
        found = reveal(ended, workflow.infer(ended))
        assert found.best_for_us is not None
        assert found.best_for_us.own >= (state.reservation_value or 0)


def test_nothing_hidden_is_in_the_log_or_an_export_before_the_end(store: EventStore) -> None:
    """Neither the seed nor a hidden number can be read in the log, the document or the shared copy."""
    base = base_headers()[HIRING]
    game_id = start_game(store, base, Difficulty(), seed=SEED, now=NOW)
    state = offered(workflow.load(store, game_id), 0.7)
    side = side_of(state.header, seed_of(store, game_id))
    state = extended(state, *answer(state, side, SEED))
    stored = store.read(game_id)
    texts = [
        dump_document(state),
        json.dumps(stored.header),
        dump_document(shared_view(state)),
        game_id,
    ]
    for text in texts:
        assert SEED not in text
        assert [number for number in hidden_numbers(state.header, SEED) if number in text] == []


def test_the_truth_is_told_at_the_end_only_and_only_the_truth() -> None:
    """While talks are open, or with another seed's truth, the event is refused; then it is taken."""
    state, _ = begun("fair")
    truth = truth_event(state, "fair")
    with pytest.raises(EventRejected, match="still on"):
        extended(state, truth)
    over = played("fair")
    forged = truth.model_copy(update={"seed": "another"})
    with pytest.raises(EventRejected, match="fingerprint differs"):
        extended(over, forged)
    with pytest.raises(EventRejected, match="Only a game"):
        extended(replay(base_headers()[HIRING], ()), truth)
    assert truth_of(over) is None
    assert truth_of(extended(over, truth)) == truth.model_copy(
        update={"id": f"e{over.sequence + 1}"}
    )


def test_a_game_that_is_over_can_be_read_anywhere() -> None:
    """Its document alone gives the same end, bit for bit."""
    over = extended(played("told"), OwnGuessSet(order=("Salary", "Remote", "Contract")))
    over = extended(over, truth_event(over, "told"))
    again = read_document(dump_document(over))
    assert again == over
    assert reveal(again, workflow.infer(again)) == reveal(over, workflow.infer(over))


def test_games_are_kept_apart(store: EventStore) -> None:
    """A game, also one that was imported, is no part of what other negotiations learn from."""
    game_id = start_game(store, base_headers()["Hiring"], Difficulty(), seed=SEED, now=NOW)
    copied = workflow.import_document(store, workflow.export(store, game_id), now=NOW)
    shared = workflow.import_document(
        store, json.loads(dump_document(shared_view(workflow.load(store, game_id)))), now=NOW
    )
    assert {one.negotiation_id for one in store.list()} == {game_id, copied, shared}
    assert all(one.is_example and is_game(one) for one in store.list())
    header_segment = base_headers()["Hiring"].segment
    assert header_segment is not None
    assert others_of_segment(store.list(), "mine", header_segment) == ()
    with pytest.raises(UnknownNegotiation, match="not here"):
        seed_of(store, copied)


def test_the_same_counterpart_comes_back(store: EventStore) -> None:
    """A rematch with the seed of an earlier game is a game of its own against the same priorities."""
    first = start_game(store, base_headers()[HIRING], Difficulty(), seed=SEED, now=NOW)
    later = NOW.replace(hour=11)
    again = start_game(
        store, workflow.load(store, first).header, Difficulty(), seed=SEED, now=later
    )
    one, other = workflow.load(store, first), workflow.load(store, again)
    assert first != again
    assert (one.title, other.title) == ("Game 1: Hiring", "Game 2: Hiring")
    assert side_of(one.header, SEED).spec == side_of(other.header, SEED).spec
    store.delete(first)
    with pytest.raises(UnknownNegotiation):
        seed_of(store, first)
    assert seed_of(store, again) == SEED


def test_what_cannot_be_played_is_said() -> None:
    """Without our values there is no game; a seed that does not fit what was fixed is refused."""
    base = base_headers()[HIRING]
    with pytest.raises(InvalidUtility, match="our weights"):
        new_game(Header(base.agenda), Difficulty(), SEED, title="Game")
    with pytest.raises(InvalidSettings, match="another version"):
        side_of(header("one"), "two")
    with pytest.raises(InvalidSettings, match="no game"):
        side_of(base, "one")
    assert not TruthRevealed.may_be_shared
