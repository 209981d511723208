"""The dashboard: which pages there are, in four groups, and the frame they stand in."""

from __future__ import annotations

from meso_infer.ui.shell import Entry, run

GROUPS = {
    "Now": [
        Entry(
            "pages/live.py",
            "Live round",
            ":material/forum:",
            "live",
            "What they answered, and what it says about them",
            default=True,
        ),
        Entry(
            "pages/next_packages.py",
            "Next packages",
            ":material/stacks:",
            "next-packages",
            "Three sets of equal packages to offer next",
        ),
    ],
    "Understand": [],
    "Close": [],
    "Library": [],
}

run(GROUPS)
