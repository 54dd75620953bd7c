"""Licences that a catalogue may name: known ones with their address and title, others by their address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.model import Licence
from catalog.text import lang_text

LICENCES: dict[str, tuple[str, dict[str, str]]] = {
    "CC-BY-4.0": ("https://creativecommons.org/licenses/by/4.0/", {"ja": "クリエイティブ・コモンズ 表示 4.0 国際", "en": "Creative Commons Attribution 4.0"}),
    "CC-BY-SA-4.0": ("https://creativecommons.org/licenses/by-sa/4.0/", {"ja": "クリエイティブ・コモンズ 表示-継承 4.0 国際", "en": "Creative Commons Attribution-ShareAlike 4.0"}),
    "CC-BY-2.1-JP": ("https://creativecommons.org/licenses/by/2.1/jp/", {"ja": "クリエイティブ・コモンズ 表示 2.1 日本", "en": "Creative Commons Attribution 2.1 Japan"}),
    "CC0-1.0": ("https://creativecommons.org/publicdomain/zero/1.0/", {"ja": "CC0 1.0（権利放棄）", "en": "CC0 1.0 Public Domain Dedication"}),
    "PDL-1.0": ("https://www.digital.go.jp/resources/open_data/public_data_license_v1.0", {"ja": "公共データ利用規約（第1.0版）", "en": "Public Data License 1.0 (Japan)"}),
    "GJSTU-2.0": ("https://www.digital.go.jp/copyright-policy/gjstu-2.0", {"ja": "政府標準利用規約（第2.0版）", "en": "Japanese Government Standard Terms of Use 2.0"}),
    "ODC-BY-1.0": ("https://opendatacommons.org/licenses/by/1-0/", {"ja": "ODC 表示ライセンス 1.0", "en": "Open Data Commons Attribution License 1.0"}),
    "ODbL-1.0": ("https://opendatacommons.org/licenses/odbl/1-0/", {"ja": "ODbL 1.0", "en": "Open Database License 1.0"}),
}  # fmt: skip
_ALIASES = {
    "CC0": "CC0-1.0",
    "CC BY 4.0": "CC-BY-4.0",
    "CC-BY": "CC-BY-4.0",
    "CC BY": "CC-BY-4.0",
    "PDL1.0": "PDL-1.0",
    "政府標準利用規約2.0": "GJSTU-2.0",
}


def licence(entry: Any) -> Licence | None:
    """A licence by name, IRI or Frictionless entry {name, path, title}."""
    entry = {"name": entry} if isinstance(entry, str) else entry
    if not isinstance(entry, Mapping):
        return None
    name, iri = str(entry.get("name") or ""), str(entry.get("path") or "")
    name = _ALIASES.get(name, name)
    if name in LICENCES:
        return Licence(name, LICENCES[name][0], LICENCES[name][1])
    for known, (known_iri, title) in LICENCES.items():
        if iri and iri.rstrip("/").removeprefix("http://").removeprefix("https://") == known_iri.rstrip(
            "/"
        ).removeprefix("https://"):
            return Licence(known, known_iri, title)
    if iri.startswith(("http://", "https://")) or name.startswith(("http://", "https://")):
        return Licence(name or iri, iri or name, lang_text(entry.get("title")))
    return None
