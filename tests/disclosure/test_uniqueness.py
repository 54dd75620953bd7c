"""k, l, t and unique rows, against slow definitions written out by hand."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.disclosure.columns import codes
from catalog.disclosure.uniqueness import (
    columns_of,
    entropy_l_diversity,
    giveaways,
    groups,
    k_anonymity,
    l_diversity,
    t_closeness,
)

SHARED = Path(__file__).resolve().parents[3] / "shared"

ROWS = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.sampled_from("123"), st.sampled_from("pqrs")),
    min_size=1,
    max_size=40,
)


def _frame(rows: list[tuple[str, ...]]) -> pl.DataFrame:
    return pl.DataFrame(
        {n: [r[i] for r in rows] for i, n in enumerate(("a", "b", "c", "s"))}, schema_overrides={"s": pl.String}
    )


@given(ROWS)
@settings(max_examples=150, deadline=None)
def test_measures_equal_their_definitions(rows: list[tuple[str, ...]]) -> None:
    """What we measure is what the textbook says."""
    frame = _frame(rows)
    found = groups(columns_of(frame, ["a", "b"]))
    sensitive = codes(frame["s"])
    classes: dict[tuple[str, str], list[str]] = {}
    for a, b, _, s in rows:
        classes.setdefault((a, b), []).append(s)
    sizes = [len(c) for c in classes.values()]
    assert found.k == min(sizes)
    assert found.unique == sizes.count(1)
    assert found.below(3) == sum(n for n in sizes if n < 3)
    assert l_diversity(found, sensitive) == min(len(set(c)) for c in classes.values())
    whole = Counter(r[3] for r in rows)
    values = sorted(whole)
    p = {v: whole[v] / len(rows) for v in values}
    distances, ordered, entropies = [], [], []
    for members in classes.values():
        q = {v: members.count(v) / len(members) for v in values}
        distances.append(sum(abs(q[v] - p[v]) for v in values) / 2)
        running, total = 0.0, 0.0
        for v in values:
            running += q[v] - p[v]
            total += abs(running)
        ordered.append(total / (len(values) - 1) if len(values) > 1 else 0.0)
        entropies.append(-sum(x * math.log(x) for x in q.values() if x))
    assert t_closeness(found, sensitive) == pytest.approx(max(distances), abs=1e-9)
    ranks = np.arange(sensitive.size, dtype=np.float64)
    assert t_closeness(found, sensitive, ranks) == pytest.approx(max(ordered), abs=1e-9)
    assert entropy_l_diversity(found, sensitive) == math.floor(math.exp(min(entropies)) + 1e-9)


@given(ROWS)
@settings(max_examples=80, deadline=None)
def test_column_sets_that_give_a_row_away_are_smallest(rows: list[tuple[str, ...]]) -> None:
    """A row is counted under a set of columns only when no smaller set in it already makes it unique."""
    frame = _frame(rows).select("a", "b", "c")
    found, anywhere = giveaways(columns_of(frame, ["a", "b", "c"]))
    keys = [r[:3] for r in rows]
    subsets = [(0,), (1,), (2,), (0, 1), (0, 2), (1, 2), (0, 1, 2)]
    alone = {
        s: {i for i, k in enumerate(keys) if sum(tuple(o[j] for j in s) == tuple(k[j] for j in s) for o in keys) == 1}
        for s in subsets
    }
    for s in subsets:
        smaller = set().union(*(alone[o] for o in subsets if set(o) < set(s)), set())
        assert sum(g.rows for g in found if g.columns == s) == len(alone[s] - smaller)
    assert set(np.flatnonzero(anywhere)) == set().union(*alone.values())


def test_full_width_and_blanks_are_the_same_value() -> None:
    """３０代 and 30代 and " 30代" are one group, or k would be too small."""
    frame = pl.DataFrame({"年代": ["30代", "３０代", " 30代"], "性別": ["男", "男", "男 "]})
    assert k_anonymity(frame, ["年代", "性別"]) == 3


def test_an_empty_cell_is_a_value_of_its_own() -> None:
    """A masked value does not hide among the others."""
    frame = pl.DataFrame({"年代": ["30代", None, "30代"]})
    assert k_anonymity(frame, ["年代"]) == 1


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the shared development data")
def test_published_values_of_another_tool() -> None:
    """k, l and t equal those published for a set of tables."""
    import json

    folder = SHARED / "sdc-oracles" / "kanon"
    tried = 0
    for case in json.loads((folder / "expected.json").read_text(encoding="utf-8"))["cases"]:
        path = folder / case["file"]
        path = path if path.is_file() else SHARED / "corpora" / "pycanon" / case["file"]
        if not path.is_file() or len(case["sa"]) != 1:
            continue
        frame = pl.read_csv(path, infer_schema_length=0)
        if not set(case["qi"] + case["sa"]) <= set(frame.columns):
            continue
        tried += 1
        found = groups(columns_of(frame, case["qi"]))
        sensitive = codes(frame[case["sa"][0]])
        assert found.k == case["k"], case["file"]
        assert l_diversity(found, sensitive) == case["l_diversity"], case["file"]
        numeric = all(x.replace(".", "").isdigit() for x in sensitive.labels)
        order = np.array([float(x) for x in sensitive.labels]) if numeric else None
        assert t_closeness(found, sensitive, order) == pytest.approx(case["t_closeness"], abs=1e-6), case["file"]
    assert tried >= 4
