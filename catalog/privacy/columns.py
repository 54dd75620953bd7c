"""One column of a table as the privacy gate sees it: heading, and what a sample of its distinct values looks like.

Samples serve only to tell what a column holds; every row is searched by the patterns (`catalog.privacy.marks`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import polars as pl

from catalog.privacy.folding import fold
from catalog.privacy.lexicon import NOTHING, Sense, is_neutral, sense_of
from catalog.privacy.name_shares import NameShares, shares
from catalog.privacy.recognizers import is_blank, kind
from catalog.privacy.words import CityWords

#: Rows looked at, and distinct values kept, to tell what a column holds.
_ROWS, _DISTINCT = 2400, 240
_TEXTUAL = frozenset({"text", "address", "address-part", "home", "country", "relation"})


@dataclass(eq=False)
class Column:
    """`values` is the raw String series; `index` counts columns of the frame, `place` those of the sheet."""

    index: int
    place: int
    header: str
    values: pl.Series
    sense: Sense = NOTHING
    neutral: bool = False
    sample: tuple[str, ...] = ()
    kinds: Mapping[str, float] = field(default_factory=dict)
    #: cells that are not null
    filled: int = 0
    #: share of sampled cells that are masked or empty on purpose
    blank: float = 0.0
    #: few distinct values are expected (a sample repeats)
    is_repeated: bool = False

    def share(self, *wanted: str) -> float:
        """Share of the sample that is of one of these kinds."""
        return sum(self.kinds.get(k, 0.0) for k in wanted)

    @cached_property
    def names(self) -> NameShares:
        """How much the sample looks like names; nothing for columns of numbers and dates."""
        if self.textual < 0.2:
            return NameShares()
        return shares([v for v in self.sample if len(v) <= 60])

    @cached_property
    def textual(self) -> float:
        return sum(share for k, share in self.kinds.items() if k in _TEXTUAL)

    @cached_property
    def numeric(self) -> float:
        return sum(
            s
            for k, s in self.kinds.items()
            if k in ("integer", "decimal", "code") or k.startswith(("digits", "date7", "date8"))
        )

    @cached_property
    def length(self) -> float:
        """Mean length of the sampled values in characters."""
        return sum(map(len, self.sample)) / len(self.sample) if self.sample else 0.0

    @cached_property
    def is_prose(self) -> bool:
        """Running text rather than one datum per cell."""
        return self.length >= 18 and self.textual > 0.5 and self.share("address", "home", "address-part") < 0.5

    @property
    def phones(self) -> float:
        return self.share("mobile", "landline", "ip-phone", "toll-free", "mobile-short", "landline-short")

    @property
    def mobiles(self) -> float:
        return self.share("mobile", "mobile-short")

    @property
    def addresses(self) -> float:
        return self.share("address", "home")

    @property
    def mails(self) -> float:
        return self.share("office-mail", "personal-mail", "named-mail", "mail")

    @property
    def dates(self) -> float:
        return self.share("date", "date8", "date7")


def column(index: int, place: int, header: str, values: pl.Series, city: CityWords) -> Column:
    """Looks at one column."""
    present = values.drop_nulls() if values.null_count() else values
    filled = len(present)
    rows = present.gather_every(max(1, filled // _ROWS)) if filled > _ROWS else present
    raw = rows.unique(maintain_order=True).to_list()
    folded = [fold(v) for v in raw[: 2 * _DISTINCT]]
    sample = tuple(dict.fromkeys(v for v in folded if v and not is_blank(v)))[:_DISTINCT]
    counted = Counter(kind(v) for v in sample)
    kinds = {k: n / len(sample) for k, n in counted.items()} if sample else {}
    return Column(
        index=index,
        place=place,
        header=header,
        values=values,
        sense=_settled(sense_of(header, city), kinds),
        neutral=is_neutral(header),
        sample=sample,
        kinds=kinds,
        filled=filled,
        is_repeated=len(raw) < 0.25 * len(rows),
        blank=sum(is_blank(v) for v in folded) / len(folded) if folded else 0.0,
    )


def _settled(sense: Sense, kinds: Mapping[str, float]) -> Sense:
    """設置場所 and 罹災場所 name a facility or give an address: the values say which."""
    if sense.sense == "facility-name" and sum(kinds.get(k, 0.0) for k in ("address", "home", "address-part")) > 0.6:
        return replace(sense, sense="address", category="home-address", weak=True, subject=None)
    return sense
