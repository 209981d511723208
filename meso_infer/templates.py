"""What ships with the package to start from: templates, samples and a blank sheet."""

from __future__ import annotations

import sysconfig
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from meso_infer.documents import read_document
from meso_infer.errors import InvalidDocument, StorageUnavailable, listed
from meso_infer.issues import NumericIssue
from meso_infer.negotiation import Header, Negotiation
from meso_infer.packages import Agenda

CHECKOUT = Path(__file__).resolve().parent.parent / "data"
"""Where the files stand in a clone of the repository."""

INSTALLED = Path("share") / "meso-infer"
"""Where a wheel puts them, under the data folder of its environment."""

Kind = Literal["templates", "samples"]


PURPOSES: Mapping[str, str] = MappingProxyType(
    {
        "acquisition": "Buying a company: price, how and when it is paid, who stays.",
        "consulting_contract": "Engaging a consultant: rate, days, presence, rights to the results.",
        "hiring": "Hiring one person: pay, remote days, length of the contract, start, vacation.",
        "office_lease": "Renting an office: rent, term, what the landlord adds, ways out.",
        "partnership": "Selling a product together: revenue, investment, markets, how to part.",
        "settlement": "Ending a dispute as the side that pays: amount, timing, what is said.",
        "software_licence": "Buying software for many users: price, term, support, hosting.",
        "supplier_contract": "Buying goods again and again: price, payment, delivery, warranty.",
    }
)
"""What each template is for, in a line, and from which side it is seen."""


@dataclass(frozen=True)
class Template:
    """A template in brief, for a list to choose from."""

    name: str
    title: str
    counterpart: str
    issues: tuple[str, ...]
    purpose: str


@cache
def list_templates() -> tuple[Template, ...]:
    """The templates, in the order of their titles."""
    found = []
    for name in _names("templates"):
        header = load_template(name).header
        found.append(
            Template(name, header.title, header.counterpart, header.agenda.names, PURPOSES[name])
        )
    return tuple(sorted(found, key=lambda template: template.title))


def load_template(name: str) -> Negotiation:
    """A negotiation without events: an agenda with our example values, to be edited.

    Parameters
    ----------
    name : str
        One of `list_templates`.

    Raises
    ------
    InvalidDocument
        When there is no such template.
    """
    return _load("templates", name)


def load_sample(name: str) -> Negotiation:
    """An example negotiation with its events; raises InvalidDocument when there is none so named."""
    return _load("samples", name)


def blank_header() -> Header:
    """The start of a blank sheet: one issue, which stands for whatever comes first, and no values."""
    return Header(Agenda((NumericIssue(name="Price", low=0, high=100),)), title="New negotiation")


def data_folder(places: Iterable[Path] | None = None) -> Path:
    """The folder that holds ``templates`` and ``samples``: a clone's own, or the installed one.

    Parameters
    ----------
    places : iterable of Path, optional
        Where to look, first found first taken.

    Raises
    ------
    StorageUnavailable
        When the files are nowhere; the installation is then incomplete.
    """
    looked = tuple(places) if places is not None else _places()
    for place in looked:
        if (place / "templates").is_dir():
            return place
    raise StorageUnavailable(
        f"The templates are in none of {listed(looked)}; install the package again."
    )


def _places() -> tuple[Path, ...]:
    schemes = (sysconfig.get_default_scheme(), sysconfig.get_preferred_scheme("user"))
    installed = (Path(sysconfig.get_path("data", scheme)) / INSTALLED for scheme in schemes)
    return CHECKOUT, *installed


def _names(kind: Kind) -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in (data_folder() / kind).glob("*.json")))


def _load(kind: Kind, name: str) -> Negotiation:
    names = _names(kind)
    if name not in names:
        raise InvalidDocument(
            f"There is no {kind[:-1]} {name!r}; there are {listed(names, 'and')}."
        )
    return read_document(data_folder() / kind / f"{name}.json")
