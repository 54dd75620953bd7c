"""What each column of a table is to disclosure control: an attribute of a person, a sensitive matter, a count, a thing.

Read from headers first, from a sample of values where a header is missing or says nothing. Declared roles win:
a field of the descriptor may say `disclosure: quasi-identifier | sensitive | count | linking | none` in its extras.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from catalog.disclosure.columns import numbers
from catalog.disclosure.generalise import parse_date
from catalog.disclosure.words import normal, normal_value, parts, words
from catalog.model import Resource
from catalog.regex import regex
from catalog.tables.table import Table

#: rows looked at to learn what a column holds
SAMPLE = 240

_SEX = frozenset(
    ["男", "女", "男性", "女性", "男子", "女子", "male", "female", "m", "f", "man", "woman", "♂", "♀", "男児", "女児"]
)
_NO_SEX = frozenset(
    [
        "",
        "その他",
        "不明",
        "無回答",
        "回答しない",
        "答えたくない",
        "other",
        "unknown",
        "-",
        "非公表",
        "調査中",
        "―",
        "その他・無回答",
        "－",
    ]
)
_AGE_CLASS = regex(
    r"\d{1,3}(歳)?代(以上|以下)?$|\d{1,3}(歳|才)?(未満|以上|以下)$|\d{1,3}(歳)?[~〜\-－ー―](\d{1,3})?(歳|才)?$|\d{1,3}(歳|才)(\d+(か|ヶ)月)?$|(高齢者|小児|幼児|乳児|未就学児|就学児|児童)$"
)
_SHARE_OR_MEAN = regex(r"\d+(\.\d+)?\s*[%％]|平均|割$")
#: headers of shares and means of a group, whatever attribute they are about: 平均年齢, 高齢化率
_MEAN = re.compile(r"平均|中央値|割合|率(_|$|\()|average|(^|_)mean_|median|percent|_rate$")
#: headers whose numbers are codes of what a person has
_FLAG = regex(r"フラグ|有無|等級|区分|程度|級$|度$|種別|コード|flag|code|level|class", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Role:
    """What one column is. `index` is the column of the frame.

    role: "quasi" | "sensitive" | "direct" | "linking" | "serial" | "date" | "count" | "thing" | "rate" | "other"
    kind: of a quasi-identifier birth/age/sex/place/class/number/date, of a count people/households/businesses/…
    """

    index: int
    header: str
    role: str
    kind: str = ""
    category: str = ""
    by_values: bool = False
    declared: bool = False
    #: a sensitive matter that the header speaks of, whatever the role
    matter: str = ""
    #: share of distinct values in the sample, 0…1; and of numbers among filled cells
    distinct: float = 0.0
    numeric: float = 0.0
    filled: float = 0.0
    values: int = 0


def sample(frame: pl.DataFrame, size: int = SAMPLE) -> pl.DataFrame:
    """The first rows and rows from all over the table, `size` at most, in order."""
    if frame.height <= size:
        return frame
    head = size // 2
    step = max(1, (frame.height - head) // (size - head))
    places = [*range(head), *range(head, frame.height, step)][:size]
    return frame[places]


def roles(table: Table, resource: Resource | None = None) -> tuple[Role, ...]:
    """The role of every column of a table."""
    part = sample(table.frame)
    declared = _declared(resource)
    found = []
    for index, header in enumerate(table.header):
        role = _by_header(header)
        role = _seen(replace(role, index=index, header=header), part[:, index])
        if header in declared:
            role = replace(role, declared=True, **declared[header])
        found.append(role)
    return tuple(found)


@lru_cache(maxsize=4096)
def _by_header(header: str, counting: bool = True) -> Role:
    """The role that a header speaks of; "other" when it does not say. `counting`: it may be a count."""
    lexicon = words()
    names = parts(header)
    whole = names[0]
    matter = next((c for name in names[:1] for c, pattern in lexicon.sensitive if pattern.search(name)), "")

    def role(name: str, kind: str = "", category: str = "") -> Role:
        return Role(0, header, name, kind, category, matter=matter)

    if not whole:
        return role("other")
    for name in names:
        if lexicon.headers["direct"].search(name):
            return role("direct", category="person-name")
    for name in names:
        if lexicon.headers["serial"].search(name):
            return role("serial")
    if lexicon.headers["event_date"].search(whole) and not re.search(r"曜日|時刻", whole):
        return role("date", "date")
    count = count_kind(header) if counting else ""
    if count == "attribute":
        return role("quasi", "class", "household")
    if count == "rate" and _MEAN.search(whole):
        return role("rate", count, next((q.category for q in lexicon.quasi if q.words.search(whole)), ""))
    for name in names:
        for quasi in lexicon.quasi:
            if quasi.words.search(name) and not (count in COUNTED and quasi.kind not in ("birth", "income")):
                return role("quasi", quasi.kind, quasi.category)
    if lexicon.headers["linking"].search(whole):
        return role("linking", category="linking-code")
    if count in COUNTED or count == "vague":
        return role("count", count)
    if count in ("rate", "money", "capacity"):
        return role("rate" if count == "rate" else "other", count)
    for kind, pattern in lexicon.things.items():
        if any(pattern.search(name) for name in names):
            return role("thing", kind)
    if matter and count in ("", "visits", "officials"):
        return role("sensitive", category=matter)
    return role("other", count)


#: kinds of counts that are about people or what stands for them
COUNTED = frozenset({"people", "households", "businesses", "age_class"})


def count_kind(header: str) -> str:
    """What a column of this header counts: the first kind of the lexicon that matches, "" for none."""
    name = normal(header)
    lexicon = dict(words().counts)
    if lexicon["age_class"].search(name) and not re.search(r"率|割合|定員|平均|学級", name):
        return "age_class"
    for kind, pattern in words().counts:
        if pattern.search(name):
            if kind == "vague" and words_sensitive(name):
                return "people"
            return kind
    return ""


def words_sensitive(name: str) -> bool:
    """Whether a normal header speaks of a sensitive matter."""
    return any(pattern.search(name) for _, pattern in words().sensitive)


def _seen(role: Role, column: pl.Series) -> Role:
    """The role after a look at values: empty columns are nothing, sexes and age classes show themselves."""
    lexicon = words()
    filled = column.drop_nulls()
    if not filled.len():
        return replace(role, values=0)
    distinct = [normal_value(v) for v in filled.unique().to_list()]
    texts = {v for v in distinct if v}
    known = filled.len() / max(1, column.len())
    marks = lexicon.certain_marks | lexicon.ambiguous_marks
    marked = [v for v in filled.unique().to_list() if normal_value(v) in marks]
    without = filled.filter(~filled.is_in(marked))
    read = numbers(without) if without.len() else None
    numeric = float((read == read).mean()) if read is not None else (1.0 if filled.len() else 0.0)  # noqa: PLR0124 - NaN differs from itself
    role = replace(role, distinct=len(texts) / filled.len(), numeric=numeric, filled=known, values=len(texts))
    if role.role == "count" and numeric < 0.6:
        other = _by_header(role.header, counting=False)
        role = replace(role, role=other.role, kind=other.kind, category=other.category)
    if role.role == "sensitive" and numeric >= 0.9 and read is not None and (len(texts) > 12 or _largest(read) > 10):
        return replace(role, role="count", kind="people")
    if role.role == "sensitive" and numeric >= 0.9 and not _FLAG.search(role.header):
        return replace(role, role="other")  # marks out of five in a survey, not what a person has
    if role.role in ("other", "thing", "rate", "serial") and texts:
        if texts & _SEX and not texts - _SEX - _NO_SEX:
            return replace(role, role="quasi", kind="sex", category="sex", by_values=True)
        ages = [t for t in texts if _AGE_CLASS.match(t)]
        if len(ages) >= max(3, 0.7 * len(texts)):
            return replace(role, role="quasi", kind="age", category="age", by_values=True)
    return role


def _largest(values: NDArray[np.float64]) -> float:
    known = values[~np.isnan(values)]
    return float(known.max()) if len(known) else 0.0


def aggregated(column: pl.Series) -> bool:
    """Whether cells of a personal attribute hold shares or means ("男性55％", "高め（平均X)") instead of a person's value."""
    filled = [normal_value(v) for v in column.drop_nulls().unique().to_list() if v.strip()]
    return bool(filled) and sum(bool(_SHARE_OR_MEAN.search(v)) for v in filled) >= 0.8 * len(filled)


def dates_like(values: Iterable[str]) -> bool:
    """Whether most values are dates."""
    seen = [v for v in values if v]
    return bool(seen) and sum(parse_date(v) is not None for v in seen) >= 0.8 * len(seen)


def _declared(resource: Resource | None) -> dict[str, dict[str, Any]]:
    names = {
        "quasi-identifier": "quasi",
        "sensitive": "sensitive",
        "count": "count",
        "linking": "linking",
        "none": "other",
    }
    found: dict[str, dict[str, Any]] = {}
    for item in resource.fields if resource else ():
        wanted = names.get(str(item.extras.get("disclosure", "")))
        if wanted == "quasi":
            found[item.name] = {"role": "quasi", "kind": _by_header(item.name).kind or "class"}
        elif wanted == "count":
            found[item.name] = {"role": "count", "kind": "people"}
        elif wanted == "sensitive":
            found[item.name] = {"role": "sensitive", "category": "declared"}
        elif wanted:
            found[item.name] = {"role": wanted}
    return found
