"""The dashboard: which pages there are, in four groups, and the frame they stand in."""

from __future__ import annotations

from meso_infer.ui import clicks, downloads, turns
from meso_infer.ui.party.by_link import view_asked_for
from meso_infer.ui.shell import Entry, run

GROUPS = {
    "Now": [
        Entry(
            "pages/live.py",
            "Live round",
            ":material/forum:",
            "What they answered, and what it says about them",
            default=True,
        ),
        Entry(
            "pages/next_packages.py",
            "Next packages",
            ":material/stacks:",
            "Three sets of equal packages to offer next",
        ),
    ],
    "Understand": [
        Entry(
            "pages/counterpart.py",
            "Counterpart",
            ":material/psychology:",
            "What matters to them, how sure that is, and why",
        ),
        Entry(
            "pages/timeline.py",
            "Timeline",
            ":material/timeline:",
            "What happened, in order; corrections, notes and copies",
        ),
        Entry(
            "pages/deal_space.py",
            "Deal space",
            ":material/scatter_plot:",
            "Which deals are possible, and what both could still gain",
        ),
        Entry(
            "pages/offers_to_us.py",
            "Offers to us",
            ":material/inbox:",
            "Where we stand, what their packages are worth to us, and what to answer",
        ),
    ],
    "Close": [
        Entry(
            "pages/agreement.py",
            "Agreement and improvement",
            ":material/handshake:",
            "What the deal is worth to both, and whether something is better for both",
        ),
        Entry(
            "pages/neutral.py",
            "Neutral desk",
            ":material/balance:",
            "For a neutral between parties who each keep their own side",
        ),
        Entry(
            "pages/single_text.py",
            "Single text",
            ":material/edit_document:",
            "One draft that all parties criticise, and one vote on the whole",
        ),
    ],
    "Library": [
        Entry(
            "pages/compare.py",
            "All negotiations",
            ":material/list:",
            "Where each stands; start, import, back up",
        ),
        Entry(
            "pages/report.py",
            "Report and export",
            ":material/description:",
            "Reports for us, for a mediator, or safe to share; to read, to print, as data",
        ),
        Entry(
            "pages/setup.py",
            "Setup",
            ":material/tune:",
            "Issues, our values, our limits, our guess",
        ),
        Entry(
            "pages/settings.py",
            "Data and settings",
            ":material/settings:",
            "Backups, deletion, what the model assumes, how the program is",
        ),
    ],
}

# Before anything is drawn, for the views by link as for the dashboard.
clicks.keep_every_click()
clicks.keep_every_cache()
downloads.keep_every_download()
turns.draw_in_turns()
view = view_asked_for()
if view is not None:
    view()
else:
    run(GROUPS)
