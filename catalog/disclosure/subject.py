"""What a row of a table stands for: a person, a statistic, or something that is neither.

Decided early and cheaply (headers, and a sample of 240 rows): a list of facilities costs no more than that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from catalog.disclosure.columns import numbers
from catalog.disclosure.layouts import PERSONAL, bare_rates, filled_in, where_they_live
from catalog.disclosure.quasi import COUNTED, Role, aggregated, dates_like, roles, sample
from catalog.disclosure.words import normal, normal_value, words
from catalog.model import Dataset, Resource
from catalog.rule import Context
from catalog.tables.table import Source, Table

Kind = Literal["person", "statistic", "other"]
_FACILITY_AGES = 7
#: Words of crime that count what happened, not to whom.
_INCIDENTS = frozenset({"犯罪", "刑法犯", "検挙", "crime", "criminal", "arrest", "逮捕"})
#: Columns under a total, and the share of it that they make up together in the middle row.
_FEWEST_PARTS, _MOST_OF_IT = 2, 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """What rows stand for, the roles of the columns, and what the surroundings (title, sheet, notes) speak of."""

    kind: Kind
    roles: tuple[Role, ...]
    title: str = ""
    #: the sensitive matter the surroundings speak of, "" for none
    matter: str = ""
    care: bool = False

    def of(self, *names: str) -> list[Role]:
        """Columns of some roles."""
        return [r for r in self.roles if r.role in names]

    @property
    def counts(self) -> list[Role]:
        """Columns that count people, households or businesses."""
        return [r for r in self.roles if r.role == "count" and r.kind in COUNTED]


def subject(table: Table, source: Source | None = None, context: Context | None = None) -> Subject:
    """What the rows of `table` stand for. Remembered in `context.memo` under ("disclosure", id of the table)."""
    key = f"disclosure/subject/{id(table)}"
    if context is not None and key in context.memo:
        return context.memo[key]  # type: ignore[no-any-return]
    found = _subject(table, source, context)
    if context is not None:
        context.memo[key] = found
    return found


def surroundings(table: Table, source: Source | None, resource: Resource | None, dataset: Dataset | None) -> str:
    """Everything that names the table: file name, title, keywords, sheet, lines above and below."""
    pieces: list[str] = []
    if source is not None:
        pieces.append(re.sub(r"^.*[/\\]", "", source.path).rsplit(".", 1)[0])
    for thing in (resource, dataset):
        if thing is not None:
            pieces.extend((*thing.title.values(), *thing.description.values()))
    if dataset is not None:
        pieces.extend(word for group in dataset.keywords.values() for word in group)
    if table.sheet:
        pieces.append(table.sheet)
    pieces.extend(text for _, text in table.notes[:20])
    return normal(" ".join(pieces)[:4000])


def _subject(table: Table, source: Source | None, context: Context | None) -> Subject:
    resource = context.resource if context else None
    title = surroundings(table, source, resource, context.dataset if context else None)
    found = roles(table, resource)
    if table.height == 0:
        return Subject("other", found, title)
    found = _settled(table, found, title)
    matter = next((c for c, pattern in words().sensitive if pattern.search(title)), "")
    care = bool(words().headers["care"].search(title))
    kind = _kind(table, found, _declared_unit(resource))
    if kind == "person" and words().titles["officials"].search(title) and not any(r.role == "sensitive" for r in found):
        kind = "other"
    return Subject(kind, where_they_live(found) if kind == "person" else found, title, matter, care)


def _declared_unit(resource: Resource | None) -> str:
    return str(resource.extras.get("unit", "")) if resource else ""


def _settled(table: Table, found: Sequence[Role], title: str) -> tuple[Role, ...]:
    """Vague counts and age columns, after a look at their surroundings."""
    from dataclasses import replace

    ages = [r for r in found if r.kind == "age_class" and r.role == "count"]
    names = {r.kind for r in found if r.role == "thing"}
    capacity = bool(words().titles["capacity"].search(title))
    nursery = bool(ages) and len(ages) < _FACILITY_AGES and bool(names & {"name", "address", "contact"})
    # crime is counted in incidents; whom it happened to, and all other sensitive matters, are counted in people
    grave = any(
        (said := pattern.search(title)) and (category != "crime-victim" or said[0] not in _INCIDENTS)
        for category, pattern in words().sensitive
    )
    people_title = grave or bool(words().titles["people"].search(title))
    attributes = [r for r in found if r.role == "quasi" and r.kind in PERSONAL]
    matters = [r for r in found if r.role == "sensitive" or (r.matter and r.role in ("other", "quasi"))]
    named = any(r.kind == "name" and r.distinct > 0.5 for r in found if r.role == "thing")
    result = []
    for role in found:
        if role.role == "count" and role.kind == "age_class":
            role = replace(
                role, kind="age_class" if not capacity and not (nursery and not people_title) else "capacity"
            )
        elif role.role == "count" and role.kind == "vague":
            # cases of bullying by school are pupils, although schools have names
            cases = grave and normal(role.header).endswith(("件数", "人数", "者数"))
            about = bool(attributes or matters) or (people_title and not named) or cases
            others = any(r.kind in COUNTED for r in found if r.role == "count")
            role = replace(role, kind="people" if about or (others and not named and _is_total(role)) else "vague")
        result.append(role)
    if any(r.role == "count" and r.kind in COUNTED and r.values for r in result):
        result = [replace(r, role="count", kind="people") if _all_hidden(table, r) else r for r in result]
        parts = _parts_of_total(table, result)
        result = [replace(r, role="count", kind="people") if r.index in parts else r for r in result]
    return filled_in(result, people_title)


def _all_hidden(table: Table, role: Role) -> bool:
    """A column of nothing but marks for hidden counts, beside columns of counts: 精神疾患 with * in every row."""
    if role.role not in ("sensitive", "other") or not 1 <= role.values <= 2:
        return False
    return {
        normal_value(v) for v in table.frame[:, role.index].drop_nulls().unique().to_list()
    } <= words().certain_marks


def _parts_of_total(table: Table, found: Sequence[Role]) -> frozenset[int]:
    """Columns of whole numbers that fit under a total of people, row by row: 糖尿病, 循環器 beside 計. Their headings need not
    say that they count."""
    total = next(
        (r for r in found if r.role == "count" and r.kind in COUNTED and _is_total(r) and r.numeric > 0.5), None
    )
    rest = [r for r in found if r.role == "other" and not r.kind and r.numeric > 0.95 and r.values and r.header]
    if total is None or not rest:
        return frozenset()
    whole = numbers(table.frame[:, total.index])
    parts = np.column_stack([numbers(table.frame[:, r.index]) for r in rest])
    others = [r for r in found if r.role == "count" and r is not total and not _is_total(r)]
    if len(rest) + len(others) < _FEWEST_PARTS or np.nanmax(np.abs(parts % 1), initial=0) > 0 or np.nanmin(parts) < 0:
        return frozenset()
    known = [numbers(table.frame[:, r.index]) for r in others]
    together = np.nansum(np.column_stack([parts, *known]), axis=1)
    fits = together <= whole
    share = np.nanmedian(together[whole > 0] / whole[whole > 0]) if (whole > 0).any() else 0.0
    told = ~np.isnan(whole)
    return frozenset(r.index for r in rest) if told.any() and fits[told].all() and share > _MOST_OF_IT else frozenset()


def _is_total(role: Role) -> bool:
    return bool(words().totals.search(normal(role.header)))


def _kind(table: Table, found: Sequence[Role], declared: str) -> Kind:
    if declared:
        return "person" if declared in ("person", "household") else "statistic" if declared == "statistic" else "other"
    counts = [r for r in found if r.role == "count" and r.kind in COUNTED and r.numeric >= 0.6 and r.values]
    personal = [r for r in found if r.role == "quasi" and r.values]
    direct = [r for r in found if r.role == "direct" and r.values]
    if personal and _shares(table, personal):
        return "statistic"
    if counts and not direct:
        return "person" if _counts_are_attributes(counts, personal) or _repeated(table, found) else "statistic"
    if not personal and not direct and bare_rates(found) and not _is_thing(found):
        return "statistic"
    strong = {r.kind for r in personal if r.kind in PERSONAL}
    weak = {r.category for r in personal if r.kind not in PERSONAL}
    dates = [r for r in found if r.role == "date" and r.values]
    sensitive = [r for r in found if r.role == "sensitive" and r.values]
    thing = _is_thing(found)
    if direct and (personal or sensitive):
        return "person"
    if thing and len(strong) + len(weak) < 3 and "birth" not in strong:
        return "other"
    if _grid(table, found):
        return "statistic"
    if len(strong) >= 2 or (strong and (weak or dates or sensitive)):
        return "person"
    if (weak - {"home-address"}) and (len(weak) >= 2 or dates or sensitive) and not thing:
        return "person"
    if strong & {"birth"} or ("sex" in strong and any(r.role in ("linking", "serial") for r in found)):
        return "person"
    return "other"


def _counts_are_attributes(counts: Sequence[Role], personal: Sequence[Role]) -> bool:
    """A single count beside three or more attributes of a person, small and repeated: 子の数 under another name."""
    return len(counts) == 1 and len(personal) >= 4 and counts[0].values <= 12 and counts[0].kind == "people"


def _repeated(table: Table, found: Sequence[Role]) -> bool:
    """Rows of a statistic differ in their labels. Where age and sex repeat and a serial parts the rows, they are people and
    what looks like counts was measured on them (a health check: BMI, blood pressure)."""
    labels = [
        r for r in found if r.role in ("quasi", "sensitive", "date", "thing") or (r.role == "other" and r.numeric < 0.6)
    ]
    if (
        {r.kind for r in labels} & PERSONAL
        and any(r.role in ("serial", "linking") for r in found)
        and table.height >= 50
    ):
        return table.frame[:, [r.index for r in labels]].n_unique() < 0.7 * table.height
    return False


def _is_thing(found: Sequence[Role]) -> bool:
    """Facilities, businesses, events, items: rows with a name of their own, a place, a corporate number or a price."""
    things = [r for r in found if r.role == "thing" and r.values]
    kinds = {r.kind for r in things}
    named = any(r.kind == "name" and r.distinct >= 0.5 for r in things)
    return named or "corporate" in kinds or len(kinds & {"address", "contact", "item", "name"}) >= 2 or "item" in kinds


def _shares(table: Table, personal: Sequence[Role]) -> bool:
    """Attributes that hold shares and means: the row is a group, not a person."""
    part = sample(table.frame)
    return sum(aggregated(part[:, r.index]) for r in personal) >= max(2, len(personal) // 2)


def _grid(table: Table, found: Sequence[Role]) -> bool:
    """A full grid of attributes with numbers in it: every combination once. A statistic with an unknown measure."""
    dimensions = [r for r in found if r.role in ("quasi", "sensitive") and r.values > 1]
    measures = [r for r in found if r.role in ("other", "rate", "count") and r.numeric > 0.95 and r.values > 1]
    if not dimensions or not measures or table.height > 20_000:
        return False
    frame = table.frame[:, [r.index for r in dimensions]]
    others = [r for r in found if r.role == "other" and r.numeric < 0.2 and r.values > 1]
    extra = table.frame[:, [r.index for r in others]] if others else None
    if extra is not None:
        frame = frame.hstack(extra)
    sizes = 1
    for name in frame.columns:
        sizes *= frame[name].n_unique()
    return frame.n_unique() == frame.height and frame.height >= 0.9 * sizes


def years_or_dates(table: Table, role: Role) -> bool:
    """Whether a column holds dates, months, years or fiscal years."""
    if role.role == "date" or re.search(r"年度?$|年月|日付|期間|^月$|^日$|曜日|date|year|month", normal(role.header)):
        return True
    values = [normal_value(v) for v in sample(table.frame, 60)[:, role.index].drop_nulls().to_list()]
    return dates_like(re.sub(r"年度|年$", "", v) for v in values)


def people_matter(texts: Iterable[str]) -> str:
    """The first sensitive matter that some texts speak of, "" for none."""
    for text in texts:
        name = normal(text)
        for category, pattern in words().sensitive:
            if pattern.search(name):
                return category
    return ""
