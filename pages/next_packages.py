"""Next packages."""

from meso_infer.ui import shell

shell.guard("pages/next_packages.py")

current = shell.require_current()
