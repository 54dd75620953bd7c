"""What a city may say of its site's accessibility: 「準拠」 and 「一部準拠」 only with a published test of its own."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.config import is_web_address
from catalog.errors import Mistake

#: the words of 対応度の表記 (WAIC): without a test by people nothing but "considered" (配慮) may be said
DEGREES = ("considered", "partly", "conforms")


@dataclass(frozen=True, slots=True)
class Conformance:
    """Degree of conformance with JIS X 8341-3, level AA; when people tested it, and where the results stand."""

    degree: str = "considered"
    date: str = ""
    results: str = ""


def conformance(given: Any, file: str, mistakes: list[Mistake]) -> Conformance:
    """`site: {accessibility: {degree: partly, date: 2026-10-01, results: https://…}}` as declared."""
    entry: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    if given is not None and not isinstance(given, Mapping):
        mistakes.append(
            Mistake(file, "site.accessibility is no mapping", "write `accessibility: {degree: considered}`")
        )
    found = Conformance(*(str(entry.get(key) or default) for key, default in
                          (("degree", "considered"), ("date", ""), ("results", ""))))  # fmt: skip
    if found.degree not in DEGREES:
        what = f"site.accessibility.degree '{found.degree}' is not known"
        mistakes.append(Mistake(file, what, f"choose from {', '.join(DEGREES)}"))
    if found.date and not _is_day(found.date):
        mistakes.append(Mistake(file, f"site.accessibility.date '{found.date}' is no date", "write it as 2026-04-01"))
    web = is_web_address(found.results)
    if found.results and not web:
        what = f"site.accessibility.results '{found.results}' is no web address"
        mistakes.append(Mistake(file, what, "give the address where everybody can read them"))
    if found.degree in DEGREES[1:] and not (found.date and web):
        what = "site.accessibility claims conformance without a published test"
        mistakes.append(
            Mistake(file, what, "add its date and the address of the results, or write `degree: considered`")
        )
    return found


def _is_day(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True
