"""Licences, formats and frequencies in plain words: which text of the translations speaks of which declared name."""

from __future__ import annotations

from dataclasses import dataclass

from catalog import standards
from catalog.model import Licence
from catalog.pages.language import Language

#: licence name → key of its texts under `licence.` in the translations
LICENCES = {
    "CC-BY-4.0": "cc-by", "CC-BY-2.1-JP": "cc-by", "CC-BY-3.0": "cc-by", "CC-BY-SA-4.0": "cc-by-sa", "CC0-1.0": "cc0",
    "PDL-1.0": "pdl", "GJSTU-2.0": "pdl", "CC-BY-NC-4.0": "cc-by-nc", "CC-BY-ND-4.0": "cc-by-nd", "ODbL-1.0": "odbl",
}  # fmt: skip
#: what `accrualPeriodicity` may say → key under `frequency.`; the last part of an EU frequency IRI counts too
FREQUENCIES = {
    "annual": "annual", "annual_2": "semiannual", "annual_3": "three-per-year", "biennial": "biennial", "bimonthly": "bimonthly",
    "biweekly": "biweekly", "cont": "continuous", "continuous": "continuous", "daily": "daily", "hourly": "hourly",
    "irreg": "irregular", "irregular": "irregular", "monthly": "monthly", "never": "never", "quarterly": "quarterly",
    "semiannual": "semiannual", "triennial": "triennial", "unknown": "unknown", "weekly": "weekly", "as_needed": "irregular",
    "quinquennial": "quinquennial", "r/p1y": "annual", "r/p1m": "monthly", "r/p1w": "weekly", "r/p1d": "daily", "r/p3m": "quarterly",
    "r/p6m": "semiannual", "r/p5y": "quinquennial", "年次": "annual", "毎年": "annual", "年1回": "annual", "月次": "monthly",
    "毎月": "monthly", "週次": "weekly", "毎週": "weekly", "日次": "daily", "毎日": "daily", "四半期": "quarterly",
    "随時": "irregular", "不定期": "irregular",
}  # fmt: skip
#: the longest time between two updates, in days; a month late is in time for a yearly one
LONGEST_GAP = {
    "hourly": 2, "daily": 4, "weekly": 14, "biweekly": 28, "monthly": 62, "bimonthly": 92, "quarterly": 123, "three-per-year": 153,
    "semiannual": 214, "annual": 396, "biennial": 761, "triennial": 1126, "quinquennial": 1857,
}  # fmt: skip
#: formats with words of their own under `format.`
FORMATS = frozenset({
    "csv", "tsv", "xlsx", "ods", "json", "geojson", "parquet", "pdf", "docx", "zip", "gtfs", "shapefile", "xml", "txt", "kml",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class LicenceWords:
    """A licence as a citizen reads it."""

    name: str
    title: str
    iri: str
    may: str
    must: str


def licence_words(licence: Licence, language: Language) -> LicenceWords:
    key = LICENCES.get(licence.name, "other")
    title = language.of(licence.title) or licence.name
    return LicenceWords(
        licence.name, title, licence.iri, language.t(f"licence.{key}.may"), language.t(f"licence.{key}.must")
    )


def frequency(value: str | None, language: Language) -> str:
    """How often a dataset is updated, in words; as declared when we do not know the term."""
    if not value:
        return ""
    key = _frequency(value)
    return language.t(f"frequency.{key}") if key else value


def longest_gap(value: str | None) -> int:
    """Days after which an update is overdue; 0 when nothing is promised."""
    return LONGEST_GAP.get(_frequency(value), 0) if value else 0


def _frequency(value: str) -> str:
    return FREQUENCIES.get(value.rstrip("/").rsplit("/", 1)[-1].lower()) or FREQUENCIES.get(value.lower()) or ""


def file_words(name: str, language: Language) -> dict[str, str]:
    """Label of a format and for whom it is."""
    if name in FORMATS:
        return {"label": language.plain(f"format.{name}.label"), "use": language.t(f"format.{name}.use")}
    return {"label": name.upper(), "use": ""}


def format_label(name: str, language: Language) -> str:
    return file_words(name, language)["label"]


def standard_label(declared: str, language: Language) -> str:
    """A standard dataset by what `conformsTo` says ("jp-standard/08"): its number and name, else as declared."""
    number = standards.number_of([declared])
    titles = standards.titles()
    if number is None or number not in titles:
        return declared
    return language.plain("standards.label", number=number, title=language.of(titles[number]))
