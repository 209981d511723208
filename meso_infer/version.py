"""Which release this is: the one place that says so, also where nothing was installed."""

from __future__ import annotations

VERSION = "0.1.0"
