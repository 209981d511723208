"""The palette can be seen in both modes and by people who see fewer colours."""

from __future__ import annotations

import tomllib
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from streamlit.elements.lib import streamlit_plotly_theme

from meso_infer.charts.theme import AMBER, BLUE, GREEN, GREY, INK, faded, plain, short
from meso_infer.ui.choices import INK as OPTION_INK

CONFIGURED = Path(__file__).resolve().parents[2] / ".streamlit" / "config.toml"
THEME = tomllib.loads(CONFIGURED.read_text(encoding="utf-8"))["theme"]
MODES = ("light", "dark")
GROUNDS = {mode: THEME[mode]["backgroundColor"] for mode in MODES}
PANELS = {mode: THEME[mode]["secondaryBackgroundColor"] for mode in MODES}
CAPTION, TINT = 0.6, 0.2
"""How much of the text's colour a caption has, and of the primary colour a chosen option's ground at most."""
WHITE = "#ffffff"
MARKS = (BLUE, AMBER, GREEN, GREY)
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
SIGHTS = {
    "full": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.01182, 0.04294, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.3039],
        ]
    ),
}
"""Linear RGB as seen with one kind of cone missing (Machado, Oliveira and Fernandes 2009, table 1)."""


def linear(color: str) -> np.ndarray:
    parts = np.array([int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(color: str, ground: str) -> float:
    """Contrast ratio of two colours (WCAG 2)."""
    a, b = sorted((float(linear(c) @ TO_XYZ[1]) for c in (color, ground)), reverse=True)
    return (a + 0.05) / (b + 0.05)


def mixed(color: str, ground: str, share: float) -> str:
    """A colour laid over a ground at an opacity, as a browser does it."""
    parts = [
        round(share * int(color[i : i + 2], 16) + (1 - share) * int(ground[i : i + 2], 16))
        for i in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02x}" for part in parts)


def lab(rgb: np.ndarray) -> np.ndarray:
    x, y, z = np.cbrt(np.clip(TO_XYZ @ np.clip(rgb, 0, 1) / (0.9505, 1, 1.089), 0.008856, None))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("mode", GROUNDS)
@pytest.mark.parametrize("color", MARKS)
def test_marks_stand_out_in_both_modes(color: str, mode: str) -> None:
    """A mark has at least the contrast of 3 that WCAG 2.1 asks of graphics."""
    assert contrast(color, GROUNDS[mode]) >= 3


@pytest.mark.parametrize("mode", MODES)
def test_text_can_be_read_in_both_modes(mode: str) -> None:
    """Text, captions, what is chosen and what is inside a chart have the contrast of 4.5 of WCAG 2.1."""
    text, primary = THEME[mode]["textColor"], THEME[mode]["primaryColor"]
    for ground in (GROUNDS[mode], PANELS[mode]):
        assert contrast(text, ground) >= 12
        assert contrast(mixed(text, ground, CAPTION), ground) >= 4.5
    assert contrast(primary, GROUNDS[mode]) >= 4.5
    ink = THEME[mode][f"{OPTION_INK}TextColor"]
    assert ink == text
    assert contrast(ink, mixed(primary, GROUNDS[mode], TINT)) >= 4.5


@pytest.mark.parametrize("mode", MODES)
def test_the_main_button_can_be_read_in_both_modes(mode: str) -> None:
    """White, which Streamlit writes on it whatever the theme says, on the primary colour."""
    assert contrast(WHITE, THEME[mode]["primaryColor"]) >= 4.5


@pytest.mark.parametrize("sight", SIGHTS)
def test_marks_differ_for_every_sight(sight: str) -> None:
    """Any two palette colours are clearly different (CIELAB distance over 15), whichever cone is missing."""
    for first, second in combinations(MARKS, 2):
        seen = [lab(SIGHTS[sight] @ linear(color)) for color in (first, second)]
        assert np.linalg.norm(seen[0] - seen[1]) > 15, (first, second)


def test_text_takes_the_colour_of_the_mode() -> None:
    """Text has the value that Streamlit replaces by its text colour, and is dark without Streamlit."""
    assert INK == streamlit_plotly_theme.GRAY_90
    assert contrast(INK, GROUNDS["light"]) > 12
    for mode in MODES:
        assert contrast(THEME[mode]["textColor"], GROUNDS[mode]) > 12


def test_faded_keeps_the_colour() -> None:
    """Fading changes the opacity only."""
    assert faded("#102030", 0.18) == "rgba(16,32,48,0.18)"


def test_names_are_cut_to_fit_and_taken_literally() -> None:
    """A long name ends in an ellipsis at the length asked for; tags and dollars are text."""
    assert short("Salary") == "Salary"
    assert len(short("x" * 99)) == 30
    assert short("x" * 99).endswith("…")
    assert plain("<i>$5</i>") == "&lt;i&gt;&#36;5&lt;/i&gt;"
