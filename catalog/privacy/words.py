"""The word lists of the privacy gate (`validators/privacy/lexicon/*.yaml`) and what a city adds to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from catalog.bundled import bundled_data


@cache
def data(name: str) -> Mapping[str, Any]:
    """One data file of the gate: "words", "headers", "verdicts", "values"."""
    return bundled_data(f"privacy/lexicon/{name}.yaml")  # type: ignore[no-any-return]


@cache
def words(key: str) -> tuple[str, ...]:
    """One list of `words.yaml`, longest first, so that the longest match wins."""
    return tuple(sorted((str(w) for w in data("words").get(key, ())), key=lambda w: (-len(w), w)))


@dataclass(frozen=True, slots=True)
class CityWords:
    """What a city adds (catalog.yaml `policy: privacy:`): header terms per category, words, sensitive terms of its
    ordinance (条例要配慮個人情報, 法60条5項). Additions only: nothing bundled can be switched off."""

    headers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    sensitive: tuple[str, ...] = ()

    @classmethod
    def from_policy(cls, policy: Mapping[str, Any]) -> CityWords:
        """From `policy.privacy.headers: {person-name: [契約者様名, …]}` and `policy.privacy.sensitive: [...]`."""
        section = policy.get("privacy")
        if not isinstance(section, Mapping):
            return cls()
        headers = section.get("headers")
        added = headers.items() if isinstance(headers, Mapping) else ()
        return cls(
            headers=tuple((str(k), tuple(str(t) for t in v)) for k, v in added if isinstance(v, (list, tuple))),
            sensitive=tuple(str(t) for t in section.get("sensitive") or ()),
        )
