"""Amounts of businesses and people that one or two contributors make up: the (n, k) and the p % rule.

At exactly k an amount is dominated (as in ACRO; GaussSuppression says "more than"); a rest of exactly p % is enough. A
weighted contributor counts as that many equal ones (τ-ARGUS). With amounts below zero no share is defined: such a group is
treated as dominated. Limits and sources: `validators/policies/disclosure.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from catalog.disclosure.columns import Ints
from catalog.disclosure.moves import Floats
from catalog.disclosure.words import policy_file

_EXACT = 1e-9


@dataclass(frozen=True, slots=True)
class Dominance:
    """`k`: share of the `n` largest contributors from which an amount is dominated; `p`: what must be left, as a share of
    the largest, without the two largest; `contributors`: fewest behind an amount that is shown."""

    n: int
    k: float
    p: float
    contributors: int

    def dominated(self, total: float, largest: Floats) -> bool:
        """Whether the `n` largest contributions make up the amount."""
        return total > 0 and float(largest[: self.n].sum()) >= self.k * total - _EXACT * total

    def guessable(self, total: float, largest: Floats) -> bool:
        """Whether the second largest contributor can work the largest out to within `p` of it."""
        if total <= 0 or not len(largest):
            return False
        return total - float(largest[:2].sum()) < self.p * float(largest[0]) - _EXACT * total

    def telling(self, total: float, largest: Floats, least: float = 0.0) -> bool:
        """Whether an amount tells on its contributors; `least` is the smallest contribution."""
        return least < 0 or self.dominated(total, largest) or self.guessable(total, largest)


def dominance(policy: Mapping[str, Any] | None = None) -> Dominance:
    """The rule of the policy file; a mapping with `n`, `k`, `p` or `contributors` replaces parts of it."""
    data = policy_file()
    rule = {**data["dominance"], **(policy or {})}
    fewest = rule.get("contributors", data["thresholds"]["small_count_business"]["value"])
    return Dominance(int(rule["n"]), float(rule["k"]), float(rule["p"]), int(fewest))


def flags(
    cells: Ints,
    amounts: Floats,
    rule: Dominance,
    *,
    contributors: Ints | None = None,
    weights: Ints | None = None,
) -> dict[int, tuple[str, ...]]:
    """What is wrong with the amount of each cell: "few", "dominated" (n, k), "guessable" (p %), "negative".

    `contributors`: who a row belongs to; rows of one contributor are one contribution. `weights`: how many equal
    contributors a row stands for.
    """
    data = pl.DataFrame(
        {"cell": cells, "amount": amounts, "weight": np.ones_like(cells) if weights is None else weights}
    )
    if contributors is not None:
        by_whom = data.with_columns(who=pl.Series(contributors)).group_by("cell", "who", maintain_order=True)
        data = by_whom.agg(pl.col("amount").sum(), pl.col("weight").max())
    found: dict[int, tuple[str, ...]] = {}
    for (cell,), rows in data.group_by("cell", maintain_order=True):
        amount = np.repeat(rows["amount"].to_numpy(), rows["weight"].to_numpy())
        largest, total = np.sort(amount)[::-1], float(amount.sum())
        negative = bool((amount < 0).any())
        wrong = {
            "few": len(amount) < rule.contributors,
            "negative": negative,
            "dominated": not negative and rule.dominated(total, largest),
            "guessable": not negative and rule.guessable(total, largest),
        }
        found[int(cell)] = tuple(name for name, met in wrong.items() if met)
    return found
