"""Files packed once: what is sent is the file, to whom it may be sent, and never an old state of it."""

from __future__ import annotations

import gzip
import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Message

from meso_infer.static_files import PackedFiles, SendPacked, takes_gzip
from tests.event_loop import finished

SCRIPT = "export const issue = 'Salary';\n" * 400
PAGE = "<!doctype html><script src='/js/page.js'></script>" + " " * 2000
TAKES = {"Accept-Encoding": "gzip"}
PLAIN = {"Accept-Encoding": "identity"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "js").mkdir()
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / "js" / "page.js").write_text(SCRIPT)
    (tmp_path / "js" / "short.js").write_text("1;")
    (tmp_path / "picture.png").write_bytes(bytes(5000))
    return tmp_path


@pytest.fixture
def files(folder: Path) -> PackedFiles:
    files = PackedFiles(folder)
    files.start().join()
    return files


@dataclass(frozen=True)
class Answer:
    """What was sent, and what it says once unpacked."""

    status: int
    headers: Headers
    content: bytes

    @property
    def text(self) -> str:
        packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.content) if packed else self.content).decode()


@dataclass(frozen=True)
class Client:
    """Asks an ASGI application, in its own words."""

    app: Starlette

    def get(self, path: str, headers: dict[str, str], method: str = "GET") -> Answer:
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request"}

        async def send(message: Message) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "asgi": {"spec_version": "2.4"},
            "method": method,
            "path": path,
            "headers": [(k.lower().encode(), v.encode()) for k, v in headers.items()],
        }
        finished(self.app(scope, receive, send))
        body = b"".join(part.get("body", b"") for part in sent[1:])
        return Answer(sent[0]["status"], Headers(raw=sent[0]["headers"]), body)


def client(folder: Path, files: PackedFiles, root: str = "/") -> Client:
    served = Mount(root.rstrip("/") or "/", StaticFiles(directory=folder, html=True))
    packed = Middleware(SendPacked, files=files, root=root)
    return Client(Starlette(routes=[served], middleware=[packed]))


@pytest.mark.parametrize("root", ["", "/", "base", "/base/"])
def test_what_is_sent_packed_is_the_file(folder: Path, files: PackedFiles, root: str):
    """A browser that takes gzip gets the same text in fewer bytes, wherever the folder is mounted."""
    below = f"/{root.strip('/')}".rstrip("/")
    answer = client(folder, files, below or "/").get(f"{below}/js/page.js", headers=TAKES)
    assert answer.text == SCRIPT
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert int(answer.headers["Content-Length"]) < len(SCRIPT) / 10
    assert client(folder, files, below or "/").get(f"{below}/", headers=TAKES).text == PAGE


@pytest.mark.parametrize(
    "headers",
    [PLAIN, {"Accept-Encoding": "gzip;q=0, br"}, {**TAKES, "Range": "bytes=0-9"}],
    ids=["no gzip", "gzip refused", "a part of it"],
)
def test_who_cannot_use_it_gets_the_file_itself(
    folder: Path, files: PackedFiles, headers: dict[str, str]
):
    """Without gzip, or for a part of a file, the bytes are the file's own, and the tag is another."""
    served = client(folder, files)
    answer = served.get("/js/page.js", headers=headers)
    assert "Content-Encoding" not in answer.headers
    assert SCRIPT.startswith(answer.text)
    assert answer.text
    assert answer.headers["ETag"] != served.get("/js/page.js", headers=TAKES).headers["ETag"]


def test_a_browser_that_has_the_file_is_told_so(folder: Path, files: PackedFiles):
    """The tag of a packed answer, sent back, is answered with 304 and no body; another tag is not."""
    served = client(folder, files)
    tag = served.get("/js/page.js", headers=TAKES).headers["ETag"]
    again = served.get("/js/page.js", headers={**TAKES, "If-None-Match": tag})
    assert (again.status, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert "Content-Encoding" not in again.headers
    other = served.get("/js/page.js", headers={**TAKES, "If-None-Match": '"other-gzip"'})
    assert (other.status, other.text) == (200, SCRIPT)


def test_only_headers_are_sent_when_only_they_are_asked_for(folder: Path, files: PackedFiles):
    """A HEAD gets the length and the encoding of the packed file, and no body."""
    served = client(folder, files)
    head, whole = (served.get("/js/page.js", TAKES, how) for how in ("HEAD", "GET"))
    assert head.content == b""
    for name in ("Content-Length", "Content-Encoding", "ETag", "Vary"):
        assert head.headers[name] == whole.headers[name]


def test_a_file_that_changed_is_sent_as_it_is_now(folder: Path, files: PackedFiles):
    """What was packed of an earlier state of a file is never sent; packed again, the new state is."""
    served = client(folder, files)
    script = folder / "js" / "page.js"
    script.write_text(SCRIPT.replace("Salary", "Notice"))
    os.utime(script, ns=(1, 1))
    answer = served.get("/js/page.js", headers=TAKES)
    assert "Notice" in answer.text
    assert "Content-Encoding" not in answer.headers
    files.pack()
    answer = served.get("/js/page.js", headers=TAKES)
    assert "Notice" in answer.text
    assert answer.headers["Content-Encoding"] == "gzip"


def test_what_is_not_packed_goes_its_way(folder: Path, files: PackedFiles):
    """Pictures, short files, files that are gone and other methods are left to the application."""
    served = client(folder, files)
    for name in ("picture.png", "js/short.js"):
        assert "Content-Encoding" not in served.get(f"/{name}", headers=TAKES).headers
    assert served.get("/js/page.js", TAKES, "POST").status == 405
    (folder / "js" / "page.js").unlink()
    assert served.get("/js/page.js", headers=TAKES).status == 404
    assert served.get("/../../etc/passwd", headers=TAKES).status == 404


def test_nothing_is_packed_before_it_is_asked_for(folder: Path):
    """While packing has not come to a file, the file is sent as it is."""
    answer = client(folder, PackedFiles(folder)).get("/js/page.js", headers=TAKES)
    assert answer.text == SCRIPT
    assert "Content-Encoding" not in answer.headers


def test_the_same_file_is_packed_to_the_same_bytes(folder: Path):
    """Two servers send the same bytes under the same tag: no time of packing is in them."""
    found = []
    for _ in range(2):
        files = PackedFiles(folder)
        files.pack()
        found.append(files.packed("js/page.js"))
    assert found[0] == found[1]
    assert found[0] is not None
    assert gzip.decompress(found[0]).decode() == SCRIPT


@pytest.mark.parametrize(
    ("accepted", "taken"),
    [
        ("gzip, deflate, br", True),
        ("br;q=1.0, GZIP;q=0.5", True),
        ("x-gzip", True),
        ("gzip; q=0", False),
        ("gzip;q=0.000", False),
        ("br, gzipped", False),
        ("", False),
    ],
)
def test_gzip_is_taken_when_it_is_named_and_not_refused(accepted: str, taken: bool):
    """A quality of nothing refuses a coding (RFC 9110); a name that only begins alike is another."""
    assert takes_gzip(accepted) is taken
