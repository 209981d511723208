"""The laws of an event store, on each kind of database."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meso_infer.errors import EventRejected, StaleWrite, UnknownNegotiation
from meso_infer.storage import EventRow, EventStore, JsonObject, open_store
from tests.storage.examples import START, event_rows, ids, later, payloads, row, rows

# One store serves all examples of a test: each makes a negotiation of its own in it.
SHARED = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@SHARED
@given(header=payloads, first=event_rows(), second=event_rows())
def test_what_goes_in_comes_out(
    store: EventStore, header: JsonObject, first: list[EventRow], second: list[EventRow]
) -> None:
    """Headers and rows come back the same, to the last bit and in the order of their keys."""
    second = [one for one in second if one.id not in {other.id for other in first}]
    negotiation = uuid.uuid4().hex
    store.create(negotiation, header, first, recorded_at=START)
    store.append(negotiation, len(first), second, recorded_at=later(1))
    stored = store.read(negotiation)
    # By their text: equal dictionaries may differ in order, 1 equals True, and -0.0 equals 0.
    assert repr(stored.header) == repr(header)
    assert repr(stored.rows) == repr((*first, *second))


@SHARED
@given(claims=st.lists(st.tuples(st.integers(-1, 1), st.integers(0, 3)), max_size=6))
def test_a_log_is_what_was_accepted(store: EventStore, claims: list[tuple[int, int]]) -> None:
    """A writer whose view is right adds its events; any other adds nothing and learns the truth."""
    negotiation = uuid.uuid4().hex
    store.create(negotiation, {}, recorded_at=START)
    accepted: list[str] = []
    for attempt, (error, n_rows) in enumerate(claims):
        claimed = len(accepted) + error
        new = [f"{attempt}.{number}" for number in range(n_rows)]
        if error:
            with pytest.raises(StaleWrite) as stale:
                store.append(negotiation, claimed, rows(*new), recorded_at=START)
            assert stale.value.expected_sequence == claimed
            assert stale.value.actual_sequence == len(accepted)
        else:
            accepted += new
            assert store.append(negotiation, claimed, rows(*new), recorded_at=START) == len(
                accepted
            )
        assert store.sequence(negotiation) == len(accepted)
        assert ids(store, negotiation) == accepted


def test_the_first_events_can_be_read_alone(store: EventStore) -> None:
    """Reading up to N gives the first N events and still says how many there are."""
    store.create("n", {"title": "Hiring"}, rows("a", "b", "c"), recorded_at=START)
    for up_to, expected in ((0, ""), (1, "a"), (2, "ab"), (3, "abc"), (9, "abc"), (-1, "")):
        stored = store.read("n", up_to=up_to)
        assert "".join(one.id for one in stored.rows) == expected
        assert len(stored.recorded_at) == len(stored.rows)
        assert stored.sequence == 3


def test_a_stale_write_says_what_happened(store: EventStore) -> None:
    """Who has not seen the last events is refused in words, and nothing is written."""
    store.create("n", {}, rows("a", "b", "c", "d", "e", "f"), recorded_at=START)
    with pytest.raises(StaleWrite, match="you saw 4 events, there are now 6"):
        store.append("n", 4, rows("g"), recorded_at=later(1))
    assert ids(store, "n") == list("abcdef")
    assert store.read("n").updated_at == START


@pytest.mark.parametrize("batch", ["cda", "cdc", "a"])
def test_events_are_added_all_or_none(store: EventStore, batch: str) -> None:
    """One event whose id is taken, in the log or in its own batch, keeps the whole batch out."""
    store.create("n", {}, rows("a", "b"), recorded_at=START)
    with pytest.raises(EventRejected, match=f"'{batch[-1]}'"):
        store.append("n", 2, rows(*batch), recorded_at=later(1))
    assert ids(store, "n") == ["a", "b"]
    assert store.append("n", 2, rows("c"), recorded_at=later(2)) == 3


def test_ids_are_of_their_negotiation(store: EventStore) -> None:
    """Two negotiations may use the same event id and do not see each other."""
    store.create("n", {}, rows("a"), recorded_at=START)
    store.create("m", {}, rows("a", "b"), recorded_at=START)
    assert (ids(store, "n"), ids(store, "m")) == (["a"], ["a", "b"])


@pytest.mark.parametrize(
    "bad",
    [
        row("b", share=float("nan")),
        row("b", share=float("inf")),
        row("b", when=START),
        row("b", big=10**5000),
        row(""),
        row("b\0"),
        row("b\ud800"),
        EventRow("b", "", 1, None, None, None, {}),
        EventRow("b", "note", 1, None, "some\0one", None, {}),
    ],
    ids=["nan", "infinity", "time", "huge", "no id", "NUL", "half a character", "kind", "party"],
)
def test_what_cannot_be_kept_is_refused(store: EventStore, bad: EventRow) -> None:
    """A row that would not come back the same is refused before anything is written."""
    store.create("n", {}, rows("a"), recorded_at=START)
    with pytest.raises(EventRejected):
        store.append("n", 1, [row("c"), bad], recorded_at=START)
    with pytest.raises(EventRejected):
        store.create("m", {}, [bad], recorded_at=START)
    assert ids(store, "n") == ["a"]
    assert [summary.negotiation_id for summary in store.list()] == ["n"]


@pytest.mark.parametrize(
    "use",
    [
        lambda store, name: store.read(name),
        lambda store, name: store.sequence(name),
        lambda store, name: store.append(name, 0, rows("a"), recorded_at=START),
        lambda store, name: store.append(name, 0, [], recorded_at=START),
        lambda store, name: store.delete(name),
    ],
    ids=["read", "sequence", "append", "append nothing", "delete"],
)
def test_an_unknown_negotiation_is_said_to_be_unknown(
    store: EventStore, use: Callable[[EventStore, str], object]
) -> None:
    """No method takes an id that was never created."""
    store.create("n", {}, recorded_at=START)
    for negotiation_id in ("other", "", "n\0", "\ud800"):
        with pytest.raises(UnknownNegotiation):
            use(store, negotiation_id)


def test_an_id_is_created_once(store: EventStore) -> None:
    """A second negotiation of the same id is refused and changes nothing in the first."""
    store.create("n", {"title": "first"}, rows("a"), recorded_at=START)
    with pytest.raises(EventRejected, match="already a negotiation"):
        store.create("n", {"title": "second"}, rows("b"), recorded_at=later(1))
    assert store.read("n").header == {"title": "first"}
    assert ids(store, "n") == ["a"]


def test_times_come_back_in_utc(store: EventStore) -> None:
    """A time given in any zone comes back as the same moment in UTC, to the microsecond."""
    elsewhere = START.astimezone(timezone(timedelta(hours=-7)))
    store.create("n", {}, rows("a"), recorded_at=elsewhere)
    store.append("n", 1, rows("b"), recorded_at=later(5))
    stored = store.read("n")
    assert stored.created_at == START
    assert stored.updated_at == later(5)
    assert stored.recorded_at == (START, later(5))
    assert {moment.tzinfo for moment in (stored.created_at, *stored.recorded_at)} == {UTC}


def test_a_time_without_a_zone_is_a_mistake(store: EventStore) -> None:
    """A moment that could be any of twenty-four is not written."""
    naive = datetime(2026, 3, 2, 10)  # noqa: DTZ001  (that is the point)
    with pytest.raises(ValueError, match="no time zone"):
        store.create("n", {}, recorded_at=naive)
    assert store.list() == ()


def test_the_list_has_the_newest_first(store: EventStore) -> None:
    """The list shows each negotiation's header and size, the one touched last first."""
    store.create("a", {"title": "A"}, rows("x"), recorded_at=START)
    store.create("b", {"title": "B"}, recorded_at=later(1), is_example=True)
    store.create("c", {"title": "C"}, recorded_at=later(2))
    store.append("a", 1, rows("y"), recorded_at=later(3))
    found = [
        (summary.header["title"], summary.sequence, summary.is_example) for summary in store.list()
    ]
    assert found == [("A", 2, False), ("C", 0, False), ("B", 0, True)]
    assert store.list()[0].updated_at == later(3)
    assert store.read("b").is_example


def test_appending_nothing_changes_nothing(store: EventStore) -> None:
    """An empty batch leaves no trace, not even in the time of the last change."""
    store.create("n", {}, rows("a"), recorded_at=START)
    assert store.append("n", 1, [], recorded_at=later(1)) == 1
    assert store.read("n").updated_at == START


def test_a_deleted_negotiation_is_gone_as_a_whole(store: EventStore) -> None:
    """Deleting takes header, events and drafts of one negotiation, and nothing of another."""
    for name in ("n", "m"):
        store.create(name, {}, rows("a"), recorded_at=START)
        store.save_draft(name, "round", {"pick": "B"}, saved_at=START)
    store.delete("n")
    assert [summary.negotiation_id for summary in store.list()] == ["m"]
    assert store.read_draft("n", "round") is None
    assert store.read_draft("m", "round") == {"pick": "B"}
    store.create("n", {}, rows("a"), recorded_at=START)
    assert ids(store, "n") == ["a"]


@SHARED
@given(first=payloads, second=payloads)
def test_the_last_draft_counts(store: EventStore, first: JsonObject, second: JsonObject) -> None:
    """A draft is kept under its key until a newer one or its end, exactly as it was."""
    negotiation = uuid.uuid4().hex
    store.save_draft(negotiation, "round", first, saved_at=START)
    store.save_draft(negotiation, "round", second, saved_at=later(1))
    store.save_draft(negotiation, "setup", first, saved_at=later(1))
    assert repr(store.read_draft(negotiation, "round")) == repr(second)
    store.clear_draft(negotiation, "round")
    store.clear_draft(negotiation, "round")
    assert store.read_draft(negotiation, "round") is None
    assert repr(store.read_draft(negotiation, "setup")) == repr(first)


def test_drafts_are_listed_by_how_their_key_starts(store: EventStore) -> None:
    """The one saved last first, of this owner alone; what a pattern would match counts as written."""
    for minute, key in enumerate(("sheet.a", "sheet.b", "sheet%", "other")):
        store.save_draft("us", key, {"key": key}, saved_at=later(minute))
    store.save_draft("them", "sheet.c", {}, saved_at=START)
    store.save_draft("us", "sheet.a", {"key": "again"}, saved_at=later(9))
    found = store.drafts("us", "sheet.")
    assert [(one.key, one.payload) for one in found] == [
        ("sheet.a", {"key": "again"}),
        ("sheet.b", {"key": "sheet.b"}),
    ]
    assert found[0].saved_at == later(9)
    assert [one.key for one in store.drafts("us", "sheet%")] == ["sheet%"]
    assert len(store.drafts("us")) == 4
    assert store.drafts("nobody") == ()


def test_everything_survives_a_restart(store_url: str) -> None:
    """Who opens the database again finds negotiations and drafts as they were."""
    store = open_store(store_url)
    store.create("n", {"title": "Hiring"}, rows("a", "b"), recorded_at=START)
    store.save_draft("new", "setup", {"issues": ["Salary"]}, saved_at=START)
    before = store.read("n")
    store.close()
    again = open_store(store_url)
    assert again.read("n") == before
    assert again.read_draft("new", "setup") == {"issues": ["Salary"]}
    again.close()


def test_threads_share_a_store(store: EventStore) -> None:
    """Eight threads writing one negotiation through one store lose nothing."""
    store.create("n", {}, recorded_at=START)

    def write(thread: int) -> None:
        for number in range(20):
            while True:
                try:
                    seen = store.sequence("n")
                    store.append("n", seen, rows(f"{thread}.{number}"), recorded_at=START)
                except StaleWrite:
                    continue
                break

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    expected = {f"{thread}.{number}" for thread in range(8) for number in range(20)}
    assert len(ids(store, "n")) == len(expected)
    assert set(ids(store, "n")) == expected


def test_a_store_in_memory_is_a_store() -> None:
    """Without a file the same laws hold, until the store is closed."""
    store = open_store("sqlite://")
    store.create("n", {}, rows("a"), recorded_at=START)
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: ids(store, "n"), range(8))) == [["a"]] * 8
    store.close()


def test_negotiations_are_found_by_a_kind_in_their_log(store: EventStore) -> None:
    """Those that hold a row of the kind, each once, and no other."""
    rows_of_kind = {"a": ("note", "note"), "b": ("note", "pick"), "c": ()}
    for name, kinds in rows_of_kind.items():
        made = [replace(row(str(place)), kind=kind) for place, kind in enumerate(kinds)]
        store.create(name, {}, made, recorded_at=START)
    assert store.with_kind("note") == {"a", "b"}
    assert store.with_kind("pick") == {"b"}
    assert store.with_kind("nothing") == frozenset()
