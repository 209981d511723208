"""Files made for a download, in Streamlit's own keeper of files."""

from __future__ import annotations

import pytest
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from meso_infer.ui.downloads import KEPT_SECONDS, keep_every_download, seldom

RUNS = 50


class Clock:
    """Seconds that pass when told to."""

    seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def manager() -> MediaFileManager:
    return MediaFileManager(MemoryMediaFileStorage("/media"))


def made(manager: MediaFileManager) -> str:
    """The name of a file that a press on a download button made."""
    button = manager.add_deferred(lambda: b"a letter", "text/plain", "0.1", "letter.txt")
    return manager.execute_deferred(button).rpartition("/")[2]


def test_a_file_outlives_the_runs_of_many_pages_and_not_for_long(manager: MediaFileManager) -> None:
    """However many runs end within a minute, the browser finds what was made; after two it is gone."""
    clock = Clock()
    removing = MediaFileManager.remove_orphaned_files
    remove = seldom(getattr(removing, "__wrapped__", removing), clock)
    for _ in range(3):
        name = made(manager)
        for _ in range(RUNS):
            remove(manager)
            clock.seconds += 0.999 * KEPT_SECONDS / RUNS
        found = manager.read_file(name)
        assert found is not None
        assert found.content == b"a letter"
        for _ in range(2):
            clock.seconds += KEPT_SECONDS
            remove(manager)
        assert manager.read_file(name) is None


def test_managers_do_not_stand_in_for_each_other(manager: MediaFileManager) -> None:
    """What was removed in one says nothing about another."""
    asked = []
    remove = seldom(asked.append, Clock())
    other = MediaFileManager(MemoryMediaFileStorage("/media"))
    for one in (manager, manager, other, other):
        remove(one)
    assert asked == [manager, other]


def test_streamlit_itself_is_held_back_once(manager: MediaFileManager) -> None:
    """In a process of the dashboard the keeper's own method waits; asked twice it is wrapped once."""
    keep_every_download()
    first = MediaFileManager.remove_orphaned_files
    keep_every_download()
    assert MediaFileManager.remove_orphaned_files is first
    name = made(manager)
    for _ in range(RUNS):
        manager.remove_orphaned_files()
    assert manager.read_file(name) is not None
