"""What parties see by their links, for a server that others may reach: no page of the owner's is here."""

from __future__ import annotations

from meso_infer.ui import clicks, downloads, turns
from meso_infer.ui.party.by_link import no_view, view_asked_for

clicks.keep_every_click()
clicks.keep_every_cache()
downloads.keep_every_download()
turns.draw_in_turns()
(view_asked_for() or no_view())()
