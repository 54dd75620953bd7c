"""Texts in two languages, wherever they stand in validators/."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from catalog.bundled import bundled


def _texts(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "ja" in value and "en" in value:
            yield value
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def test_no_comma_cuts_a_text_short() -> None:
    """`{en: Law, or custom}` without quotes is two keys: the sentence ends at its comma and a page cannot be made."""
    cut = [
        (file.name, text["en"])
        for file in sorted(bundled("validators").rglob("*.yaml"))
        for text in _texts(yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
        if any(text[key] is None for key in text)
    ]
    assert not cut
