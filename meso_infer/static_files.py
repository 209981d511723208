"""The dashboard's own files, compressed once and kept: packing them for every visitor costs more than
sending them.

They are packed in the background while the server starts, in a second; a file that is asked for before
it is packed, or whose disk copy has changed since, is sent as it is.
"""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

WORTH_PACKING = frozenset({".css", ".html", ".js", ".json", ".svg", ".txt"})
"""Endings of files that are text; pictures and fonts are packed already."""

SMALLEST_BYTES = 1000
LEVEL = 6
START_PAGE = "index.html"
PACKED_MARK = '-gzip"'
"""Ends the entity tag of a packed file, which is another representation than the file itself."""


@dataclass(frozen=True)
class Packed:
    """A file as gzip, and which state of the file that is."""

    modified_ns: int
    size: int
    body: bytes


class PackedFiles:
    """The files of a folder, as gzip.

    Parameters
    ----------
    folder : Path
        With everything below it. Nothing is packed before `pack` or `start` is called.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._packed: dict[str, Packed] = {}

    def start(self) -> threading.Thread:
        """Pack the files in the background."""
        thread = threading.Thread(target=self.pack, name="pack-files", daemon=True)
        thread.start()
        return thread

    def pack(self) -> None:
        """Pack every file that is worth it: those of the start page first, then by size."""
        for path, name in self._in_order():
            try:
                state, raw = path.stat(), path.read_bytes()
            except OSError:
                continue  # Gone, or not for us to read: the server behind answers for it.
            body = gzip.compress(raw, LEVEL, mtime=0)
            if len(raw) == state.st_size and len(body) < len(raw):
                self._packed[name] = Packed(state.st_mtime_ns, len(raw), body)

    def packed(self, name: str) -> bytes | None:
        """A file as gzip, by its place in the folder; None when it is not packed as it is now."""
        known = self._packed.get(name)
        if known is None:
            return None
        try:
            state = (self._folder / name).stat()
        except OSError:
            return None
        is_same = (state.st_mtime_ns, state.st_size) == (known.modified_ns, known.size)
        return known.body if is_same else None

    def _in_order(self) -> Iterator[tuple[Path, str]]:
        start_page = self._folder / START_PAGE
        named = start_page.read_text(encoding="utf-8") if start_page.is_file() else ""
        found = [
            (path.name not in named, -path.stat().st_size, path)
            for path in self._folder.rglob("*")
            if path.suffix in WORTH_PACKING and path.is_file()
        ]
        for _, negative_size, path in sorted(found):
            if -negative_size >= SMALLEST_BYTES:
                yield path, path.relative_to(self._folder).as_posix()


class SendPacked:
    """Sends files that are packed already to browsers that take gzip; the rest is the application's.

    The application answers for the headers too, asked as for a ``HEAD``: whether the browser's own copy
    is still good, how long to keep it.

    Parameters
    ----------
    app : ASGI application
    files : PackedFiles
    root : str
        The path under which the application serves the folder, such as ``"/"``.
    """

    def __init__(self, app: ASGIApp, *, files: PackedFiles, root: str = "/") -> None:
        self.app = app
        self._files = files
        self._root = f"/{root.strip('/')}/".replace("//", "/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = self._packed_for(scope) if scope["type"] == "http" else None
        if body is None:
            await self.app(scope, receive, send)
            return
        is_sent = False

        async def send_packed(message: Message) -> None:
            nonlocal is_sent
            if message["type"] == "http.response.start":
                is_sent = message["status"] == 200
                _describe(message, body)
            elif message["type"] == "http.response.body" and is_sent and scope["method"] == "GET":
                message = {**message, "body": body}
            await send(message)

        await self.app(_about_the_file(scope), receive, send_packed)

    def _packed_for(self, scope: Scope) -> bytes | None:
        path: str = scope["path"]
        if scope["method"] not in ("GET", "HEAD") or not path.startswith(self._root):
            return None
        headers = Headers(scope=scope)
        if "range" in headers or not takes_gzip(headers.get("accept-encoding", "")):
            return None
        return self._files.packed(path.removeprefix(self._root) or START_PAGE)


def takes_gzip(accepted: str) -> bool:
    """Whether an ``Accept-Encoding`` names gzip, and not with a quality of nothing."""
    for part in accepted.lower().split(","):
        coding, _, quality = part.partition(";")
        if coding.strip() in ("gzip", "x-gzip"):
            return quality.replace(" ", "").rstrip("0") not in ("q=", "q=0.")
    return False


def _about_the_file(scope: Scope) -> Scope:
    """The request for the headers of the file itself, under the entity tag that the server gave it."""
    headers = [
        (name, value.replace(PACKED_MARK.encode(), b'"') if name == b"if-none-match" else value)
        for name, value in scope["headers"]
    ]
    return {**scope, "method": "HEAD", "headers": headers}


def _describe(message: Message, body: bytes) -> None:
    headers = MutableHeaders(scope=message)
    headers.add_vary_header("Accept-Encoding")
    if "etag" in headers:
        headers["ETag"] = headers["etag"].removesuffix('"') + PACKED_MARK
    if message["status"] == 200:
        headers["Content-Encoding"] = "gzip"
        headers["Content-Length"] = str(len(body))
        # Parts of a packed file are not sent: a request for a range gets a part of the file itself.
        headers["Accept-Ranges"] = "none"
