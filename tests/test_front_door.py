"""What `import meso_infer` loads, and what it leaves until it is needed."""

from __future__ import annotations

import subprocess
import sys

SLOW = "scipy sklearn pandas plotly sqlalchemy alembic streamlit openpyxl click".split()


def test_an_estimate_loads_nothing_slow():
    """Neither the import nor a first estimate needs the libraries that take long to load."""
    script = (
        "import sys, meso_infer as mi; from meso_infer.templates import load_sample; "
        "mi.infer(load_sample('hiring')); "
        f"print([name for name in {SLOW!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
