"""What ships to start from: every file is valid, usable and found, in a clone and installed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from meso_infer import workflow
from meso_infer.candidates import find_candidates
from meso_infer.documents import read_document, read_header, write_document, write_header
from meso_infer.elicitation.equality import audit_equality
from meso_infer.errors import InvalidDocument, StorageUnavailable
from meso_infer.issues import DirectedIssue, NumericIssue
from meso_infer.sheet import problems, sheet_of_header
from meso_infer.templates import (
    CHECKOUT,
    PURPOSES,
    blank_header,
    data_folder,
    list_templates,
    load_sample,
    load_template,
)

NAMES = (
    "acquisition",
    "consulting_contract",
    "hiring",
    "office_lease",
    "partnership",
    "settlement",
    "software_licence",
    "supplier_contract",
)


def test_the_list_names_what_ships() -> None:
    """Every template is listed with its title, a role for the counterpart, and its issues."""
    listed = list_templates()
    assert tuple(sorted(template.name for template in listed)) == NAMES
    assert {t.counterpart for t in listed} == {
        "Candidate", "Claimant", "Consultant", "Distributor", "Landlord", "Seller", "Supplier", "Vendor",
    }  # fmt: skip
    assert all(len(t.issues) >= 3 and t.title for t in listed)


def test_each_template_says_in_a_line_what_it_is_for() -> None:
    """The line is one sentence of its own, and there is none for a template that does not ship."""
    assert set(PURPOSES) == set(NAMES)
    lines = [template.purpose for template in list_templates()]
    assert len(set(lines)) == len(lines)
    assert all(20 <= len(line) <= 90 and line.endswith(".") for line in lines)


@pytest.mark.parametrize("name", NAMES)
def test_issues_and_options_speak_from_no_side(name: str) -> None:
    """A template's issues stand before all parties at a neutral desk, too: no name or option says "our"."""
    agenda = load_template(name).agenda
    words = [issue.name for issue in agenda.issues]
    words += [
        issue.format(issue.option(float(x)))
        for issue in agenda.issues
        if not isinstance(issue, NumericIssue)
        for x in issue.coordinates()
    ]
    one_sided = {"our", "ours", "us", "we", "their", "theirs", "them", "they", "my", "your"}
    assert not [one for one in words if one_sided & set(re.findall(r"\w+", one.lower()))]


@pytest.mark.parametrize("name", NAMES)
def test_the_end_that_is_called_better_for_us_is_worth_most(name: str) -> None:
    """Where a template says which end we prefer, our values have it as the best; else it says none."""
    template = load_template(name)
    assert template.own is not None
    for issue in template.agenda.issues:
        if isinstance(issue, DirectedIssue) and issue.own_direction_sign:
            ends = np.array(issue.bounds)[:: issue.own_direction_sign]
            worst, best = template.own.part_worth(issue.name, ends)
            weight = template.own.weight_by_issue[issue.name]
            assert (worst, best) == pytest.approx((0, weight), abs=1e-9), issue.name


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("share", [0.5, 1.0])
def test_a_template_leads_to_packages_that_are_equal_as_claimed(name: str, share: float) -> None:
    """Out of the box: a complete sheet, three packages at sensible targets, and no contradiction."""
    template = load_template(name)
    least, most = template.limits
    assert template.own is not None
    assert least is not None
    assert most is not None
    assert problems(sheet_of_header(template.header)) == {}
    target = least + share * (most - least)
    proposal = workflow.propose(template, workflow.infer(template), target=target)
    assert len(proposal.packages) == 3
    audit = audit_equality(template.own, dict(proposal.packages), tolerance=0.01)
    assert audit.holds
    assert all(abs(worth - target) <= 0.006 for worth in proposal.own_utility.values())
    assert not any("hard to compare" in warning for warning in proposal.warnings)


@pytest.mark.parametrize("name", NAMES)
def test_a_template_is_a_document_without_events(name: str) -> None:
    """A template reads without complaint, has no events, and survives writing and reading."""
    template = load_template(name)
    assert template.sequence == 0
    assert template.own is not None
    assert read_document(write_document(template)).header == template.header
    assert template.reservation_value is not None
    assert template.aspiration_value is not None
    assert template.reservation_value < template.aspiration_value


@pytest.mark.parametrize("name", NAMES)
def test_a_template_can_be_offered_from(name: str) -> None:
    """At least three feasible packages lie within .005 of the template's target."""
    template = load_template(name)
    own = template.own
    assert own is not None
    target = template.aspiration_value
    assert target is not None
    found = find_candidates(own, target, 0.01)
    assert len(found.coordinates) >= 3
    utilities = own.utility_of(found.coordinates)
    assert np.abs(utilities - target).max() <= 0.005 + 1e-9
    assert template.agenda.feasible_mask(found.coordinates).all()


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_of_a_template_can_be_broken_and_kept(name: str) -> None:
    """A rule that no package breaks, or every package breaks, would teach nothing."""
    agenda = load_template(name).agenda
    if not agenda.rules:
        return
    grids = np.meshgrid(*[issue.grid(11) for issue in agenda.issues], indexing="ij")
    coordinates = np.stack([grid.ravel() for grid in grids], axis=1)
    share = agenda.feasible_mask(coordinates).mean()
    assert 0.5 < share < 1


def test_the_hiring_sample_is_the_article() -> None:
    """The sample's packages are equal for the manager and worth 15/23 each."""
    sample = load_sample("hiring")
    assert sample.own is not None
    assert sample.packages_on_table is not None
    packages = dict(sample.packages_on_table.packages)
    assert audit_equality(sample.own, packages, tolerance=1e-6).holds
    assert [sample.own.utility(p) for p in packages.values()] == pytest.approx([15 / 23] * 3)


def test_a_blank_sheet_is_a_valid_header() -> None:
    """A blank sheet can be stored and read as it is, and says nothing of our values."""
    header = blank_header()
    assert header.own is None
    assert len(header.agenda.issues) == 1
    assert read_header(write_header(header)) == header


@pytest.mark.parametrize("name", ["lease", "../samples/hiring", "", "README"])
def test_an_unknown_template_is_refused(name: str) -> None:
    """A name that is not listed is refused with the names that are, whatever path it spells."""
    with pytest.raises(
        InvalidDocument,
        match=r"there are acquisition, consulting_contract, .* and supplier_contract",
    ):
        load_template(name)


def test_the_files_are_found_in_a_clone_and_installed(tmp_path: Path) -> None:
    """A clone's own folder comes first; without one the installed copy is used; else it says so."""
    assert data_folder() == CHECKOUT
    installed = tmp_path / "share" / "meso-infer"
    (installed / "templates").mkdir(parents=True)
    assert data_folder([tmp_path / "clone" / "data", installed]) == installed
    with pytest.raises(StorageUnavailable, match="install the package again"):
        data_folder([tmp_path / "nowhere"])


def test_what_ships_with_the_data_is_explained() -> None:
    """data/README.md speaks of each template and sample by name."""
    text = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    shipped = [*CHECKOUT.glob("templates/*.json"), *CHECKOUT.glob("samples/*.json")]
    assert all(f"`{path.stem}`" in text for path in shipped)
    assert all(json.loads(path.read_text(encoding="utf-8")) for path in shipped)
