"""What stands in the place of a page whose data cannot be read: what is wrong, what is safe, what to do."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from meso_infer.errors import DatabaseDamaged, MesoError, StorageUnavailable
from meso_infer.storage import database_file, database_url
from meso_infer.ui import in_view, session
from meso_infer.ui.drawing import plain
from meso_infer.ui.kept_estimates import RUN
from meso_infer.upkeep import (
    BACKUPS,
    Restored,
    Unreadable,
    backups_in,
    restore_damaged,
    title_of,
)

UNREADABLE = "trouble.unreadable"
UPLOAD = "trouble.upload"
CHOSEN = "trouble.chosen"
LARGEST_BACKUP_MB = 200
LARGER = "A larger one is restored on the command line: python -m meso_infer restore"
LEAST_TYPED = 12
"""Characters from which on a text in the session is something that somebody wrote."""


def draw_unavailable(error: StorageUnavailable) -> None:
    """Say that the database cannot be used, what is safe, and what to do; offer what was typed."""
    st.title("The data cannot be read or written right now", anchor=False)
    st.error(plain(str(error)))
    if isinstance(error, DatabaseDamaged):
        st.markdown(
            "**What is safe.** The damaged file is left as it is, and so is every backup. "
            "**What to do.** Restore a backup, the newest there is: the damaged file is put aside under "
            "another name, so that nothing in it is given up."
        )
        _draw_rescue()
    else:
        st.markdown(
            "**What is safe.** Everything that was logged, and what you typed in this tab. "
            "**What to do.** Follow the message, then try again."
        )
    _draw_typed()
    st.button("Try again", key="shell.retry")


def _draw_typed() -> None:
    """What somebody wrote and has not logged yet, to be copied."""
    texts = [
        value.strip()
        for key, value in st.session_state.items()
        if isinstance(value, str) and not str(key).startswith("shell.") and "note" in str(key)
    ]
    written = [text for text in texts if len(text) >= LEAST_TYPED]
    if written:
        st.markdown("**What you typed and have not logged yet**, to be copied:")
        for text in written:
            st.code(text, language=None, wrap_lines=True)


def _draw_rescue() -> None:
    file = database_file(database_url())
    if file is None:
        st.caption("The database is on a server: whoever looks after it has to restore it there.")
        return
    found = backups_in(file.parent / BACKUPS)
    if found:
        st.selectbox(
            "Backups beside the database, newest first",
            found,
            format_func=lambda path: path.name,
            key=CHOSEN,
        )
        st.button(
            "Restore this backup",
            key="trouble.restore",
            type="primary",
            on_click=session.action(_restore_chosen),
        )
    st.file_uploader(
        "Or a backup from elsewhere" if found else "A backup from elsewhere",
        type=["jsonl", "sqlite3"],
        key=UPLOAD,
        max_upload_size=LARGEST_BACKUP_MB,
        help=LARGER,
    )
    st.button(
        "Restore the file given",
        key="trouble.restore_upload",
        on_click=session.action(_restore_uploaded),
    )


def _restore_chosen() -> None:
    _tell(restore_damaged(database_url(), Path(st.session_state[CHOSEN]), now=session.now()))


def _restore_uploaded() -> None:
    given = st.session_state[UPLOAD]
    if given is None:
        session.tell("Choose a backup first.", "note")
        return
    with on_disk(given) as path:
        _tell(restore_damaged(database_url(), path, now=session.now()))


@contextmanager
def on_disk(given: UploadedFile) -> Iterator[Path]:
    """A file that was uploaded, as a file for a moment; refusals call it by the name it was given."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "backup"
        path.write_bytes(given.getvalue())
        try:
            yield path
        except StorageUnavailable as error:
            raise StorageUnavailable(str(error).replace(str(path), given.name)) from error


def _tell(done: Restored) -> None:
    start_over()
    session.tell(
        f"Restored {done.n_negotiations} negotiation{'' if done.n_negotiations == 1 else 's'}. The "
        f"damaged file is kept as {done.former}."
    )


def forget_reads() -> None:
    """Forget what was read of any negotiation, in every session; the store is opened anew."""
    st.cache_data.clear()
    st.cache_resource.clear()
    RUN.forget()


def start_over() -> None:
    """Forget everything that was read and chosen: what is stored is another now."""
    forget_reads()
    in_view.forget_choice()


def why_unreadable(current: session.Current) -> str | None:
    """Why this negotiation cannot be shown; None where it can.

    Raises
    ------
    StorageUnavailable
        When it is not this negotiation but the database that cannot be read.
    """
    try:
        _ = current.negotiation
    except MesoError as error:
        if isinstance(error, StorageUnavailable) and not isinstance(error, DatabaseDamaged):
            raise
        return str(error)
    return None


def remember(current: session.Current | None, why: str | None) -> None:
    """Keep for this run of the page which negotiation was chosen and cannot be shown, if it is so."""
    if current is None or why is None:
        st.session_state[UNREADABLE] = None
        return
    st.session_state[UNREADABLE] = Unreadable(current.negotiation_id, why)
    in_view.switch_to(current.negotiation_id)


def draw_unreadable() -> bool:
    """Where the chosen negotiation cannot be shown, say so in the place of the page."""
    chosen: Unreadable | None = st.session_state.get(UNREADABLE)
    if chosen is None:
        return False
    listed = session.summaries()
    titles = [title_of(one) for one in listed if one.negotiation_id == chosen.negotiation_id]
    st.title(plain(titles[0] if titles else chosen.negotiation_id), anchor=False)
    st.error(plain(chosen.why), title="This negotiation cannot be shown")
    st.markdown(
        "**What is safe.** Its log is left as it is, and all other negotiations work as before: choose "
        "another in the sidebar. **What to do.** If a newer release wrote it, install that. Otherwise "
        "restore a backup from before it was damaged, or delete it."
    )
    st.page_link("pages/settings.py", label="Open Data and settings", icon=":material/settings:")
    return True


def draw_gone() -> bool:
    """Where the negotiation asked for is not stored, say so in the place of the page; no other is shown."""
    missing = in_view.gone()
    if missing is None:
        return False
    if missing.title is None:
        st.title("There is no such negotiation", anchor=False)
    else:
        st.title("This negotiation was deleted", anchor=False)
    st.warning(plain(_why_gone(missing)))
    st.markdown(
        "No other negotiation is opened in its place. Choose one in the sidebar or in the list, or "
        "start one."
    )
    with st.container(horizontal=True, key="trouble.gone"):
        st.page_link(
            "pages/compare.py", label="Open another negotiation", icon=":material/folder_open:"
        )
        st.page_link("pages/setup.py", label="Start a new one", icon=":material/add:")
    return True


def note_gone() -> None:
    """On a page that works without a negotiation: say that the one asked for is not stored."""
    missing = in_view.gone()
    if missing is not None:
        st.warning(plain(_why_gone(missing)))


def _why_gone(missing: in_view.Gone) -> str:
    if missing.title is None:
        return (
            f"The address names {missing.negotiation_id!r}, and no negotiation here is called so. It may "
            "have been deleted, or the address may be mistyped."
        )
    return (
        f"{missing.title} is not stored any more: it was deleted, or a backup without it was restored. "
        "Who did so is not kept. What you had not logged yet was not logged anywhere."
    )
