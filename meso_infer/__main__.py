"""``python -m meso_infer``: the command line."""

from __future__ import annotations

import sys

from meso_infer.cli import main

if __name__ == "__main__":
    sys.exit(main())
