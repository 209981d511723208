"""The launcher of the dashboard: compressed, with headers that keep the browser to this server.

``streamlit run app.py`` serves the same pages. This launcher sends them at a third of the size, has
loaded what the first page needs before the first visitor comes, and tells the browser to load nothing from
other hosts and to stay out of other sites' frames.
"""

from __future__ import annotations

import ctypes
import ipaddress
import logging
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from pathlib import Path

import streamlit as st
import uvicorn
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config, file_util

from meso_infer.errors import InvalidSettings, MesoError
from meso_infer.static_files import PackedFiles, SendPacked
from meso_infer.ui.sign_in import asks_to_sign_in

APP = Path(__file__).resolve().parent.parent / "app.py"
PARTIES_ONLY = Path(__file__).resolve().parent / "ui" / "parties_only" / "app.py"
"""The script of a server that shows nothing but what parties see by their links."""

M_ARENA_MAX = -8
"""The setting of glibc's ``mallopt`` for how many heaps there may be."""
MOST_HEAPS = 2

NEEDED_FIRST = {
    APP: ("meso_infer.ui.shell", "meso_infer.ui.live.round_page", "meso_infer.ui.play.table"),
    PARTIES_ONLY: ("meso_infer.ui.party.view", "meso_infer.ui.single_text.view"),
}
"""What the first page of each script is made of; imported late, for Streamlit's caches need a server that
runs."""

# Streamlit styles its elements inline, charts are compiled in the browser, and what listens for our keys
# (`meso_infer.ui.live.typed`) is loaded as a blob; scripts inline being allowed, that allows nothing more.
CONTENT_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "worker-src 'self' blob:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


INNARDS = "/_stcore/metrics"
"""Address at which Streamlit counts what all sessions do: no page asks for it."""
UPLOADS = "/_stcore/upload_file/"
"""Address at which Streamlit takes files and holds them in memory for as long as a session lasts, from
whoever has opened a page, be it one that refuses."""
CLOSED = {APP: (INNARDS,), PARTIES_ONLY: (INNARDS, UPLOADS)}
"""Addresses that no page of a script asks for."""


class SecurityHeaders:
    """Adds `HEADERS` to every response, and has the closed addresses answer nobody."""

    def __init__(self, app: ASGIApp, closed: Sequence[str]) -> None:
        self.app = app
        self.closed = closed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif any(address in f"{scope['path']}/" for address in self.closed):
            await Response(status_code=404)(scope, receive, send_with_headers)
        else:
            await self.app(scope, receive, send_with_headers)


def application(script: Path = APP) -> st.App:
    """The dashboard as an ASGI application, for this launcher or any other server.

    It begins to pack the files that Streamlit brings along; what changes is packed by Streamlit itself.

    Raises
    ------
    InvalidSettings
        When the dashboard's script is not there.
    """
    if not script.is_file():
        raise InvalidSettings(
            f"The dashboard's script {script} is not there. Start it from a clone of the repository."
        )
    configure_beside()
    files = PackedFiles(Path(file_util.get_static_dir()))
    files.start()
    root = config.get_option("server.baseUrlPath") or ""
    packed = Middleware(SendPacked, files=files, root=root)
    headers = Middleware(SecurityHeaders, closed=CLOSED.get(script, (INNARDS,)))

    @asynccontextmanager
    async def prepared(app: st.App) -> AsyncIterator[None]:
        for name in NEEDED_FIRST.get(script, ()):
            import_module(name)
        # Why a store cannot be opened is for the page to say: it knows what to do about it.
        with suppress(MesoError):
            import_module("meso_infer.ui.session").store()
        yield

    return st.App(script, middleware=[headers, packed], lifespan=prepared)


def configure_beside() -> None:
    """Have Streamlit take its configuration, and who may sign in, from beside the dashboard's script, too.

    By itself it looks only where it is started, which may be anywhere: it would then report its use to
    others, show tracebacks, and drop clicks.
    """
    if config._main_script_path != str(APP):
        config._main_script_path = str(APP)
        config.get_config_options(force_reparse=True)


def serve(address: str = "127.0.0.1", port: int = 8501, *, parties_only: bool = False) -> None:
    """Serve the dashboard, or what parties see by their links alone, until interrupted.

    Parameters
    ----------
    address : str
        Where to listen; only this machine unless told otherwise.
    port : int
        From 1 to 65535.
    parties_only : bool
        Show nothing but what parties see by their links. Whoever reaches that needs a link for anything, so
        that it may listen on any address without sign-in.

    Raises
    ------
    InvalidSettings
        When other machines could reach the address and nobody would have to sign in, when the address
        is not one of this machine, or when the port is taken.
    """
    if not parties_only:
        check_private(address)
    check_free(address, port)
    share_heaps()
    configure_beside()
    if parties_only or asks_to_sign_in():
        # Under whatever name it is reached: what is behind it takes a link or a signed-in visitor.
        config.set_option("server.allowedHosts", ["*"])
    app = application(PARTIES_ONLY if parties_only else APP)
    # The secret of a link stands in the address that it is asked by. A filter, since Streamlit gives
    # this log handlers of its own, whatever uvicorn was told.
    logging.getLogger("uvicorn.access").addFilter(lambda _: False)
    uvicorn.run(
        app,
        host=address,
        port=port,
        log_level="warning",
        server_header=False,
        # Packing every message of every session costs more than a page does, and the processor is shared.
        ws_per_message_deflate=config.get_option("server.enableWebsocketCompression"),
    )


def share_heaps() -> None:
    """Have all threads take their memory from two heaps, where the C library is glibc.

    Every rerun of a page is a thread. Left to itself glibc gives many of them a heap of their own, and what
    a rerun has freed there is kept from all others.
    """
    if sys.platform == "linux":
        library = ctypes.CDLL(None)
        if hasattr(library, "mallopt"):
            library.mallopt(M_ARENA_MAX, MOST_HEAPS)


def is_loopback(address: str) -> bool:
    """Whether an address can be reached from this machine only."""
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def check_private(address: str) -> None:
    """Refuse to serve other machines without sign-in (InvalidSettings)."""
    configure_beside()
    if is_loopback(address) or asks_to_sign_in():
        return
    raise InvalidSettings(
        f"Anyone who reaches {address} could read and change every negotiation. Serve 127.0.0.1, "
        "configure sign-in under [auth] in .streamlit/secrets.toml first, or serve the views of parties "
        "alone with --parties-only."
    )


def check_free(address: str, port: int) -> None:
    """Refuse an address that is not of this machine, or a port that is taken (InvalidSettings)."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise InvalidSettings(
                f"The dashboard cannot listen on {address}:{port} ({error.strerror}). "
                "Choose another port or address."
            ) from error
