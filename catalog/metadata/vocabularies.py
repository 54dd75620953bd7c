"""The words other catalogues understand: licences, themes, frequencies, formats, areas (`validators/vocabularies`).

Each function takes what a city writes (a code, an IRI, a Japanese word) and gives the entry of the controlled
vocabulary with its IRI and its ja/en names, or None when nothing fits; unknown words are never guessed at.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from catalog.bundled import bundled, bundled_data
from catalog.files import content_digest
from catalog.model import Licence
from catalog.text import LangText

EU = "http://publications.europa.eu/resource/authority/"
IANA = "https://www.iana.org/assignments/media-types/"
ADMS_LICENCE = "http://purl.org/adms/licencetype/"
DATA_THEME = EU + "data-theme"


@dataclass(frozen=True, slots=True)
class Term:
    """An entry of a controlled vocabulary."""

    code: str
    iri: str
    label: LangText


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: EU file type, IANA media type, and how the MQA counts it."""

    key: str
    label: str
    iri: str
    media_type: str
    readable: bool
    open: bool
    package: str | None = None


@dataclass(frozen=True, slots=True)
class Theme:
    """What a declared theme stands for: EU data themes and one of the 17 fields."""

    eu: tuple[str, ...]
    field: str


@dataclass(frozen=True, slots=True)
class Area:
    """A municipality or prefecture. `bbox` is west, south, east, north in degrees (WGS 84)."""

    code: str
    name: LangText
    prefecture: str
    city: str
    centroid: tuple[float, float] | None
    bbox: tuple[float, float, float, float] | None

    @property
    def statistics_iri(self) -> str:
        """The area in the statistics of the state (統計に用いる標準地域コード, e-Stat LOD)."""
        return f"http://data.e-stat.go.jp/lod/sac/C{self.code[:5]}"


def licence_facts(licence: Licence) -> Mapping[str, Any]:
    """What is known of a licence beside its IRI and title: ADMS type, CKAN id, whether the MQA list has it."""
    facts: Mapping[str, Any] = _table("licences").get(licence.name, {})
    return facts


def licence_named(word: str) -> str | None:
    """The short name of a licence that another catalogue calls `word` (id, title or address)."""
    return _licence_words().get(_key(word))


def theme(word: str) -> Theme | None:
    """A theme by EU code (HEAL), EU IRI, one of the 17 fields, or a usual municipal word (防災)."""
    return _theme_words().get(_key(word.removeprefix(DATA_THEME + "/")))


def eu_theme(code: str) -> Term:
    entry = _table("themes")["themes"][code]
    return Term(code, f"{DATA_THEME}/{code}", {"ja": entry["ja"], "en": entry["en"]})


def eu_themes() -> tuple[str, ...]:
    return tuple(_table("themes")["themes"])


def field(name: str) -> LangText:
    """The names of one of the 17 fields (分類)."""
    entry = next((f for f in _table("themes")["fields"] if f["ja"] == name), None)
    return {"ja": entry["ja"], "en": entry["en"]} if entry else {"ja": name}


def fields() -> tuple[str, ...]:
    """The 17 fields in their official order."""
    return tuple(f["ja"] for f in _table("themes")["fields"])


def theme_slug(word: str) -> str:
    """The folder name of a theme's page: its code, the slug of its field, else a short hash."""
    code = word.rstrip("/").rsplit("/", 1)[-1]
    if code.upper() in _table("themes")["themes"]:
        return code.lower()
    entry = next((f for f in _table("themes")["fields"] if f["ja"] == word), None)
    if entry:
        return str(entry["slug"])
    if word.isascii() and word.replace("-", "").isalnum():
        return word.lower()
    return f"t-{content_digest(word)[:8]}"


def standard(reference: str) -> tuple[str, str] | None:
    """Number and name of a standard dataset: "jp-standard/08" → ("08", "AED設置箇所一覧")."""
    number = reference.removeprefix("jp-standard/")
    names: Mapping[str, str] = _table("standards")
    if number != reference and number.zfill(2) in names:
        return number.zfill(2), names[number.zfill(2)]
    return next(((n, name) for n, name in names.items() if name == reference), None)


def frequency(word: str | None) -> Term | None:
    """How often a dataset is renewed, by EU code, IRI, ISO 8601 interval or Japanese word (毎年, 年1回 …)."""
    return _frequency_words().get(_key((word or "").removeprefix(EU + "frequency/")))


def interval(term: Term) -> str:
    """The ISO 8601 repeating interval that DCAT-US 1.1 wants, or "irregular"."""
    return str(_table("frequencies")[term.code]["interval"])


def access_rights(word: str | None) -> Term | None:
    """Access rights by EU code, IRI or Japanese word (公開, 制限付き公開, 非公開)."""
    wanted = _key((word or "").removeprefix(EU + "access-right/"))
    for code, entry in _table("terms")["access_rights"].items():
        if wanted == _key(code) or wanted in {_key(w) for w in entry["words"]}:
            return _term("access-right", code, entry)
    return None


def availability(code: str) -> Term:
    return _term("planned-availability", code, _table("terms")["availability"][code])


def status(code: str) -> Term:
    return _term("distribution-status", code, _table("terms")["status"][code])


def language(tag: str) -> Term | None:
    """A language by its tag ("ja" → …/language/JPN)."""
    entry = _table("terms")["languages"].get(tag.split("-", 1)[0].lower())
    return _term("language", entry["code"], entry) if entry else None


def level(name: str) -> Mapping[str, Any] | None:
    """The level of a release in words and as a class of the Data Privacy Vocabulary."""
    found: Mapping[str, Any] | None = _table("terms")["levels"].get(name)
    return found


def licence_type(code: str) -> Term:
    entry = _table("terms")["licence_types"][code]
    return Term(code, ADMS_LICENCE + code, {"ja": entry["ja"], "en": entry["en"]})


def file_format(word: str | None) -> Format | None:
    """A format by its key, a suffix, a media type, an EU file type or an IRI of one."""
    return _format_words().get(_key((word or "").removeprefix(EU + "file-type/").removeprefix(IANA).lstrip(".")))


def area(code: str | None) -> Area | None:
    """A municipality by its 6-digit code (a 5-digit one is completed), or a prefecture by its 2 or 6 digits."""
    code = (code or "").strip()
    if not (code.isascii() and code.isdigit()):
        return None
    return _areas().get(code) or _areas().get(code.zfill(6)) or _areas_by_five().get(code.zfill(5)[:5])


def area_named(name: str) -> Area | None:
    """A municipality by its full name (東京都千代田区) or by a name that only one of them has."""
    return _area_names().get("".join(name.split()))


def _term(table: str, code: str, entry: Mapping[str, Any]) -> Term:
    return Term(code, f"{EU}{table}/{code}", {"ja": entry["ja"], "en": entry["en"]})


def _key(word: str) -> str:
    return unicodedata.normalize("NFKC", word).strip().lower().replace(" ", "").rstrip("/")


@cache
def _table(name: str) -> Any:
    return bundled_data(f"vocabularies/{name}.yaml")


@cache
def _licence_words() -> dict[str, str]:
    words: dict[str, str] = {}
    for name, entry in _table("licences").items():
        for word in (name, entry["ckan"], *entry["also"]):
            words.setdefault(_key(str(word)), name)
    return words


@cache
def _theme_words() -> dict[str, Theme]:
    data = _table("themes")
    words: dict[str, Theme] = {}
    for code, entry in data["themes"].items():
        words[_key(code)] = Theme((code,), entry["field"])
    for entry in data["fields"]:
        words[_key(entry["ja"])] = words[_key(entry["en"])] = Theme(tuple(entry["themes"]), entry["ja"])
    for code, entry in data["themes"].items():
        for word in (entry["ja"], entry["en"]):
            words.setdefault(_key(word), Theme((code,), entry["field"]))
    for word, codes in data["words"].items():
        words.setdefault(_key(word), Theme(tuple(codes), data["themes"][codes[0]]["field"]))
    return words


@cache
def _frequency_words() -> dict[str, Term]:
    words: dict[str, Term] = {}
    for code, entry in _table("frequencies").items():
        term = _term("frequency", code, entry)
        for word in (code, entry["ja"], entry["en"], *entry["words"]):
            words.setdefault(_key(str(word)), term)
    for code, entry in _table("frequencies").items():
        words.setdefault(_key(entry["interval"]), words[_key(code)])
    return words


@cache
def _format_words() -> dict[str, Format]:
    words: dict[str, Format] = {}
    for key, entry in _table("formats").items():
        media = entry["media_type"]
        iri = f"{EU}file-type/{entry['eu']}" if entry.get("eu") else IANA + media
        found = Format(key, entry["label"], iri, media, entry["readable"], entry["open"], entry.get("package"))
        for word in (key, *entry["suffixes"], entry["label"]):
            words.setdefault(_key(word), found)
        words.setdefault(_key(media), found)
        if entry.get("eu"):
            words.setdefault(_key(entry["eu"]), found)
    return words


@cache
def _areas() -> dict[str, Area]:
    areas: dict[str, Area] = {}
    path = bundled("validators") / "vocabularies" / "areas.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(line for line in lines if not line.startswith("#")):
            box = tuple(float(row[k]) for k in ("west", "south", "east", "north") if row[k])
            areas[row["code"]] = Area(
                code=row["code"],
                name={"ja": row["prefecture"] + row["city"]} | ({"en": row["english"]} if row["english"] else {}),
                prefecture=row["prefecture"],
                city=row["city"],
                centroid=(float(row["longitude"]), float(row["latitude"])) if row["longitude"] else None,
                bbox=(box[0], box[1], box[2], box[3]) if len(box) == 4 else None,
            )
    return areas


@cache
def _areas_by_five() -> dict[str, Area]:
    return {code[:5]: found for code, found in _areas().items()} | {
        "000" + code[:2]: found for code, found in _areas().items() if code[2:5] == "000"
    }


@cache
def _area_names() -> dict[str, Area]:
    names: dict[str, Area | None] = {}
    for found in _areas().values():
        names[found.prefecture + found.city] = found
    for found in _areas().values():
        if found.city:
            names[found.city] = None if found.city in names else found
    return {name: found for name, found in names.items() if found is not None}
