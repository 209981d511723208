"""The launcher: compressed answers, strict headers, and a clear word when it cannot listen."""

from __future__ import annotations

import gzip
import json
import os
import re
import socket
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

from meso_infer.cli import main
from meso_infer.errors import InvalidSettings
from meso_infer.serve import (
    HEADERS,
    MOST_HEAPS,
    application,
    check_free,
    check_private,
    is_loopback,
)

ROOT = Path(__file__).resolve().parent.parent
LONGEST_START_SECONDS = 120
HEAPS = """
import ctypes, threading
from meso_infer.serve import share_heaps
share_heaps()
gate = threading.Barrier(9)
def use():
    kept = [bytes(1000) for _ in range(1000)]
    gate.wait()
threads = [threading.Thread(target=use) for _ in range(8)]
for thread in threads: thread.start()
library = ctypes.CDLL(None)
if hasattr(library, "malloc_info"):  # glibc has it; other C libraries have no such heaps.
    library.fdopen.restype = ctypes.c_void_p
    out = ctypes.c_void_p(library.fdopen(1, b"w"))
    library.malloc_info(0, out)
    library.fflush(out)
gate.wait()
"""
LOG = "server.log"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fetched(url: str) -> tuple[bytes, Message]:
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=10) as response:
        return response.read(), response.headers


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[str]:
    port = free_port()
    with (folder / LOG).open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "meso_infer", "serve", "--port", str(port)],
            env={**os.environ, "MESO_DATABASE_URL": f"sqlite:///{folder / 'meso.sqlite3'}"},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + LONGEST_START_SECONDS
    try:
        while True:
            try:
                fetched(url)
                break
            except (urllib.error.URLError, ConnectionError):
                assert process.poll() is None, "the server ended"
                assert time.monotonic() < deadline, "the server did not start"
                time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=30)


def test_every_answer_carries_the_headers(server: str):
    """The page and its parts say that nothing may be loaded from, or framed by, another host."""
    page, headers = fetched(server)
    for name, value in HEADERS.items():
        assert headers[name] == value
    assert "Server" not in headers
    assert b"<html" in (gzip.decompress(page) if headers["Content-Encoding"] else page)


def test_scripts_are_sent_compressed(server: str):
    """Soon after the start, a script is sent at less than half its size to a browser that takes gzip."""
    page, headers = fetched(server)
    html = (gzip.decompress(page) if headers["Content-Encoding"] else page).decode()
    script = re.search(r'src="\.?/?(static/js/[^"]+)"', html)
    assert script is not None
    deadline = time.monotonic() + LONGEST_START_SECONDS
    while (found := fetched(f"{server}/{script[1]}"))[1]["Content-Encoding"] is None:
        assert time.monotonic() < deadline, "the files were not packed"
        time.sleep(0.1)
    body, headers = found
    assert headers["Content-Encoding"] == "gzip"
    assert len(body) < len(gzip.decompress(body)) / 2


def test_the_secret_of_a_link_stands_in_no_log(server: str, folder: Path):
    """What the address of a request carries is written nowhere: a link's secret stands in it."""
    for parameter in ("link", "text"):
        fetched(f"{server}/?{parameter}=AAAAAAAAAAAAAAAA.{'s' * 43}")
    said = (folder / LOG).read_text()
    assert "Application startup" in said or "The dashboard is at" in said
    assert "s" * 43 not in said


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/metrics/", "/x/_stcore/metrics"])
def test_what_sessions_do_is_counted_for_nobody(server: str, path: str):
    """The counts that the server keeps of all its sessions are not to be had."""
    with pytest.raises(urllib.error.HTTPError, match="404"):
        fetched(f"{server}{path}?families=cache_memory_bytes")


def test_a_taken_port_is_said_in_one_line(server: str, capsys: pytest.CaptureFixture[str]):
    """A second server on the same port says that it is taken and what to change."""
    port = server.rsplit(":", 1)[1]
    assert main(["serve", "--port", port]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert f"cannot listen on 127.0.0.1:{port}" in captured.err
    assert captured.err.count("\n") == 1


def test_a_foreign_address_is_refused():
    """An address that is not of this machine is refused before anything starts."""
    with pytest.raises(InvalidSettings, match=r"cannot listen on 192\.0\.2\.1:8501"):
        check_free("192.0.2.1", 8501)


@pytest.mark.parametrize(
    ("address", "private"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("host", False)],
)
def test_only_this_machine_is_private(address: str, private: bool):
    """Loopback addresses are reached from this machine only; any other deserves a warning."""
    assert is_loopback(address) is private


def test_other_machines_are_not_served_without_sign_in(capsys: pytest.CaptureFixture[str]):
    """Without [auth], an address that others can reach is refused, on the command line in one line."""
    check_private("127.0.0.1")
    with pytest.raises(InvalidSettings, match="sign-in"):
        check_private("0.0.0.0")
    assert main(["serve", "--address", "0.0.0.0"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def flat(table: dict[str, Any], before: str = "") -> dict[str, Any]:
    """The options of a file, each by its whole name."""
    return {
        name: value
        for key, inner in table.items()
        for name, value in (
            flat(inner, f"{before}{key}.") if isinstance(inner, dict) else {before + key: inner}
        ).items()
    }


def test_it_is_configured_alike_wherever_it_is_started(tmp_path: Path):
    """Every option of the dashboard's own file counts, also in a folder that has no such file."""
    written = flat(tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text()))
    script = (
        "import json; from streamlit import config; from meso_infer.serve import application; "
        f"application(); print(json.dumps([config.get_option(name) for name in {[*written]}]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        check=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert dict(zip(written, json.loads(done.stdout), strict=True)) == written


def test_the_script_must_be_there(tmp_path: Path):
    """Without the dashboard's script the launcher says where to start it."""
    with pytest.raises(InvalidSettings, match="clone of the repository"):
        application(tmp_path / "app.py")


def test_threads_share_two_heaps() -> None:
    """However many threads there are at once, the C library tells of two heaps at most."""
    told = subprocess.run([sys.executable, "-c", HEAPS], capture_output=True, check=True).stdout
    assert told.count(b"<heap nr=") <= MOST_HEAPS


def shaken_hands(url: str, host: str) -> bytes:
    """What is answered to a page of that name that asks for the socket over which pages speak."""
    port = int(url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=30) as probe:
        lines = (
            "GET /_stcore/stream HTTP/1.1", f"Host: {host}:{port}", f"Origin: http://{host}:{port}",
            "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==", "Sec-WebSocket-Protocol: streamlit", "", "",
        )  # fmt: skip
        probe.sendall("\r\n".join(lines).encode())
        return probe.recv(100).splitlines()[0]


def test_no_other_name_leads_here(server: str):
    """A site that has its own name lead to this machine cannot read the dashboard by the visitor's browser."""
    assert shaken_hands(server, "127.0.0.1").startswith(b"HTTP/1.1 101")
    assert shaken_hands(server, "localhost").startswith(b"HTTP/1.1 101")
    for host in ("rebound.example.org", "127.0.0.1.example.org"):
        assert shaken_hands(server, host).startswith(b"HTTP/1.1 403")
