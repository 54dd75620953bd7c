"""Layouts of statistics whose headings do not say that they count: 要介護5, 虐待, 1級, ベトナム, 高齢化率 beside a town."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from catalog.disclosure.quasi import COUNTED, Role
from catalog.disclosure.words import normal

#: kinds of attributes that only a person has
PERSONAL = frozenset({"birth", "age", "sex", "number"})
#: what rows of a statistic are called by: areas, schools, facilities, years
_GROUP = re.compile(
    r"町|丁目|字|区$|区名|区分|地域|市町村|学校|施設|圏域|メッシュ|年度?$|年月|自治会|集落|校区|学区"
    r"|district|area|town|school|ward|city|year"
)
#: where a person lives or goes to school
_AREA = re.compile(
    r"^(町|地区|区|市町村|市区町村|自治体|校区|学区|学校|小学校区?|中学校区?|町会|自治会|行政区|集落|字|町丁|エリア|地域)(名|別)?$"
    r"|町丁|丁目|町名|^(district|area|town|city|ward|municipality|school)(_name)?$"
)
#: groups below the municipality
_SMALL_AREA = re.compile(
    r"^町名?$|町名|町丁|丁目|大字|小字|字名|地区|学区|校区|行政区|自治会|集落|学校|メッシュ|district|school|mesh|neighbo"
)
#: numbers about equipment for people with a matter, not about the people: 障害者用トイレ
_EQUIPMENT = re.compile(r"用|対応|設備|駐車|窓口|指定|可$|施設|病院|医療|加算|メニュー|フリー|for_|facilit")


def filled_in(found: Sequence[Role], about_people: bool) -> tuple[Role, ...]:
    """Numbers under a heading that says whom but not how many, beside one line per district or year, count people.

    One column does when its own heading speaks of a sensitive matter. Columns without any matter do when the title is about
    people, nothing else in the table is counted, and all that stands beside the labels is such numbers. Beside an age, a
    sex or a number of a person they are that person's values.
    """
    one = any(r.role in ("direct", "linking") or (r.role == "quasi" and r.kind in PERSONAL) for r in found if r.values)
    keyed = any(r.distinct >= 0.9 and (r.numeric < 0.2 or r.role == "date") for r in found if r.values > 1)
    if one or not (keyed or _labelled(found)):
        return tuple(found)
    # of money, capacities, incidents and things the heading says already that no people are counted
    unsaid = ("", "officials")
    numbers = [r for r in found if r.role == "other" and r.kind in unsaid and r.numeric > 0.9 and r.values]
    told = [r for r in numbers if r.matter and not _EQUIPMENT.search(normal(r.header))]
    if len(told) == 1 and not _labelled(found):
        told = []
    plain = [r for r in numbers if r.header]
    counted = any(r.role == "count" and r.kind in COUNTED for r in found)
    rest = [r for r in found if r.values and r not in plain]
    alone = len(plain) >= 2 and not counted and all(r.numeric < 0.6 or r.role == "date" for r in rest)
    chosen = plain if about_people and alone and _labelled(found) else told
    return tuple(replace(r, role="count", kind="people") if r in chosen else r for r in found)


def bare_rates(found: Sequence[Role]) -> list[Role]:
    """Shares and means about people, by small area, without a number of people beside them."""
    if any(r.role == "count" for r in found) or not small_area(found):
        return []
    return [r for r in found if r.role == "rate" and r.values and r.numeric > 0.6 and (r.matter or r.category)]


def where_they_live(found: Sequence[Role]) -> tuple[Role, ...]:
    """Beside people an area is where they live or go to school: something that others know of them."""
    return tuple(
        replace(r, role="quasi", kind="place", category="home-address") if _is_area(r) and not r.declared else r
        for r in found
    )


def _is_area(role: Role) -> bool:
    if role.role != "other" or role.kind or role.matter or role.numeric > 0.5 or role.values < 2:
        return False
    return bool(_AREA.search(normal(role.header)))


def small_area(found: Sequence[Role]) -> bool:
    """Whether rows are groups smaller than a municipality."""
    return any(
        r.role in ("other", "thing", "quasi") and r.numeric < 0.6 and _SMALL_AREA.search(normal(r.header))
        for r in found
    )


def _labelled(found: Sequence[Role]) -> bool:
    """Whether every row has a label of its own: an area, a school, a year."""
    return any(
        r.distinct > 0.95 and r.values > 1 and r.role in ("other", "thing", "quasi") and _GROUP.search(normal(r.header))
        for r in found
    )
