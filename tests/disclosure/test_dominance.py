"""Amounts that one or two contributors make up, by the rules and the published cases of other tools."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from catalog.disclosure.dominance import Dominance, dominance, flags

ORACLES = Path(__file__).resolve().parents[3] / "shared" / "sdc-oracles"
shared = pytest.mark.skipif(not ORACLES.is_dir(), reason="needs the shared development data")


def _one(amounts: list[float], rule: Dominance | None = None) -> tuple[str, ...]:
    return flags(np.zeros(len(amounts), dtype=np.int64), np.array(amounts), rule or dominance())[0]


def test_the_limits_are_those_of_the_policy_file() -> None:
    """Two contributors with 90 % or more, a rest below 10 % of the largest, three contributors."""
    assert dominance() == Dominance(2, 0.9, 0.1, 3)
    assert dominance({"n": 1, "k": 0.7}) == Dominance(1, 0.7, 0.1, 3)


@pytest.mark.parametrize(
    ("amounts", "wanted"),
    [
        ([100.0, 100.0, 100.0], ()),
        ([100.0, 100.0], ("few", "dominated", "guessable")),
        ([600.0, 300.0, *[10.0] * 10], ("dominated",)),
        ([600.0, 299.0, *[10.0] * 10, 1.0], ()),
        ([600.0, 350.0, *[5.0] * 10], ("dominated", "guessable")),
        ([50.0, -1.0, 40.0, 30.0], ("negative",)),
        ([0.0, 0.0, 0.0], ()),
    ],
)
def test_one_amount(amounts: list[float], wanted: tuple[str, ...]) -> None:
    """At exactly 90 % the amount is dominated; nothing and amounts below zero are no shares."""
    assert _one(amounts) == wanted


def test_a_company_with_several_offices_is_one_contributor() -> None:
    """Three offices of one company beside one other are two contributors."""
    cells, amounts = np.zeros(4, dtype=np.int64), np.array([40.0, 30.0, 20.0, 60.0])
    assert flags(cells, amounts, dominance())[0] == ()
    assert "few" in flags(cells, amounts, dominance(), contributors=np.array([1, 1, 1, 2]))[0]


@shared
def test_flags_equal_those_of_acro() -> None:
    """Every cell of the tables that ACRO judged gets the same flags, boundaries included."""
    expected = json.loads((ORACLES / "acro" / "expected.json").read_text(encoding="utf-8"))
    names = {"NKCheck": "dominated", "PPercentCheck": "guessable", "MinimumThresholdCheck": "few"}
    for case in ("dominance", "negatives"):
        with (ORACLES / "acro" / f"{case}.microdata.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        towns = sorted({r["town"] for r in rows})
        cells = np.array([towns.index(r["town"]) for r in rows])
        rule = dominance({"contributors": expected[case]["rule"]["threshold"]})
        found = flags(cells, np.array([float(r["income"]) for r in rows]), rule)
        for n, town in enumerate(towns):
            said = expected[case]["cells"][town]["F"]
            wanted = {names[word] for word in names if word in said}
            if case == "negatives" and wanted:
                assert found[n] == ("negative",)
            else:
                assert set(found[n]) == wanted, town


@shared
def test_flags_and_shares_equal_those_of_gauss_suppression() -> None:
    """Grouped by company, and with weights, as its published tests have it (there "more than" 90 %)."""
    with (ORACLES / "gauss" / "dominance_micro.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    cells = np.array([int(r["cell"][1:]) for r in rows])
    amounts, weights = np.array([float(r["value"]) for r in rows]), np.array([int(r["weight"]) for r in rows])
    companies = np.array([ord(r["company"]) for r in rows])
    above = Dominance(2, 0.9 + 1e-6, 0.0, 1)
    data = json.loads((ORACLES / "gauss" / "expected.json").read_text(encoding="utf-8"))
    grouped = flags(cells, amounts, above, contributors=companies)
    shares = data["computed_here"]["top2_share_by_company"]
    assert [("dominated" in grouped[n]) for n in range(1, 8)] == [shares[f"v{n}"] > 0.9 for n in range(1, 8)]
    by_row = flags(cells, amounts, above)
    shares = data["computed_here"]["top2_share"]
    assert [("dominated" in by_row[n]) for n in range(1, 8)] == [shares[f"v{n}"] > 0.9 for n in range(1, 8)]
    weighted = flags(cells, amounts, above, weights=weights)
    wanted = data["published_expectations"]["n=2,k=90, weights, tauargus method: primary"]
    assert [("dominated" in weighted[n]) for n in range(1, 8)] == wanted


@shared
def test_counts_at_the_boundary_equal_those_of_acro_and_opensafely() -> None:
    """1 and 9 are small, 10 and 11 are not; 7 is hidden and 8 is shown where the threshold is 8."""
    from catalog.disclosure.rounding import released, rounded

    expected = json.loads((ORACLES / "acro" / "expected.json").read_text(encoding="utf-8"))["freq_boundary"]
    for town, cells in expected["cells"].items():
        for sex, said in cells.items():
            count = expected["table"][town][sex]
            assert (0 < count < 10) == ("MinimumThreshold" in said and "PresenceOfZero" not in said)
    with (ORACLES / "opensafely" / "redact7_round5.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            count = int(row["n"])
            shown = released(count, threshold=8, step=5, way="nearest", marker="X")
            assert (shown == "X") == (row["redacted"] == "1" and count > 0)
            if shown != "X" and count:
                assert int(shown) == rounded(count, 5, "nearest") == int(row["released"])
