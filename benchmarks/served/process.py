"""A dashboard that is served for a measurement, and what it costs: processor time and memory."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError

from meso_infer import workflow
from meso_infer.events import logged
from meso_infer.storage import DATABASE_VARIABLE, open_store
from meso_infer.templates import load_sample

ROOT = Path(__file__).resolve().parents[2]
LONGEST_START_SECONDS = 60

PLAIN = ("streamlit", "run", "app.py", "--server.port", "PORT")
LAUNCHER = ("meso_infer", "serve", "--port", "PORT")


@dataclass(frozen=True)
class Served:
    """A dashboard that is being served from a fresh database.

    Attributes
    ----------
    port, process_id : int
    negotiations : tuple of str
        Ids of what it holds, apart from the example.
    """

    port: int
    process_id: int
    negotiations: tuple[str, ...]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def processor_seconds(self) -> float:
        """Processor time that it has taken, to a hundredth of a second.

        Each run of a page is a thread of its own; only the sum of the process keeps those that ended.
        """
        fields = Path(f"/proc/{self.process_id}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> float:
        """Resident memory, in millions of bytes."""
        for line in Path(f"/proc/{self.process_id}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024 / 1e6
        raise RuntimeError("the system does not say how much memory the server takes")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(command: Sequence[str] = LAUNCHER, n_negotiations: int = 0) -> Iterator[Served]:
    """Serve the dashboard until the block ends, with so many negotiations beside the example."""
    with TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/meso.sqlite3"
        names = _filled(database, n_negotiations)
        port = free_port()
        process = subprocess.Popen(
            [sys.executable, "-m", *(str(port) if word == "PORT" else word for word in command)],
            cwd=ROOT,
            env={**os.environ, DATABASE_VARIABLE: database},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_until_healthy(f"http://127.0.0.1:{port}/_stcore/health", process)
            yield Served(port, process.pid, names)
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _filled(database: str, n_negotiations: int) -> tuple[str, ...]:
    if not n_negotiations:
        return ()
    sample = load_sample("hiring")
    with closing(open_store(database)) as store:
        return tuple(
            workflow.start(store, sample.header, logged(sample), now=datetime.now(UTC))
            for _ in range(n_negotiations)
        )


def _wait_until_healthy(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + LONGEST_START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError("the dashboard did not start")
