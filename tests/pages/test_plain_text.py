"""What people wrote is shown as they wrote it, on every page: no link, no picture, no formula."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from meso_infer import workflow
from meso_infer.events import IssuePushed, MesoOffered, Note, PackagePicked
from meso_infer.issues import CategoricalIssue, NumericIssue
from meso_infer.negotiation import Header
from meso_infer.packages import Agenda, Package
from meso_infer.storage import EventStore
from meso_infer.ui import session
from meso_infer.ui.drawing import MAY_BREAK, WORD_JOINER, as_copied, in_cell, plain
from meso_infer.utility import OwnSpec
from tests.navigation import pages
from tests.pages.conftest import Dashboard

PICTURE = "![x](http://127.0.0.1:9/x.png)"


def written(app: AppTest) -> list[str]:
    """Everything on the page that Streamlit reads as Markdown."""
    kinds = (
        "title",
        "header",
        "subheader",
        "markdown",
        "caption",
        "info",
        "warning",
        "error",
        "toast",
    )
    found = [one.value for kind in kinds for one in getattr(app, kind)]
    labelled = ("button", "pills", "segmented_control", "number_input", "selectbox", "text_input")
    found += [one.label for kind in labelled for one in getattr(app, kind)]
    for kind in ("pills", "segmented_control"):
        found += [text for one in getattr(app, kind) for text in one.options]
    for table in app.table:
        frame = table.value
        found += [str(x) for x in (*frame.columns, *frame.index, *frame.to_numpy().ravel())]
    return found


def test_no_text_of_people_is_read_as_markdown(
    dashboard: Callable[[], Dashboard], store: EventStore
) -> None:
    """Names, options, units and notes that hold a picture's address never ask for the picture."""
    agenda = Agenda(
        (
            NumericIssue(
                name=f"Pay {PICTURE}", unit="$", low=0, high=10, step=1, own_direction="lower"
            ),
            CategoricalIssue(name="Place", options=(PICTURE, "Berlin")),
        )
    )
    own = OwnSpec(
        weights={agenda.names[0]: 0.5, "Place": 0.5},
        values={"Place": {PICTURE: 0.0, "Berlin": 1.0}},
        reservation_value=0.2,
        aspiration_value=0.5,
    )
    header = Header(agenda, f"Talks {PICTURE}", f"They {PICTURE}", None, own)
    packages = {
        "A": Package({agenda.names[0]: 0, "Place": PICTURE}),
        "B": Package({agenda.names[0]: 10, "Place": "Berlin"}),
    }
    events = [
        MesoOffered(packages=packages, claim="equal"),
        PackagePicked(package="B"),
        IssuePushed(issue=agenda.names[0], direction="higher"),
        Note(text=PICTURE),
    ]
    page = dashboard()
    chosen = workflow.start(store, header, events, now=session.now())
    page.app.query_params["n"] = chosen
    for path in (listed.path for listed in pages()):
        page.open(path)
        assert not page.app.exception, path
        live = [text for text in written(page.app) if PICTURE in text]
        assert not live, f"{path}: {live}"


@pytest.mark.parametrize(
    "text", ["see http://x.example/a", "HTTPS://x.example", "www.x.example", "me@x.example"]
)
def test_an_address_is_cut_where_a_link_would_begin(text: str) -> None:
    """Addresses of sites and of mail lose nothing that is seen, and are no longer addresses."""
    shown = plain(text)
    assert shown.replace(WORD_JOINER, "").replace("\\", "") == text
    assert not any(one in shown.lower() for one in ("http://", "https://", "www.x", "e@x"))


@pytest.mark.parametrize("name", ["الضمان", "الضمان الطويل", "שלום", "می\u200cخواهم"])
def test_numbers_beside_a_name_from_right_to_left_keep_their_order(name: str) -> None:
    """Such words stand between signs that end their direction; nothing else is added to a text."""
    assert plain(f"{name} 16% (90%: 1–44%)") == f"\u2068{name}\u2069 16% (90%: 1–44%)"
    assert plain("Salary 16% (90%: 1–44%)") == "Salary 16% (90%: 1–44%)"


def test_a_name_that_was_copied_from_a_page_is_that_name() -> None:
    """What nobody sees on the page is taken out again; the joiners of a name stay."""
    name = "می\u200cخواهم :smile: http://x.example " + "w" * 50
    assert as_copied(in_cell(name).replace("\\", "")) == name


def test_a_long_title_leaves_the_packages_in_sight(
    dashboard: Callable[[], Dashboard], store: EventStore
) -> None:
    """On the live page a title of 200 characters is cut to a line or two; its whole stands behind it."""
    whole = "Delivery of very many things to very many places " * 4
    header = Header(Agenda((NumericIssue(name="Price", low=0, high=10),)), whole.strip(), "They")
    page = dashboard()
    page.app.query_params["n"] = workflow.start(store, header, [], now=session.now())
    page.open("pages/live.py")
    (title,) = page.app.title
    assert len(title.value) < 100
    assert "…" in title.value
    assert title.help == f"{whole.strip()}: They"


def test_a_long_word_in_a_cell_may_be_broken() -> None:
    """No run of letters in a table is longer than a cell of a phone; taken out again, all is as written."""
    text = f"short {'w' * 200} {PICTURE}"
    shown = in_cell(text)
    assert max(map(len, shown.replace(MAY_BREAK, " ").split())) <= 40
    assert shown.replace(MAY_BREAK, "") == plain(text)
    assert in_cell("Payment after delivery") == "Payment after delivery"
