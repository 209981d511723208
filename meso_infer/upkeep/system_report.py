"""The state of an installation on one page, to be copied into a question to whoever looks after it.

Counts, versions and places only: nothing of what was negotiated.
"""

from __future__ import annotations

import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from meso_infer.prior import MODEL_VERSION
from meso_infer.storage import EventStore
from meso_infer.upkeep.database import Unreadable, last_backup, unreadable
from meso_infer.version import VERSION

PACKAGE = "meso-infer"
LIBRARIES = (
    "streamlit",
    "plotly",
    "pandas",
    "numpy",
    "scipy",
    "scikit-learn",
    "SQLAlchemy",
    "alembic",
)
NOT_INSTALLED = "not installed"


@dataclass(frozen=True)
class SystemReport:
    """Where the data lie, which versions run, and whether what is stored is sound.

    Attributes
    ----------
    n_bytes : int or None
        Size of the database's file; None where it is not a file.
    last_backup : datetime or None
    damage : tuple of str
        What the database finds wrong with itself.
    unreadable : tuple of Unreadable
        Negotiations that cannot be shown.
    """

    location: str
    n_bytes: int | None
    engine: str
    revision: str
    versions: tuple[tuple[str, str], ...]
    n_negotiations: int
    n_examples: int
    n_events: int
    last_backup: datetime | None
    damage: tuple[str, ...]
    unreadable: tuple[Unreadable, ...]

    @property
    def is_sound(self) -> bool:
        return not self.damage and not self.unreadable

    def lines(self) -> tuple[tuple[str, str], ...]:
        """Each finding with its name, ready to be shown or copied."""
        examples = f" ({self.n_examples} of them examples)" if self.n_examples else ""
        size = "" if self.n_bytes is None else f" ({self.n_bytes / 1e3:,.0f} kB)"
        backed_up = self.last_backup
        when = "never" if backed_up is None else f"{backed_up.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        return (
            ("Database", f"{self.location}{size}"),
            ("Kind", f"{self.engine}, tables of revision {self.revision}"),
            ("Negotiations", f"{self.n_negotiations:,}{examples}"),
            ("Events", f"{self.n_events:,}"),
            ("Last backup", when),
            ("Check of the database", "; ".join(self.damage) or "no damage found"),
            (
                "Check of the logs",
                "; ".join(f"{one.negotiation_id}: {one.why}" for one in self.unreadable)
                or "all can be read",
            ),
            *self.versions,
        )

    def text(self) -> str:
        """The same as plain text."""
        return "\n".join(f"{name}: {value}" for name, value in self.lines())


def system_report(store: EventStore) -> SystemReport:
    """Look through the database and say what runs here.

    Raises
    ------
    StorageUnavailable
        When the database cannot be read at all.
    """
    listed = store.list()
    file = Path(store.location)
    backed_up = last_backup(store)
    return SystemReport(
        location=store.location,
        n_bytes=file.stat().st_size if file.is_file() else None,
        engine=store.engine,
        revision=store.revision,
        versions=versions(),
        n_negotiations=len(listed),
        n_examples=sum(one.is_example for one in listed),
        n_events=sum(one.sequence for one in listed),
        last_backup=None if backed_up is None else backed_up[0],
        damage=store.find_damage(),
        unreadable=unreadable(store),
    )


def versions() -> tuple[tuple[str, str], ...]:
    """Names and versions of what runs: the program, its model, Python and libraries."""
    return (
        (PACKAGE, VERSION),
        ("Model", MODEL_VERSION),
        ("Python", f"{platform.python_version()} on {platform.system()} {platform.machine()}"),
        *((name, _installed(name)) for name in LIBRARIES),
    )


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return NOT_INSTALLED
