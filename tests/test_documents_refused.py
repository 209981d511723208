"""Documents that cannot be read are refused in one line that says what, where and what is allowed."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meso_infer.documents import dump_document, read_document, validate_document
from meso_infer.errors import InvalidDocument
from meso_infer.strict_json import MOST_BYTES, parse_json
from tests.example_document import EXAMPLE, NOISE, TEXT


def refusal(source: Any) -> str:
    with pytest.raises(InvalidDocument) as caught:
        read_document(source)
    line = str(caught.value)
    assert line
    assert "\n" not in line
    return line


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (TEXT[: len(TEXT) // 2], "is cut off at line 1"),
        (NOISE, "has 40.0 MB; at most 32 MB are read"),
        (NOISE[:MOST_BYTES], "is not text in UTF-8"),
        ("{" + "x" * 40_000_000, "has 40.0 MB"),
        (b"", "is empty"),
        ("[1, 2]", "is a list; it must be an object"),
        (b"null", "is null; it must be an object"),
        ('{"a":' * 100_000, "nested too deeply"),
        ('{"a":' * 100 + "1" + "}" * 100, "nested too deeply"),
        (TEXT.replace("105000", "NaN"), "holds NaN, which is not a number"),
        (TEXT.replace("105000", "-Infinity"), "holds -Infinity"),
        (TEXT.replace("105000", "1e999"), "The number 1e999 is too large"),
        (TEXT.replace("105000", "9" * 5000), "a number that is too long"),
        (TEXT.replace('"unit": "USD"', '"unit": "USD", "unit": "EUR"'), "'unit' stands twice"),
        (TEXT.replace('"Hiring"', '"\\ud800"'), "cannot be stored"),
        (TEXT.replace('"Hiring"', '"a\\u0000"'), "cannot be stored"),
        ("no/such/file.json", "There is no file"),
        ("a\0b", "There is no file"),
        (Path("/"), "There is no file"),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else None,
)
def test_what_is_not_a_document_is_refused_in_one_line(source: Any, message: str):
    """Cut, huge, binary, deep or ambiguous input ends in one clear sentence."""
    assert message in refusal(source)


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    document = copy.deepcopy(EXAMPLE)
    change(document)
    return document


Change = Callable[[dict[str, Any]], object]
WRONG: list[tuple[Change, str]] = [
    (lambda d: d.update(format="meso-infer/2"), "format: is 'meso-infer/2'; this release reads"),
    (lambda d: d.pop("format"), "format: is missing"),
    (lambda d: d.update(foo=1), "foo: is not a known field; allowed: title, counterpart"),
    (lambda d: d.update(title=5), "title: is 5; it must be text"),
    (lambda d: d.update(title="=HYPERLINK(1)"), "title: '=HYPERLINK(1)' starts with '='"),
    (lambda d: d.update(agenda=[]), "agenda: has too few entries"),
    (lambda d: d.pop("agenda"), "agenda: is missing"),
    (lambda d: d.update(agenda={}), "agenda: is an object; it must be a list"),
    (lambda d: d["agenda"].append(4), "agenda[4]: is 4; it must be an object"),
    (lambda d: d["agenda"].append(d["agenda"][0]), "agenda: The issue 'Salary' stands twice"),
    (lambda d: d["agenda"][0].update(name="=cmd()"), "agenda[0].name: '=cmd()' starts with '='"),
    (lambda d: d["agenda"][0].update(name="Salary "), "agenda[0].name: 'Salary ' has spaces"),
    (lambda d: d["agenda"][0].update(low="90000"), "agenda[0].low: '90000' is not an amount"),
    (lambda d: d["agenda"][0].update(low=10**400), "agenda[0].low: is 1000"),
    (lambda d: d["agenda"][0].update(low=200000), "agenda[0]: Salary runs from 200,000 to 105,000"),
    (
        lambda d: d["agenda"][0].update(counterpart_direction={"up": 1}),
        "agenda[0].counterpart_direction: the counterpart's direction names 'up'; allowed: higher",
    ),
    (lambda d: d["agenda"][2].update(kind="list"), "agenda[2]: kind is 'list'; allowed: 'numeric'"),
    (lambda d: d["agenda"][2].pop("kind"), "agenda[2]: has no 'kind'"),
    (
        lambda d: d["agenda"][2].update(options="abc"),
        "agenda[2].options: is 'abc'; it must be a list",
    ),
    (
        lambda d: d["agenda"][2].update(options=["a", "a"]),
        "agenda[2].options: option 'a' stands twice",
    ),
    (
        lambda d: d["agenda"][3].update(options=["=A1", "b"]),
        "agenda[3].options: option '=A1' starts",
    ),
    (
        lambda d: d["agenda"][2].update(step=1),
        "agenda[2].step: is not a known field; allowed: name",
    ),
    (lambda d: d["rules"][0]["if"].update(Pay={"min": 1}), "There is no issue 'Pay'"),
    (
        lambda d: d["rules"][0]["if"]["Remote"].update(least=1),
        "rules[0].if.Remote.least: is not a known field; allowed: min, max and in",
    ),
    (lambda d: d["own"]["weights"].update(Salary=0.302), "own: Our weights sum to 1.002"),
    (
        lambda d: d["own"]["weights"].update(Salary=-0.3),
        "own.weights.Salary: is -0.3; it must be at",
    ),
    (
        lambda d: d["own"]["weights"].update(Salary="0.3"),
        "own.weights.Salary: is '0.3'; it must be",
    ),
    (
        lambda d: d["agenda"][0].update(counterpart_direction={"higher": True}),
        "agenda[0].counterpart_direction.higher: is true; it must be a number",
    ),
    (lambda d: d["own"]["weights"].pop("Office"), "own: Our weights leave out Office"),
    (lambda d: d["own"]["values"]["Contract"].pop("1 year"), "leaves out 1 year"),
    (
        lambda d: d["own"]["values"].update(Salary={"curve": "wavy"}),
        "own.values.Salary.curve: is 'wavy'; allowed: 'linear', 'exponential' or 'peak'",
    ),
    (lambda d: d["own"].update(reservation_value=0.9), "own: the reservation value 0.9 is above"),
    (lambda d: d.update(events={}), "events: is an object; it must be a list"),
    (lambda d: d["events"].append(5), "events[3]: 5 is not an event"),
    (lambda d: d["events"][1].pop("kind"), "events[1]: has no 'kind'; known kinds: meso-offered"),
    (
        lambda d: d["events"][1].update(kind="offer-withdrawn"),
        "events[1]: kind 'offer-withdrawn' is not known",
    ),
    (
        lambda d: d["events"][1].update(package="D"),
        "events[1] (package-picked): Package 'D' is not on the table; on the table: A, B and C",
    ),
    (
        lambda d: d["events"][1].update(strength="so"),
        "strength: is 'so'; allowed: 'firm' or 'leaning'",
    ),
    (lambda d: d["events"][1].update(id="e1"), "the id 'e1' is taken by events[0]"),
    (lambda d: d["events"][1].update(replies_to="e9"), "There is no earlier event 'e9'"),
    (
        lambda d: d["events"][1].update(at="2026-03-02T10:00:00"),
        "at: '2026-03-02T10:00:00' does not say its zone",
    ),
    (lambda d: d["events"][1].update(at=1772445600), "at: 1772445600 is not a time"),
    (lambda d: d["events"][1].update(confidence=101), "confidence: is 101; it must be at most 100"),
    (lambda d: d["events"][1].update(visibility="all"), "visibility: is 'all'; allowed: 'private'"),
    (lambda d: d["events"][1].update(party="=1+1"), "party: '=1+1' starts with '='"),
    (lambda d: d["events"][0].update(round=True), "round: is true; it must be a whole number"),
    (
        lambda d: d["events"][0].update(none_allowed="yes"),
        "none_allowed: is 'yes'; it must be true or",
    ),
    (
        lambda d: d["events"][0]["packages"]["A"].update(Office="Rome"),
        "events[0] (meso-offered): Package A: Office is 'Rome'; allowed: Berlin, Paris or Remote hub",
    ),
    (
        lambda d: d["events"][0]["packages"]["A"].update(Salary=None),
        "The package leaves out Salary",
    ),
    (lambda d: d["events"][0]["packages"]["A"].update(Salary=10**18), "give a smaller one"),
    (lambda d: d["events"][0]["packages"]["A"].update(Salary=True), "Salary is True"),
    (
        lambda d: d["events"][0]["packages"]["A"].update(Remote=3, Contract="1 year"),
        "breaks a rule",
    ),
    (lambda d: d["events"][2].update(amount=-5000), "amount: is -5000; it must be above 0"),
]


@pytest.mark.parametrize(("change", "message"), WRONG, ids=[message[:40] for _, message in WRONG])
def test_a_wrong_document_says_what_and_where(change: Change, message: str):
    """Each fault is named with its path and with what is allowed there."""
    assert message in refusal(changed(change))


def test_all_faults_are_listed():
    """validate_document lists every fault of header and events; the error names three and counts."""

    def spoil(document: dict[str, Any]) -> None:
        document["agenda"][0]["colour"] = 1
        document["own"]["mood"] = 1
        document["events"][0]["x"] = 1
        document["events"][1]["y"] = 1

    problems = validate_document(changed(spoil))
    assert len(problems) == 4
    assert problems[0].startswith("agenda[0].colour: is not a known field")
    assert problems[3].startswith("events[1] (package-picked): y: is not a known field")
    assert refusal(changed(spoil)).endswith("; and 1 more.")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.sampled_from(["\n", "a\tb", "\u2028", "x" * 5000]))
def test_an_unknown_field_of_any_name_is_told_in_a_line(name: str):
    """A name with line breaks, or of thousands of letters, is shown so that it fits on one."""
    (problem,) = validate_document({**EXAMPLE, name: 1})
    assert problem.isprintable()
    assert len(problem) < 250


@given(st.data())
def test_no_change_of_a_sound_document_breaks_the_reader(data: st.DataObject):
    """Putting anything anywhere gives a negotiation or a list of faults, never another error."""
    document = copy.deepcopy(EXAMPLE)
    here: Any = document
    while True:
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        key = data.draw(st.sampled_from(keys))
        if isinstance(here[key], (dict, list)) and here[key] and data.draw(st.booleans()):
            here = here[key]
            continue
        here[key] = data.draw(VALUES)
        break
    problems = validate_document(document)
    assert all(line and "\n" not in line for line in problems)
    if not problems:
        assert read_document(dump_document(read_document(document))) == read_document(document)


@given(st.binary(max_size=200))
def test_noise_is_refused(noise: bytes):
    """No bytes break the reader: noise is refused in one line."""
    assert refusal(noise)


@given(st.integers(0, len(TEXT) - 1))
def test_a_document_cut_anywhere_is_refused(length: int):
    """A document that lost its end is refused, wherever it was cut."""
    assert refusal(TEXT[:length].encode())


@given(VALUES)
def test_strict_json_reads_what_json_writes(value: Any):
    """What the standard library writes as strict JSON is read back equal."""
    text = json.dumps({"value": value})
    try:
        read = parse_json(text)
    except InvalidDocument:
        assert any(mark in text for mark in ("\\u0000", "\\ud", "Infinity", "NaN"))
        return
    assert read == json.loads(text)
