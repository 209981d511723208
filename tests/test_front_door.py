"""What `import meso_infer` loads, and what it leaves until it is needed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import meso_infer as mi
from meso_infer.templates import load_sample

ROOT = Path(__file__).resolve().parent.parent
NOT_ON_THE_FIRST_PAGE = "sklearn scipy openpyxl docx jinja2 kaleido altair matplotlib".split()
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


def test_every_name_of_the_front_door_can_be_found_and_fetched():
    """Completion in a notebook shows what the door holds, and each name is there."""
    assert set(mi.__all__) <= set(dir(mi))
    assert all(getattr(mi, name) is not None for name in mi.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'Priorities'"):
        mi.Priorities  # noqa: B018


def test_a_notebook_shows_a_line_for_what_it_is_handed():
    """A negotiation and an estimate say in one line what they are, and nothing of ours is in it."""
    negotiation = load_sample("hiring")
    assert repr(negotiation) == "<Negotiation 'Hiring' with Candidate: open, 1 event>"
    told = "<Posterior of Salary, Remote and Contract: 1,024 draws, 0 informative events>"
    assert repr(mi.infer(negotiation)) == told


@pytest.mark.parametrize("given", [None, 5, ["events"]])
def test_what_is_no_document_is_refused_in_words(given: object):
    """Whatever is handed over in the place of a document, the error says what one is."""
    with pytest.raises(mi.MesoError, match="give a path, JSON text, bytes or an object"):
        mi.read_document(given)  # type: ignore[arg-type]


def test_the_first_page_loads_no_library_of_other_pages(tmp_path: Path):
    """The Live page is drawn without scikit-learn, SciPy, and what only reports and imports need."""
    script = (
        "import sys; from streamlit.testing.v1 import AppTest; "
        f"app = AppTest.from_file({str(ROOT / 'app.py')!r}, default_timeout=60).run(); "
        "assert not app.exception and app.title; "
        f"print([name for name in {NOT_ON_THE_FIRST_PAGE!r} if name in sys.modules])"
    )
    environment = {**os.environ, "MESO_DATABASE_URL": f"sqlite:///{tmp_path / 'meso.sqlite3'}"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
        cwd=ROOT,
    )
    assert done.stdout.strip() == "[]"
