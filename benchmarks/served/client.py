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
LONGEST_POLL_SECONDS = 15
TICK_SECONDS = 0.05


@dataclass(frozen=True)
class Took:
    """How long one request took from being sent to the end of its script run, and how much came back."""

    what: str
    seconds: float
    n_bytes: int = 0


@dataclass
class Tab:
    """A session: what stands on its page, and the state of its widgets.

    A person waits for what they did before they do the next thing. Fragments that ask to be run again
    by themselves are, each at its interval and whatever else is under way, as in a browser: a run of
    the whole page stops them all, and those that it draws start anew.

    Attributes
    ----------
    title : str
        The page's first heading, and `titled_at`, when it last changed.
    due : dict of fragment to (interval, moment of the next run)
    asked : dict of fragment to the moment of its first run that is not answered
    pages : list of str
        The page of each run that the server began, by its hash, oldest first; `page` is the last.
    """

    socket: ClientConnection
    query: str
    pages: list[str] = field(default_factory=lambda: [""])
    title: str = ""
    titled_at: float = 0.0
    buttons: dict[str, str] = field(default_factory=dict)
    groups: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    values: dict[str, WidgetState] = field(default_factory=dict)
    due: dict[str, tuple[float, float]] = field(default_factory=dict)
    asked: dict[str, float] = field(default_factory=dict)
    took: list[Took] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    unanswered: int = 0
    n_bytes: int = 0
    _begun: int = 0
    _owed: int = 0
    _finished: asyncio.Event = field(default_factory=asyncio.Event)
    _listening: asyncio.Task[None] = field(init=False)

    def __post_init__(self) -> None:
        self._listening = asyncio.create_task(self._listen())

    @property
    def page(self) -> str:
        """The page that is shown, by its hash; empty before the first run."""
        return self.pages[-1]

    async def rerun(self, what: str = "rerun", trigger: str | None = None) -> Took:
        """Run the page again, with a button pressed if its id is given, and wait for its end."""
        started, n_bytes = time.perf_counter(), self.n_bytes
        await self.send(trigger)
        await self.ended()
        took = Took(what, time.perf_counter() - started, self.n_bytes - n_bytes)
        self.took.append(took)
        return took

    async def send(self, trigger: str | None = None) -> None:
        """Ask for a run of the page, with a button pressed if its id is given; do not wait."""
        self._finished.clear()
        # The end of a run that was under way already is not the answer.
        self._owed = self._begun + 1
        await self.socket.send(self._message(trigger).SerializeToString())

    async def ended(self) -> None:
        """Wait until no run of the page is under way, whoever asked for it, and all of it has come."""
        async with asyncio.timeout(LONGEST_WAIT_SECONDS):
            # The next run may have begun before this task heard of the end of one.
            while not self._finished.is_set():
                await self._finished.wait()

    async def press(self, label: str, what: str = "rerun") -> Took:
        """Press the button of that label."""
        return await self.rerun(what, self.buttons[label])

    async def tap(self, group: str, option: str, what: str = "rerun") -> Took:
        """Choose an option, by the start of its label, in a group of chips."""
        widget, options = self.groups[group]
        # Labels may be told as coloured text, ":colour[label]".
        chosen = next(one for one in options if one.rpartition("[")[2].startswith(option))
        state = WidgetState(id=widget)
        state.string_array_value.data.append(chosen)
        self.values[widget] = state
        return await self.rerun(what)

    async def watch(self, until: float) -> None:
        """Run again by themselves the fragments that asked for it, until a moment of the clock."""
        while time.perf_counter() < until:
            now = time.perf_counter()
            for fragment, (interval, moment) in list(self.due.items()):
                if now >= moment:
                    self.due[fragment] = interval, now + interval
                    self.asked.setdefault(fragment, now)
                    await self.poll(fragment)
            for fragment, moment in list(self.asked.items()):
                if now > moment + LONGEST_POLL_SECONDS:
                    del self.asked[fragment]
                    self.unanswered += 1
            await asyncio.sleep(TICK_SECONDS)

    async def _listen(self) -> None:
        async for raw in self.socket:
            if isinstance(raw, bytes):
                self.n_bytes += len(raw)
                self._take(ForwardMsg.FromString(raw))

    async def poll(self, fragment: str, trigger: str | None = None) -> None:
        """Ask for a run of one fragment, as its interval would; do not wait.

        A browser says which button was pressed, given by its id, also where it asks between the press and
        the press's own request.
        """
        message = self._message(trigger)
        message.rerun_script.fragment_id = fragment
        message.rerun_script.is_auto_rerun = True
        await self.socket.send(message.SerializeToString())

    def _message(self, trigger: str | None = None) -> BackMsg:
        message = BackMsg()
        message.rerun_script.query_string = self.query
        message.rerun_script.page_script_hash = self.page
        for state in self.values.values():
            message.rerun_script.widget_states.widgets.add().CopyFrom(state)
        if trigger is not None:
            pressed = message.rerun_script.widget_states.widgets.add()
            pressed.id = trigger
            pressed.trigger_value = True
        return message

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.pages.append(message.new_session.page_script_hash)
            if not message.metadata.run.fragment_ids:
                # What fragments asked for is void, and answered by this, once the page runs again.
                self.due.clear()
                self.asked.clear()
                self.buttons.clear()
                self._begun += 1
                self._finished.clear()
        elif kind == "navigation":
            # A run begins as one of the script; which page it draws is known a moment later.
            self.pages[-1] = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._see(message)
        elif kind == "auto_rerun":
            interval = message.auto_rerun.interval
            known = self.due.get(message.auto_rerun.fragment_id)
            if known is None or known[0] != interval:
                self.due[message.auto_rerun.fragment_id] = (
                    interval,
                    time.perf_counter() + interval,
                )
        elif kind == "stop_auto_rerun":
            for fragment in message.stop_auto_rerun.fragment_ids:
                self.due.pop(fragment, None)
        elif kind == "script_finished":
            self._end(message)

    def _end(self, message: ForwardMsg) -> None:
        if message.metadata.run.fragment_ids:
            # Its end is called early, too, when the run of the next fragment began before it was sent.
            for fragment in message.metadata.run.fragment_ids:
                moment = self.asked.pop(fragment, None)
                if moment is not None:
                    self.took.append(Took("poll", time.perf_counter() - moment))
        else:
            to_the_end = message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
            if to_the_end and self._begun >= self._owed:
                self._finished.set()

    def _see(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "button":
            self.buttons[element.button.label.replace("\\", "")] = element.button.id
        elif kind == "heading" and element.heading.tag == "h1":
            if element.heading.body != self.title:
                self.title, self.titled_at = element.heading.body, time.perf_counter()
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

    async def close(self) -> None:
        """Close the tab."""
        await self.socket.close()
        await self._listening


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
