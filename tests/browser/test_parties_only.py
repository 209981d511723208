"""A server with nothing but the parties' views: their links work there, and nothing else can be had."""

from __future__ import annotations

import secrets
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.util import calc_hash
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from meso_infer.storage import open_store
from tests.browser.conftest import ROOT, Server, Visit, serving
from tests.mediation.desks import Table, open_table

pytestmark = pytest.mark.browser

ALONE = ("meso_infer", "serve", "--parties-only", "--port", "PORT")
OWNERS = (b"Remove the example", b"All negotiations", b"Data and settings", b"Live round")
"""What stands on every page of the owner, whichever it is."""
SECONDS = 60


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Server]:
    with serving(tmp_path, ALONE) as started:
        yield started


@pytest.fixture
def table(alone: Server) -> Iterator[Table]:
    """A case in the same database, opened by another process."""
    store = open_store(alone.database)
    yield open_table(store=store, now=datetime.now(UTC), random_bytes=secrets.token_bytes)
    store.close()


def answered(url: str, *requests: dict[str, str]) -> list[bytes]:
    """All that one session is sent for each of its requests, as a visitor can word them."""
    found = []
    with connect(
        f"ws{url.removeprefix('http')}/_stcore/stream",
        subprotocols=[Subprotocol("streamlit")],
        max_size=None,
    ) as socket:
        for request in requests:
            asked = BackMsg()
            asked.rerun_script.SetInParent()
            for name, value in request.items():
                setattr(asked.rerun_script, name, value)
            socket.send(asked.SerializeToString())
            received = []
            ended = False
            while not ended:
                frame = socket.recv(timeout=SECONDS)
                assert isinstance(frame, bytes)
                received.append(frame)
                ended = ForwardMsg.FromString(frame).WhichOneof("type") == "script_finished"
            found.append(b"".join(received))
    return found


def test_a_party_uses_its_link_there(
    alone: Server, table: Table, visit: Callable[..., Visit]
) -> None:
    """Its side is filled in as elsewhere; every other address is refused in the same words."""
    page = visit(width=390).page
    page.goto(f"{alone.url}/?link={table.tokens['p1']}")
    expect(page.get_by_text("You are here for")).to_be_visible()
    page.get_by_role("radiogroup", name="Which end of Price is better for you?").get_by_text(
        "Lower is better"
    ).click()
    page.get_by_role("button", name="Keep this").click()
    expect(page.get_by_text("points that you need")).to_be_visible()
    assert table.desk.look().allowed("p1") is not None
    for address in ("", "neutral", "settings?n=example", "?n=example", "?link=nonsense"):
        page.goto(f"{alone.url}/{address}")
        expect(page.get_by_role("heading", name="No entry")).to_be_visible()
        expect(page.get_by_test_id("stSidebarNav")).to_have_count(0)


def test_no_request_opens_a_page_of_the_owner(alone: Server, table: Table) -> None:
    """Whichever page, file or negotiation a session asks for, also after its own link was opened."""
    link = {"query_string": f"link={table.tokens['p1']}"}
    wanted = [
        {},
        {"page_name": "neutral"},
        {"query_string": "n=example", "page_name": "settings"},
        *(
            {"page_script_hash": calc_hash(str(ROOT / path))}
            for path in ("app.py", "pages/neutral.py")
        ),
        {**link, "page_name": "settings"},
    ]
    own, *others = answered(alone.url, link, *wanted)
    assert b"You are here for" in own
    for found in (own, *others, *(answered(alone.url, one)[0] for one in wanted)):
        assert not [words for words in OWNERS if words in found]
        assert b"No entry" in found or b"You are here for" in found


def test_whoever_has_no_link_leaves_no_file_in_its_memory(alone: Server) -> None:
    """A session that was refused can send no file: none of these views takes one, and all would be held."""
    with urllib.request.urlopen(f"{alone.url}/_stcore/health", timeout=SECONDS) as response:
        cookie = response.headers["Set-Cookie"].partition(";")[0]
    with connect(
        f"ws{alone.url.removeprefix('http')}/_stcore/stream",
        subprotocols=[Subprotocol("streamlit")],
        max_size=None,
    ) as socket:
        asked = BackMsg()
        asked.rerun_script.SetInParent()
        socket.send(asked.SerializeToString())
        told = ForwardMsg.FromString(bytes(socket.recv(timeout=SECONDS)))  # type: ignore[arg-type]
        session = told.new_session.initialize.session_id
        file = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nbytes\r\n--x--\r\n'
        sent = urllib.request.Request(
            f"{alone.url}/_stcore/upload_file/{session}/a",
            data=file,
            method="PUT",
            headers={
                "Content-Type": "multipart/form-data; boundary=x",
                "Cookie": cookie,
                "X-Xsrftoken": cookie.partition("=")[2],
            },
        )
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(sent, timeout=SECONDS)
