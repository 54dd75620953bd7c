"""Licences, formats and frequencies in plain words: which text of the translations speaks of which declared name."""

from __future__ import annotations

from dataclasses import dataclass

from catalog import standards
from catalog.metadata import vocabularies
from catalog.model import Licence
from catalog.pages.language import Language

#: licence name → key of its texts under `licence.` in the translations
LICENCES = {
    "CC-BY-4.0": "cc-by", "CC-BY-2.1-JP": "cc-by", "CC-BY-3.0": "cc-by", "CC-BY-SA-4.0": "cc-by-sa", "CC0-1.0": "cc0",
    "PDL-1.0": "pdl", "GJSTU-2.0": "pdl", "CC-BY-NC-4.0": "cc-by-nc", "CC-BY-ND-4.0": "cc-by-nd", "ODbL-1.0": "odbl",
}  # fmt: skip
#: EU code of a frequency → the longest time between two updates, in days; a month late is in time for a yearly one
LONGEST_GAP = {
    "CONT": 2, "HOURLY": 2, "DAILY_2": 3, "DAILY": 4, "WEEKLY_3": 7, "WEEKLY_2": 9, "WEEKLY": 14, "BIWEEKLY": 28, "MONTHLY_2": 38,
    "MONTHLY": 62, "BIMONTHLY": 92, "QUARTERLY": 123, "ANNUAL_3": 153, "ANNUAL_2": 214, "ANNUAL": 396, "BIENNIAL": 761,
    "TRIENNIAL": 1126, "QUADRENNIAL": 1491, "QUINQUENNIAL": 1857, "DECENNIAL": 3683,
}  # fmt: skip
#: formats with words of their own under `format.`
FORMATS = frozenset({
    "csv", "tsv", "xlsx", "ods", "json", "geojson", "topojson", "turtle", "parquet", "pdf", "docx", "zip", "gtfs", "shapefile", "xml", "txt", "kml",
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
    known = vocabularies.frequency(value)
    return language.t(f"frequency.{known.code.lower()}") if known else value or ""


def longest_gap(value: str | None) -> int:
    """Days after which an update is overdue; 0 when nothing is promised."""
    known = vocabularies.frequency(value)
    return LONGEST_GAP.get(known.code, 0) if known else 0


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
