"""The store among processes: writing together, being killed, starting at the same moment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from meso_infer.storage import EventStore, open_store
from tests.storage.examples import START, ids

ROOT = Path(__file__).resolve().parents[2]


def python(*arguments: str) -> subprocess.Popen[str]:
    """Start Python with our packages in a process of its own."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def writer(url: str, name: str, n_batches: int, batch_size: int) -> subprocess.Popen[str]:
    script = Path(__file__).with_name("append_events.py")
    return python(str(script), url, "n", name, str(n_batches), str(batch_size))


def test_two_processes_lose_nothing(store_url: str) -> None:
    """Two processes writing one negotiation 800 times: none lost, none told that it is locked."""
    store = open_store(store_url)
    store.create("n", {}, recorded_at=START)
    processes = [writer(store_url, name, 400, 1) for name in "ab"]
    said = [process.communicate(timeout=120) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], said
    assert [errors for _, errors in said] == ["", ""]
    found = ids(store, "n")
    assert len(found) == 800
    for name in "ab":
        # Each writer's events stand in the order in which it wrote them.
        mine = [event for event in found if event.startswith(name)]
        assert mine == [f"{name}.{number}.0" for number in range(400)]
    store.close()


def test_a_killed_process_loses_nothing_acknowledged(store_url: str) -> None:
    """After `kill -9` amid a thousand appends all that was acknowledged is there, none in part."""
    store = open_store(store_url)
    store.create("n", {}, recorded_at=START)
    with writer(store_url, "a", 1000, 3) as process:
        assert process.stdout is not None
        acknowledged = [process.stdout.readline().strip() for _ in range(600)]
        process.send_signal(signal.SIGKILL)
        acknowledged += process.stdout.read().split()
    assert process.returncode == -signal.SIGKILL
    assert 600 <= len(acknowledged) < 3000
    _require_acknowledged(store, acknowledged)
    store.close()
    # The first to open it after the crash finds the same.
    again = open_store(store_url)
    _require_acknowledged(again, acknowledged)
    again.append("n", again.sequence("n"), [], recorded_at=START)
    again.close()


def _require_acknowledged(store: EventStore, acknowledged: list[str]) -> None:
    found = ids(store, "n")
    whole = [name for name in acknowledged if name.count(".") == 2]
    assert found[: len(whole)] == whole
    assert len(found) % 3 == 0
    # At most the one batch that was saved but not yet reported.
    assert len(found) - len(whole) <= 3
    assert store.sequence("n") == len(found)


def test_processes_may_start_at_the_same_moment(store_url: str) -> None:
    """Whoever comes first builds the tables; nobody fails, and nobody builds them twice."""
    script = (
        "import sys, meso_infer.storage.sql; from meso_infer.storage import open_store;"
        "print('ready', flush=True); sys.stdin.readline();"
        "store = open_store(sys.argv[1]); print(store.list()); store.close()"
    )
    processes = [python("-c", script, store_url) for _ in range(3)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60) for process in processes]
    assert said == [("()\n", "")] * 3


def test_threads_may_start_at_the_same_moment(store_url: str) -> None:
    """Six threads of one process opening a new database get six stores of the same data."""
    with ThreadPoolExecutor(6) as pool:
        stores = list(pool.map(open_store, [store_url] * 6))
    stores[0].create("n", {}, recorded_at=START)
    assert [store.sequence("n") for store in stores] == [0] * 6
    for store in stores:
        store.close()


def test_opening_an_up_to_date_database_is_cheap(store_url: str) -> None:
    """Only the first start loads the machinery of migrations, and only a store its database."""
    script = (
        "import sys, meso_infer.storage as s; assert 'sqlalchemy' not in sys.modules;"
        "store = s.open_store(sys.argv[1]); store.list(); store.close();"
        "print('sqlalchemy' in sys.modules, 'alembic' in sys.modules)"
    )
    open_store(store_url).close()
    with python("-c", script, store_url) as process:
        assert process.communicate(timeout=60) == ("True False\n", "")
