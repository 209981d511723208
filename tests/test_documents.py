"""The portable document: the contract's example, the round trip, and everything that can be wrong."""

from __future__ import annotations

import copy
import json
import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from meso_infer.documents import (
    FORMAT,
    SCHEMA_FILE,
    dump_document,
    json_schema,
    read_document,
    read_header,
    validate_document,
    write_document,
    write_header,
)
from meso_infer.events import KINDS, collect_evidence
from meso_infer.evidence import Pick, Push
from meso_infer.negotiation import Negotiation
from tests.example_document import EXAMPLE, TEXT
from tests.strategies import histories

SCHEMA = Draft202012Validator(json_schema())
SAMPLE = Path(__file__).parent.parent / "data" / "samples" / "hiring.json"


def test_the_example_of_the_contract_is_sound():
    """The document of the design validates, folds to its round, and validates against the schema."""
    assert validate_document(EXAMPLE) == ()
    negotiation = read_document(EXAMPLE)
    assert negotiation.agenda.names == ("Salary", "Remote", "Contract", "Office")
    pick, push = collect_evidence(negotiation)
    assert isinstance(pick, Pick)
    assert isinstance(push, Push)
    assert (pick.chosen, push.to) == (1, 100000)
    SCHEMA.validate(EXAMPLE)


def test_nothing_of_the_example_is_lost():
    """Writing what was read gives every field back as it was given."""
    written = write_document(read_document(EXAMPLE))
    for key in ("format", "title", "counterpart", "segment", "agenda"):
        assert written[key] == EXAMPLE[key]
    for given_event, event in zip(EXAMPLE["events"], written["events"], strict=True):
        assert given_event.items() <= event.items()
    assert written["rules"] == EXAMPLE["rules"]
    assert [event["id"] for event in written["events"]] == ["e1", "e2", "e3"]


@settings(max_examples=40)
@given(histories())
def test_export_then_import_reproduces_the_log(negotiation: Negotiation):
    """Any log, corrections included, comes back equal, event by event, and writes the same again."""
    text = dump_document(negotiation)
    again = read_document(text)
    assert again == negotiation
    assert collect_evidence(again) == collect_evidence(negotiation)
    assert dump_document(again) == text


@settings(max_examples=30)
@given(histories())
def test_what_is_written_obeys_the_schema(negotiation: Negotiation):
    """Every document that this release writes validates against the schema that it ships."""
    SCHEMA.validate(json.loads(dump_document(negotiation)))


@settings(max_examples=30)
@given(histories(most_events=1))
def test_a_header_comes_back_equal(negotiation: Negotiation):
    """The header alone, as the store keeps it, survives JSON."""
    data = json.loads(json.dumps(write_header(negotiation.header)))
    assert read_header(data) == negotiation.header


def test_the_sample_is_golden():
    """The hiring example is golden H2: three packages worth 15/23, remote at the top for us."""
    negotiation = read_document(SAMPLE)
    own = negotiation.own
    assert own is not None
    assert math.isclose(sum(own.weights), 1, abs_tol=1e-12)
    meso = negotiation.packages_on_table
    assert meso is not None
    for _, package in meso.packages:
        assert own.utility(package) == pytest.approx(15 / 23, abs=1e-12)
    assert negotiation.rounds[0].spread == pytest.approx(0, abs=1e-12)
    assert negotiation.limits == (0.4, 0.7)
    assert read_document(dump_document(negotiation)) == negotiation


def test_the_shipped_schema_is_current():
    """schema.json is what the code generates; ``python -m meso_infer schema`` prints it."""
    assert json.loads(SCHEMA_FILE.read_text("utf-8")) == json.loads(json.dumps(json_schema()))
    Draft202012Validator.check_schema(json_schema())


def test_every_kind_of_the_first_format_stays_readable():
    """A document with every kind, as format 1 wrote it, still reads to the state recorded here."""
    data = json.loads((Path(__file__).parent / "data" / "every-kind-1.json").read_text("utf-8"))
    kinds = {event["kind"] for event in data["events"]}
    kinds |= {event["event"]["kind"] for event in data["events"] if event.get("event")}
    assert kinds == set(KINDS)
    SCHEMA.validate(data)
    negotiation = read_document(data)
    assert read_document(dump_document(negotiation)) == negotiation
    assert [entry.status for entry in negotiation.log].count("active") == 43
    evidence = collect_evidence(negotiation)
    assert [type(one).__name__ for one in evidence] == [
        "Statement", "Statement", "Constraint", "Pick", "Push", "Push", "Ranking", "Counteroffer",
        "Pick", "Counteroffer", "EqualClaim", "Pick",
    ]  # fmt: skip
    assert (negotiation.status, negotiation.round, negotiation.own_version) == ("ended", 3, 2)
    assert negotiation.weights_to_reelicit == ("Office",)
    assert negotiation.rounds[0].picked == "B"
    assert (negotiation.title, negotiation.counterpart) == ("Every kind, renamed", "Candidate 7")
    assert negotiation.debriefs[0].order == ("Salary", "Office")
    assert negotiation.alternatives is not None
    assert negotiation.alternatives.batna.accept_probability(0.4) == 0.4
    assert negotiation.learnt is not None
    assert negotiation.learnt.prior.square == ((0.75, 0), (0.125, 1))


def test_paths_bytes_and_text_are_read_alike(tmp_path: Path):
    """A path, its bytes (with or without a mark at the start), text and the object give the same."""
    path = tmp_path / "hiring.json"
    path.write_text(TEXT, "utf-8")
    expected = read_document(EXAMPLE)
    for source in (path, str(path), TEXT, TEXT.encode(), b"\xef\xbb\xbf" + TEXT.encode()):
        assert read_document(source) == expected


def test_as_of_reads_the_first_events():
    """As of 2, the pick is there and the push is not; the whole document must be sound."""
    assert (
        collect_evidence(read_document(EXAMPLE, as_of=2))
        == collect_evidence(read_document(EXAMPLE))[:1]
    )
    assert read_document(EXAMPLE, as_of=0).packages_on_table is None


def test_weights_near_one_are_normalised():
    """A sum within .001 of 1 is a rounding and is divided out."""
    document = copy.deepcopy(EXAMPLE)
    document["own"]["weights"]["Salary"] = 0.3009
    negotiation = read_document(document)
    assert negotiation.own is not None
    assert sum(negotiation.own.weights) == pytest.approx(1, abs=1e-12)


def test_the_format_is_the_contracts():
    """The word that opens every document is permanent."""
    assert FORMAT == "meso-infer/1"
