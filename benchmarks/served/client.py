"""One browser tab without a browser: it speaks Streamlit's websocket protocol with its own protobufs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

LONGEST_WAIT_SECONDS = 60
LONGEST_POLL_SECONDS = 10


@dataclass(frozen=True)
class Took:
    """How long one request took from being sent to the end of its script run, and how much came back."""

    what: str
    seconds: float
    n_bytes: int


@dataclass
class Tab:
    """A session: what stands on its page, and the state of its widgets.

    One request is under way at a time, as a person waits for what they did. Fragments that ask to be
    run again by themselves are, at their interval, like in a browser.
    """

    socket: ClientConnection
    query: str
    page: str = ""
    buttons: dict[str, str] = field(default_factory=dict)
    groups: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    values: dict[str, WidgetState] = field(default_factory=dict)
    watched: dict[str, float] = field(default_factory=dict)
    took: list[Took] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    unanswered: int = 0
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def rerun(self, what: str = "rerun", trigger: str | None = None) -> Took:
        """Run the page again, with a button pressed if its id is given."""
        message = self._message()
        if trigger is not None:
            pressed = message.rerun_script.widget_states.widgets.add()
            pressed.id = trigger
            pressed.trigger_value = True
        return await self._ask(what, message)

    async def press(self, label: str, what: str = "rerun") -> Took:
        """Press the button of that label."""
        return await self.rerun(what, self.buttons[label])

    async def tap(self, group: str, option: str, what: str = "rerun") -> Took:
        """Choose an option, by the start of its label, in a group of chips."""
        widget, options = self.groups[group]
        chosen = next(one for one in options if one.startswith(option))
        state = WidgetState(id=widget)
        state.string_array_value.data.append(chosen)
        self.values[widget] = state
        return await self.rerun(what)

    async def watch(self, until: float) -> None:
        """Run again by itself what asked for it, until a moment of the monotonic clock."""
        while time.monotonic() < until:
            if not self.watched:
                await asyncio.sleep(0.2)
                continue
            fragment, interval = next(reversed(self.watched.items()))
            await asyncio.sleep(interval)
            message = self._message()
            message.rerun_script.fragment_id = fragment
            message.rerun_script.is_auto_rerun = True
            try:
                await self._ask("poll", message, LONGEST_POLL_SECONDS)
            except TimeoutError:
                # What a fragment asked for is void once the page ran again meanwhile.
                self.unanswered += 1

    def _message(self) -> BackMsg:
        message = BackMsg()
        message.rerun_script.query_string = self.query
        message.rerun_script.page_script_hash = self.page
        for state in self.values.values():
            message.rerun_script.widget_states.widgets.add().CopyFrom(state)
        return message

    async def _ask(
        self, what: str, message: BackMsg, longest: float = LONGEST_WAIT_SECONDS
    ) -> Took:
        async with self._turn:
            if not message.rerun_script.fragment_id:
                self.watched.clear()
            started = time.perf_counter()
            await self.socket.send(message.SerializeToString())
            n_bytes = await asyncio.wait_for(self._until_finished(), longest)
            took = Took(what, time.perf_counter() - started, n_bytes)
        self.took.append(took)
        return took

    async def _until_finished(self) -> int:
        n_bytes = 0
        while True:
            raw = await self.socket.recv()
            if isinstance(raw, str):
                continue
            n_bytes += len(raw)
            message = ForwardMsg.FromString(raw)
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self.page = message.new_session.page_script_hash
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                self._see(message)
            elif kind == "auto_rerun":
                self.watched[message.auto_rerun.fragment_id] = message.auto_rerun.interval
            elif kind == "script_finished" and (
                message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
            ):
                return n_bytes

    def _see(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "button":
            self.buttons[element.button.label.replace("\\", "")] = element.button.id
        elif kind == "button_group":
            group = element.button_group
            options = tuple(option.content or option.content_icon for option in group.options)
            self.groups[group.label] = (group.id, options)
            state = WidgetState(id=group.id)
            if group.set_value:
                state.string_array_value.data.extend(group.raw_values)
                self.values[group.id] = state
        elif kind == "exception":
            self.failed.append(element.exception.message)
        elif kind == "alert" and element.alert.format == element.alert.ERROR:
            self.failed.append(element.alert.body)


async def opened(port: int, negotiation: str | None) -> Tab:
    """Open a tab on the Live page and run it for the first time."""
    socket = await connect(
        f"ws://127.0.0.1:{port}/_stcore/stream",
        origin=None,
        subprotocols=["streamlit"],  # type: ignore[list-item]
        max_size=None,
        ping_interval=None,
    )
    tab = Tab(socket, "" if negotiation is None else f"n={negotiation}")
    await tab.rerun("first")
    return tab


def seconds(tabs: list[Tab], wanted: Callable[[Took], bool]) -> list[float]:
    """How long the wanted requests of all tabs took."""
    return [one.seconds for tab in tabs for one in tab.took if wanted(one)]
