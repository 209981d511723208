"""Backups on the page: written or downloaded, looked into, and put in the place of what is stored."""

from __future__ import annotations

import tempfile
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC
from pathlib import Path

import streamlit as st

from meso_infer.errors import MesoError, listed
from meso_infer.ui import choices, session
from meso_infer.ui.drawing import plain
from meso_infer.ui.trouble import LARGER, LARGEST_BACKUP_MB, on_disk, start_over
from meso_infer.upkeep import (
    BackupContents,
    Replacement,
    backup_folder,
    backups_in,
    last_backup,
    look_into,
    remember_backup,
    replacement,
    restore,
    write_backup,
)

FROM_FOLDER = "A backup of this machine"
FROM_FILE = "A file"
SOURCE = "settings.restore.source"
CHOSEN = "settings.restore.chosen"
UPLOADS = "settings.restore.uploads"
CONFIRMED = "settings.restore.confirmed"
MOST_NAMED = 5


def draw_backup() -> None:
    """Draw when the last backup was made, and the two ways to make one."""
    st.header("Backup", anchor=False)
    kept = last_backup(session.store())
    if kept is None:
        st.markdown("This database was never backed up.")
    else:
        st.markdown(
            f"Last backup: {kept[0].astimezone(UTC):%d %b %Y, %H:%M} UTC, {plain(kept[1])}."
        )
    with st.container(horizontal=True, key="settings.backup_bar"):
        st.download_button(
            "Download a backup",
            backup_bytes,
            file_name=f"meso-backup-{session.now():%Y-%m-%d}.jsonl",
            mime="application/jsonl",
            key="settings.download",
            on_click="ignore",
            icon=":material/download:",
            help="All negotiations with our values, as of one moment. Keep it where only you can read it.",
        )
        st.button(
            "Write a backup on this machine",
            key="settings.write_backup",
            icon=":material/save:",
            help=f"Into {backup_folder(session.store())}",
            on_click=session.action(_write),
        )


def backup_bytes() -> bytes:
    """Everything in the store, as of one moment, as JSON lines."""
    store = session.store()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "backup.jsonl"
        store.backup(path)
        remember_backup(store, now=session.now(), to="downloaded")
        return path.read_bytes()


def _write() -> None:
    path = write_backup(session.store(), now=session.now())
    session.tell(f"Wrote {path}.")


# --- restoring --------------------------------------------------------------------------------------


def draw_restore() -> None:
    """Draw the choice of a backup, what it holds, what it would replace, and the button."""
    st.header("Restore", anchor=False)
    found = backups_in(backup_folder(session.store()))
    source = FROM_FILE
    if found:
        source = choices.segmented_control(
            "Restore from", [FROM_FILE, FROM_FOLDER], default=FROM_FILE, required=True, key=SOURCE
        )
    if source == FROM_FOLDER:
        st.selectbox("Backup, newest first", found, format_func=lambda path: path.name, key=CHOSEN)
    else:
        st.file_uploader(
            "A backup (.jsonl or .sqlite3)",
            type=["jsonl", "sqlite3"],
            key=_upload_key(),
            max_upload_size=LARGEST_BACKUP_MB,
            help=LARGER,
        )
        if st.session_state.get(_upload_key()) is None:
            st.caption("The file is checked to its end before anything is replaced.")
            return
    _draw_contents()


def _upload_key() -> str:
    return f"settings.restore.upload.{st.session_state.get(UPLOADS, 0)}"


def _draw_contents() -> None:
    with st.spinner("Reading the backup"):
        try:
            with _chosen_file() as path:
                contents = look_into(path)
        except MesoError as error:
            st.error(plain(str(error)))
            return
        would = replacement(session.store(), contents)
    st.markdown("\n".join(f"- {plain(text)}" for text in sentences(contents, would)))
    sure = st.checkbox(
        "Replace everything that is stored now with this backup", key=CONFIRMED, value=False
    )
    st.button(
        "Restore",
        key="settings.restore",
        type="primary",
        disabled=not sure,
        on_click=session.action(_restore),
    )


def _chosen_file() -> AbstractContextManager[Path]:
    given = st.session_state.get(_upload_key())
    if st.session_state.get(SOURCE) == FROM_FOLDER or given is None:
        return nullcontext(Path(st.session_state[CHOSEN]))
    return on_disk(given)


def sentences(contents: BackupContents, would: Replacement) -> tuple[str, ...]:
    """What a backup holds, and what restoring it would do to what is stored now."""
    count = len(contents.negotiations)
    said = [
        f"The backup is sound: {count} negotiation{'' if count == 1 else 's'}, "
        f"{contents.n_events:,} event{'' if contents.n_events == 1 else 's'}."
    ]
    if contents.unreadable:
        names = listed((one.negotiation_id for one in contents.unreadable), "and")
        said.append(f"This release cannot show {names} of it.")
    told = (
        ("Would be gone", would.lost),
        ("Would lose what was logged since", would.set_back),
        ("Would be replaced by another log", would.changed),
        ("Would come back", would.added),
        ("Stay as they are", would.same),
    )
    said += [f"{words}: {_named(titles)}." for words, titles in told if titles]
    if would.loses_anything:
        said.append("A safety copy of what is stored now is written first.")
    return tuple(said)


def _named(titles: tuple[str, ...]) -> str:
    more = len(titles) - MOST_NAMED
    return ", ".join(titles[:MOST_NAMED]) + (f", and {more} more" if more > 0 else "")


def _restore() -> None:
    if not st.session_state.get(CONFIRMED):
        session.tell("Say first that everything is to be replaced.", "note")
        return
    store = session.store()
    with _chosen_file() as path:
        done = restore(store, path, now=session.now())
    store.close()
    start_over()
    st.session_state[UPLOADS] = st.session_state.get(UPLOADS, 0) + 1
    kept = f" What was stored before is in {done.former}." if done.former else ""
    count = done.n_negotiations
    session.tell(f"Restored {count} negotiation{'' if count == 1 else 's'}.{kept}")
