"""The frame around every page: navigation, page guard, sidebar, messages and errors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from meso_infer.certainty import NO_EVIDENCE, certainty
from meso_infer.errors import MesoError, StorageUnavailable, UnknownNegotiation
from meso_infer.headline import UNCLEAR, top_issue
from meso_infer.negotiation import OWN, Negotiation
from meso_infer.play import is_game
from meso_infer.storage import StoredSummary
from meso_infer.ui import in_view, session, trouble
from meso_infer.ui.drawing import plain
from meso_infer.ui.keys import KEYS
from meso_infer.ui.live import drafting
from meso_infer.ui.play import start
from meso_infer.ui.sign_in import asks_to_sign_in

READY = "shell.ready"
PURPOSES, HERE = "shell.purposes", "shell.here"
"""What each page is for, and the page that is shown, by their files."""
INSIDE: ContextVar[bool] = ContextVar("inside", default=False)
"""Whether `run` is drawing a page in this thread right now."""

REFRESH_SECONDS = 2
SIDEBAR_WIDTH = 272
ROOT_ADDRESS = "home"
PAGE_ICON = "🤝"

HOW_TO_READ = """
**Blue** is them, always an estimate. **Amber** is our packages. **Green** is agreed. **Grey** is what
was thought before.

A bar spans what is plausible: the thick part half of it, the thin part 90%. A wide bar means: we do
not know yet.

The words are about one claim at a time. *Unclear*: below 60%. *Leaning*: to 80%. *Likely*: to 95%.
*Very likely*: above. Before two informative answers no word is stronger than *leaning*.

A *bit* is as much as one fair yes-or-no question tells. Our values are *hidden* from the other side,
*hinted*, *bounded* or *known*, the more our offers show.
"""


@dataclass(frozen=True)
class Entry:
    """One line of the navigation: a page's file, title, icon and what it is for.

    Its address is the name of its file: a fresh server knows pages by nothing else. The default page
    answers at the root of the address too, and its own address leads there.
    """

    path: str
    title: str
    icon: str
    purpose: str
    default: bool = False

    @property
    def address(self) -> str:
        """The last part of its address."""
        return Path(self.path).stem


def guard(path: str) -> None:
    """First line of every page: see that it stands in the shell.

    A folder named ``pages`` makes a fresh server answer a deep link with the page alone, without
    navigation or shell. Then `app.py` runs first and comes back with the same address.

    Parameters
    ----------
    path : str
        The page's own file, such as ``"pages/live.py"``.
    """
    st.session_state[HERE] = path
    if INSIDE.get():
        return
    if not st.session_state.get(READY):
        session.go_to(path)
        st.switch_page("app.py")
    # A session that has its navigation, run page by page (so does the test driver of Streamlit).
    with errors_said():
        enter()
        return
    st.stop()


def enter() -> None:
    """Go where a callback wants to go; otherwise draw the frame and what callbacks had to say."""
    destination = st.session_state.pop(session.DESTINATION, None)
    if destination is not None:
        st.switch_page(destination[0], query_params=destination[1])
    frame()
    show_messages()


def run(groups: Mapping[str, Sequence[Entry]]) -> None:
    """Run the page that the address asks for, inside the frame; groups without a page are not shown."""
    pages = {
        group: [
            st.Page(
                entry.path,
                title=entry.title,
                icon=entry.icon,
                url_path=ROOT_ADDRESS if entry.default else entry.address,
                default=entry.default,
                help=entry.purpose,
            )
            for entry in entries
        ]
        for group, entries in groups.items()
        if entries
    }
    other_addresses = []
    for group, entries in groups.items():
        for entry in entries:
            if entry.default:
                pages[group].append(_to_root(entry))
                other_addresses.append(entry.address)
    # Before the navigation: it would fetch its icon from another host to show it in the browser's tab.
    st.set_page_config(page_icon=PAGE_ICON, layout="wide", initial_sidebar_state=SIDEBAR_WIDTH)
    page = st.navigation(pages, expanded=True)
    st.session_state[PURPOSES] = {
        entry.path: entry.purpose for entries in groups.values() for entry in entries
    }
    st.set_page_config(page_title=f"{page.title} · MESO")
    require_sign_in()
    st.session_state[READY] = True
    if page.url_path in other_addresses:
        page.run()
    with errors_said():
        enter()
        token = INSIDE.set(True)
        try:
            page.run()
        finally:
            INSIDE.reset(token)


def _to_root(entry: Entry) -> st.Page:
    """The default page's own address, which is not in the navigation and leads to the page."""

    def go() -> None:
        st.switch_page(entry.path, query_params=st.query_params.to_dict())

    return st.Page(go, title=entry.title, url_path=entry.address, visibility="hidden")


def require_sign_in() -> None:
    """Where sign-in is configured, stop everybody who has not signed in."""
    if asks_to_sign_in() and not st.user.is_logged_in:
        st.title("Sign in", anchor=False)
        st.button("Sign in", type="primary", key="shell.sign_in", on_click=st.login)
        st.stop()


@contextmanager
def errors_said() -> Iterator[None]:
    """Show what goes wrong inside as a message, never as a traceback."""
    try:
        yield
    except StorageUnavailable as error:
        show_messages(but=str(error))
        trouble.draw_unavailable(error)
    except MesoError as error:
        st.error(plain(str(error)))
    except Exception as error:  # noqa: BLE001 - the last place where it can be caught and said
        session.apologise(error)
        show_messages()


def show_messages(but: str | None = None) -> None:
    """Show once what callbacks had to say, but for what the page itself is about to say."""
    for tone, text in session.told():
        if text == but:
            continue
        if session.floats(tone, text):
            st.toast(plain(text), icon=":material/check_circle:")
        elif tone == "done":
            st.success(plain(text))
        elif tone == "note":
            st.info(plain(text))
        elif tone == "warning":
            st.warning(plain(text))
        else:
            st.error(plain(text))


# --- the sidebar --------------------------------------------------------------------------------


def frame() -> None:
    """Draw the sidebar: which negotiation, how it stands, and how to read the page."""
    drafting.leave()
    listed = session.summaries()
    current = in_view.choose(listed)
    unreadable = None if current is None else trouble.why_unreadable(current)
    trouble.remember(current, unreadable)
    in_view.see(None if unreadable else current)
    session.start_share_safe()
    session.keep_share_safe()
    with st.sidebar:
        if current is not None or (listed and in_view.gone() is not None):
            titles = titles_of(listed)
            st.selectbox(
                "Negotiation",
                list(titles),
                index=0 if current is not None else None,
                placeholder="Choose a negotiation",
                format_func=lambda one: titles[one],
                key=in_view.NEGOTIATION,
                on_change=in_view.choose_in_sidebar,
            )
        if current is not None and unreadable is None:
            st.caption(status_line(current.negotiation))
            if not session.share_safe():
                st.caption(certainty_line(current))
            if current.is_example:
                playing = current.negotiation.header.game is not None
                st.button(
                    "Remove this game" if playing else "Remove the example",
                    key="shell.remove_example",
                    on_click=session.action(in_view.remove_example),
                )
        st.toggle(
            "Screen-share safe",
            key=session.SHARE_SAFE,
            help="Our values and our estimates are then not sent to the browser at all.",
        )
        with st.expander("How to read this", key="shell.how_to_read"):
            st.markdown(HOW_TO_READ)
            st.markdown(KEYS)
    if current is not None and unreadable is None:
        _watch(current.negotiation_id)


def _title(summary: StoredSummary, renamed: frozenset[str]) -> str:
    title = summary.header.get("title", "Negotiation")
    with_whom = summary.header.get("counterpart", "Counterpart")
    if summary.negotiation_id in renamed:
        # Only their logs are read for this: what is called as it was stored needs no more than the list.
        with suppress(MesoError):
            now = session.looked_at(summary).negotiation
            title, with_whom = now.title, now.counterpart
    return f"{title} · {with_whom}" + (
        " (example)" if summary.is_example and not is_game(summary) else ""
    )


def titles_of(listed: Sequence[StoredSummary]) -> dict[str, str]:
    """What to call each negotiation in a list to choose from, by id: no two of them alike.

    A choice comes back from the browser as its words, so that two alike could not be told apart.
    """
    renamed = session.store().with_kind("names-set")
    titles = {summary.negotiation_id: _title(summary, renamed) for summary in listed}
    times = Counter(titles.values())
    return {
        one: title if times[title] == 1 else f"{title} · {one}" for one, title in titles.items()
    }


def status_line(negotiation: Negotiation) -> str:
    """Where talks stand: ``'Round 2 · their move'``."""
    if negotiation.status == "agreed":
        return f"Round {negotiation.round} · agreed"
    if negotiation.status == "ended":
        return f"Round {negotiation.round} · talks ended"
    move = "our move" if negotiation.move == OWN else "their move"
    due = negotiation.deadline
    return f"Round {negotiation.round} · {move}" + (
        f" · reply due {due.at:%a %d %b}" if due else ""
    )


def certainty_line(current: session.Current) -> str:
    """How sure it is what matters most to them, in the one scale of words."""
    if not current.negotiation.log:
        return "What matters most to them: no evidence"
    posterior = current.posterior
    name, chance = top_issue(posterior)
    word = certainty(chance, posterior.n_informative)
    if word in (NO_EVIDENCE, UNCLEAR):
        return f"What matters most to them: {word}"
    return f"What matters most to them: {plain(name)} ({word})"


@st.fragment(run_every=REFRESH_SECONDS)
def _watch(negotiation_id: str) -> None:
    """Draw the page again as soon as somebody else has logged or entered something."""
    shown = session.current()
    if shown is None or shown.negotiation_id != negotiation_id:
        return
    try:
        has_news = (
            session.store().sequence(negotiation_id) != shown.sequence
            or drafting.windows_have_news()
        )
    except (UnknownNegotiation, StorageUnavailable):
        has_news = True
    if has_news:
        session.tell_again()
        st.rerun()


# --- what several pages say -----------------------------------------------------------------------


def require_current() -> session.Current:
    """The negotiation that is shown; where there is none, what to do next instead of the page."""
    if trouble.draw_unreadable() or trouble.draw_gone():
        st.stop()
    current = session.current()
    if current is None:
        start_screen()
        st.stop()
    return current


def start_screen() -> None:
    """What stands where no negotiation is: what this is for, and the ways to begin."""
    st.title("Start a negotiation", anchor=False)
    st.markdown(
        "Offer packages that are worth the same to you. From what the other side picks, this shows "
        "what matters to them, how sure that is, and what to offer next."
    )
    purpose = st.session_state.get(PURPOSES, {}).get(st.session_state.get(HERE))
    if purpose:
        st.caption(f"Then stands here: {purpose[0].lower()}{purpose[1:]}.")
    with st.container(horizontal=True):
        st.button(
            "Open the example",
            type="primary",
            key="shell.open_example",
            on_click=session.action(in_view.open_example),
        )
        for words, page in (
            ("Start my own", "pages/setup.py"),
            ("Import", "pages/compare.py"),
        ):
            st.button(
                words,
                key=f"shell.go_to.{page}",
                on_click=session.action(session.go_to),
                args=(page,),
            )
        st.button(
            "Play against a simulated counterpart",
            key="shell.play",
            on_click=session.action(start.play_on),
        )


def talks_over(negotiation: Negotiation, what_for: str) -> None:
    """Say that nothing can be offered any more, and the way on: undo, or in a game another game."""
    if negotiation.header.game is None:
        # The live page undoes for ten minutes only.
        st.info(f"Talks are over; undo that on the timeline {what_for}.")
        st.page_link("pages/timeline.py", label="Open the timeline", icon=":material/timeline:")
    else:
        st.info("This game is over; the live page shows how it went and starts another.")


def hidden_notice() -> None:
    """Say in the place of private content that it is hidden."""
    st.caption("Our values and estimates are hidden while the screen may be shared.")


def hidden_sets_notice() -> None:
    """Say that sets not offered yet are hidden: packages equal for us tell what we value."""
    st.caption("What we may offer next is hidden while the screen may be shared.")
