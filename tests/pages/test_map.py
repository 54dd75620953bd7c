"""The drawn map: what is written on it can be read."""

from __future__ import annotations

import re

import pytest

from catalog.pages.maps import HEIGHT, dot_map


@pytest.mark.parametrize("span", [0.02, 0.1, 0.31, 0.45, 0.7, 1.5, 4.0])
def test_no_degree_stands_under_the_scale(span: float) -> None:
    """The labels of the meridians end before the scale begins, whatever the extent of the points."""
    points = [(135.0 + span * n / 9, 34.6 + span * (n % 4) / 5, f"汐見{n}") for n in range(10)]
    svg = str(dot_map(points, "m", "見本", "見本の地点"))
    [start] = re.findall(r'class="scale" d="M(\d+) ', svg)
    labels = [int(x) for x in re.findall(rf'class="tick" x="(\d+)" y="{HEIGHT - 6}"', svg)]
    assert labels and max(labels) + 50 < int(start)
