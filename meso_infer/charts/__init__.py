"""Figures of results, each with a sentence to take from it and a text that says all it says."""

from meso_infer.charts.answers import answer_charts
from meso_infer.charts.concession import concession_chart
from meso_infer.charts.deals import MarkedDeal, deal_map
from meso_infer.charts.exposure import exposure_meter
from meso_infer.charts.priorities import priority_bars, priority_ridges
from meso_infer.charts.readings import readings_chart
from meso_infer.charts.theme import CONFIG, Chart, Table
from meso_infer.charts.timeline import StripPoint, TimelineRow, round_timeline
from meso_infer.charts.values import value_curve
from meso_infer.charts.worlds import dot_counts, plausible_worlds

__all__ = [
    "CONFIG",
    "Chart",
    "MarkedDeal",
    "StripPoint",
    "Table",
    "TimelineRow",
    "answer_charts",
    "concession_chart",
    "deal_map",
    "dot_counts",
    "exposure_meter",
    "plausible_worlds",
    "priority_bars",
    "priority_ridges",
    "readings_chart",
    "round_timeline",
    "value_curve",
]
