"""Live round: what they answered, and what it says about them."""

from meso_infer.ui import shell

shell.guard("pages/live.py")

current = shell.require_current()
