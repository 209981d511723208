"""What a server sends to a page, frame by frame, for searches through it."""

from __future__ import annotations

import time
from collections.abc import Callable

from playwright.sync_api import Page, WebSocket

SECONDS = 45.0
"""How long a frame may be on its way: two cores may be busy with other tests."""


class Frames:
    """Every frame of every socket that a page opens from now on."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._frames: list[bytes] = []
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._take)

    def _take(self, payload: str | bytes) -> None:
        self._frames.append(payload.encode() if isinstance(payload, str) else payload)

    @property
    def received(self) -> bytes:
        """All that has come so far."""
        return b"\n".join(self._frames)

    def clear(self) -> None:
        """Forget what has come so far."""
        self._frames.clear()

    def wait_for(self, holds: Callable[[bytes], bool]) -> bytes:
        """What has come once a condition holds of it, or at the end of our patience.

        What stands on the page may be told of before the frame that brought it.
        """
        deadline = time.monotonic() + SECONDS
        while not holds(self.received) and time.monotonic() < deadline:
            self._page.evaluate("() => new Promise(done => requestAnimationFrame(done))")
        return self.received
