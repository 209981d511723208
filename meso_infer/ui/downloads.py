"""A file made for a download is kept until the browser has fetched it.

What a download button makes when it is pressed belongs to no page. Streamlit 1.67 throws such a file away at
the end of the second run after it, of whatever session: where many pages ask every two seconds whether others
have logged something, within a tenth of a second and often before the browser comes for it. The download
then fails without a word. Here what no page refers to is thrown away once a minute.
"""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from streamlit.runtime.media_file_manager import MediaFileManager

KEPT_SECONDS = 60.0
"""How long a browser has to begin fetching a file, at least."""


def keep_every_download() -> None:
    """Keep made files long enough in this process; asked again, nothing happens."""
    if not hasattr(MediaFileManager.remove_orphaned_files, "__wrapped__"):
        MediaFileManager.remove_orphaned_files = seldom(MediaFileManager.remove_orphaned_files)


def seldom(
    remove: Callable[[MediaFileManager], None], clock: Callable[[], float] = time.monotonic
) -> Any:
    """Have files that no page refers to removed once in `KEPT_SECONDS`, however often it is asked for.

    The first time that Streamlit meets a file that is not referred to it marks it; the second time it
    removes it. A file so lives for `KEPT_SECONDS` after it was made, and at most twice as long.
    """
    last: WeakKeyDictionary[MediaFileManager, float] = WeakKeyDictionary()
    lock = threading.Lock()

    @functools.wraps(remove)
    def once_in_a_while(manager: MediaFileManager) -> None:
        now = clock()
        with lock:
            if manager in last and now - last[manager] < KEPT_SECONDS:
                return
            last[manager] = now
        remove(manager)

    return once_in_a_while
