"""Looking after the database: backups, restoring one, deleting a negotiation, and a diagnosis.

Whatever is destroyed here is looked at first, is told before, and leaves a copy behind where it can.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from meso_infer.errors import InvalidSettings, MesoError, StorageUnavailable
from meso_infer.storage import EventStore, StoredSummary, open_store, set_aside
from meso_infer.workflow import load

APPLICATION = "application"
"""Owner of the drafts that remember something about the whole database."""
LAST_BACKUP = "last-backup"
BACKUPS = "backups"

# --- what a database or a backup holds ------------------------------------------------------------


@dataclass(frozen=True)
class Unreadable:
    """A negotiation that cannot be shown, by its id, and why."""

    negotiation_id: str
    why: str


@dataclass(frozen=True)
class BackupContents:
    """What an undamaged backup holds.

    Attributes
    ----------
    negotiations : tuple of StoredSummary
        The one touched last first.
    unreadable : tuple of Unreadable
        Those of them that this release cannot show; they are restored all the same.
    """

    negotiations: tuple[StoredSummary, ...]
    unreadable: tuple[Unreadable, ...]

    @property
    def n_events(self) -> int:
        return sum(one.sequence for one in self.negotiations)


@dataclass(frozen=True)
class Replacement:
    """What a restore would do to the negotiations that are stored now; titles of each kind.

    Attributes
    ----------
    lost : tuple of str
        Stored here, not in the backup.
    set_back : tuple of str
        In both, with events here that the backup does not have.
    changed : tuple of str
        In both, with another log.
    same : tuple of str
    added : tuple of str
        In the backup only.
    """

    lost: tuple[str, ...]
    set_back: tuple[str, ...]
    changed: tuple[str, ...]
    same: tuple[str, ...]
    added: tuple[str, ...]

    @property
    def loses_anything(self) -> bool:
        """Whether something that is stored now would stand nowhere but in the safety copy."""
        return bool(self.lost or self.set_back or self.changed)


def title_of(summary: StoredSummary) -> str:
    """What a negotiation is called, also where its header cannot be read: its id then."""
    return str(summary.header.get("title") or summary.negotiation_id)


def titles_now(store: EventStore, summaries: Iterable[StoredSummary]) -> dict[str, str]:
    """What each negotiation is called now, by id: by its last name, also where it was named anew.

    One that cannot be read is called as `title_of` says.
    """
    renamed = store.with_kind("names-set")
    titles = {one.negotiation_id: title_of(one) for one in summaries}
    for name in titles.keys() & renamed:
        with suppress(MesoError):
            titles[name] = load(store, name).title
    return titles


def unreadable(store: EventStore) -> tuple[Unreadable, ...]:
    """Every negotiation that cannot be shown, and why; the others are not touched by it."""
    found = []
    for one in store.list():
        try:
            load(store, one.negotiation_id)
        except MesoError as error:
            found.append(Unreadable(one.negotiation_id, str(error)))
    return tuple(found)


def look_into(path: Path) -> BackupContents:
    """Read a backup through to its end, without touching the database.

    Raises
    ------
    StorageUnavailable
        When it is not an undamaged backup that this release can restore.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(open_store(f"sqlite:///{folder}/look.sqlite3")) as trial,
    ):
        trial.restore(path)
        return BackupContents(trial.list(), unreadable(trial))


def replacement(store: EventStore, contents: BackupContents) -> Replacement:
    """What would become of what is stored now if the backup took its place."""
    here = {one.negotiation_id: one for one in store.list()}
    there = {one.negotiation_id: one for one in contents.negotiations}
    both = [
        (one, there[one.negotiation_id]) for one in here.values() if one.negotiation_id in there
    ]
    same, set_back, changed = [], [], []
    for now, then in both:
        if (now.sequence, now.updated_at, now.created_at) == (
            then.sequence,
            then.updated_at,
            then.created_at,
        ):
            same.append(now)
        elif now.created_at == then.created_at and now.sequence > then.sequence:
            set_back.append(now)
        else:
            changed.append(now)
    return Replacement(
        lost=_titles(one for one in here.values() if one.negotiation_id not in there),
        set_back=_titles(set_back),
        changed=_titles(changed),
        same=_titles(same),
        added=_titles(one for one in there.values() if one.negotiation_id not in here),
    )


def _titles(summaries: Iterable[StoredSummary]) -> tuple[str, ...]:
    return tuple(title_of(one) for one in summaries)


# --- backing up and restoring -----------------------------------------------------------------------


def backup_folder(store: EventStore) -> Path:
    """Where backups lie unless told otherwise: beside the file of the database."""
    file = Path(store.location)
    return (file.absolute().parent if file.is_file() else Path("data").absolute()) / BACKUPS


def backups_in(folder: Path) -> tuple[Path, ...]:
    """The backups of a folder, the newest first."""
    found = [*folder.glob("*.sqlite3"), *folder.glob("*.jsonl")] if folder.is_dir() else []
    return tuple(sorted(found, key=lambda path: path.stat().st_mtime, reverse=True))


def write_backup(
    store: EventStore, *, now: datetime, path: Path | None = None, why: str = "meso"
) -> Path:
    """Write everything to a new file and remember when.

    Parameters
    ----------
    path : Path, optional
        A name after the time, in `backup_folder`, when left out.
    why : str
        First word of that name.

    Raises
    ------
    StorageUnavailable
        When the file exists or cannot be written.
    """
    if path is None:
        ending = "sqlite3" if Path(store.location).is_file() else "jsonl"
        path = backup_folder(store) / f"{why}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.{ending}"
    store.backup(path)
    remember_backup(store, now=now, to=str(path))
    return path


def remember_backup(store: EventStore, *, now: datetime, to: str) -> None:
    """Keep in the database, where it may be written, when it was last backed up, and where to."""
    # The backup is made: whoever could not write beside it has it all the same.
    with suppress(StorageUnavailable):
        store.save_draft(APPLICATION, LAST_BACKUP, {"at": now.isoformat(), "to": to}, saved_at=now)


def last_backup(store: EventStore) -> tuple[datetime, str] | None:
    """When the database was last backed up, and where to; None when it never was."""
    kept = store.read_draft(APPLICATION, LAST_BACKUP)
    return None if kept is None else (datetime.fromisoformat(kept["at"]), str(kept["to"]))


@dataclass(frozen=True)
class Restored:
    """What a restore did: how many negotiations there are now, and where the former ones are."""

    n_negotiations: int
    former: Path | None


def restore(store: EventStore, path: Path, *, now: datetime) -> Restored:
    """Put a backup in the place of everything stored, after a safety copy of that.

    Raises
    ------
    StorageUnavailable
        When the backup is not sound or the safety copy cannot be written; nothing was changed.
    """
    look_into(path)
    former = write_backup(store, now=now, why="before-restore") if store.list() else None
    count = store.restore(path, replace=True)
    if former is not None:
        remember_backup(store, now=now, to=str(former))
    return Restored(count, former)


def restore_damaged(url: str, path: Path, *, now: datetime) -> Restored:
    """Put a backup in the place of a database that cannot be read; the damaged file is kept.

    Raises
    ------
    StorageUnavailable
        When the backup is not sound, or the database is not a file; nothing was changed.
    """
    look_into(path)
    former = set_aside(url, now=now)
    with closing(open_store(url)) as store:
        return Restored(store.restore(path), former)


# --- deleting ---------------------------------------------------------------------------------------


def delete_negotiation(store: EventStore, negotiation_id: str, *, typed: str) -> bool:
    """Delete a whole negotiation for good; whether its bytes are gone from the file, too.

    Parameters
    ----------
    typed : str
        The title as it is now, typed by whoever asks for it.

    Raises
    ------
    InvalidSettings
        When the title was not typed as it stands; nothing was deleted.
    UnknownNegotiation, StorageUnavailable
    """
    stored = [one for one in store.list() if one.negotiation_id == negotiation_id]
    title = titles_now(store, stored).get(negotiation_id)
    if title is not None and typed.strip() != title:
        raise InvalidSettings(
            f"To delete it, type its name: {title}. "
            + (f"Typed was: {typed.strip()}. " if typed.strip() else "")
            + "Nothing was deleted."
        )
    store.delete(negotiation_id)
    return store.scrub()
