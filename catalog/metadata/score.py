"""The metadata score: the 405 points of data.europa.eu's MQA, each criterion with its points and how to get them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from catalog.bundled import bundled_data
from catalog.metadata import vocabularies
from catalog.metadata.dcat import eu_themes
from catalog.metadata.distributions import format_of
from catalog.metadata.draft import draft
from catalog.metadata.schema_org import issued, modified
from catalog.metadata.terms import date
from catalog.model import Catalog, Dataset
from catalog.release.published import Published
from catalog.tables.table import Source
from catalog.text import LangText

MOST = 405


def score(catalog: Catalog, published: Published, links: Mapping[str, bool] | None = None) -> dict[str, Any]:
    """The score of a dataset that goes out.

    `links` are the results of a link check (address → answers); our own files answer by construction, and a remote
    address that was not checked is taken to answer.

    Returns {"metadata": 0…405, "of": 405, "rating": "excellent" …, "dimensions": {name: [points, of]}, "criteria":
    [{"id", "dimension", "points", "of", "met", "title": {ja, en}, "fix": {ja, en}, "rule"}]}.
    """
    met = _met(catalog, published, links or {})
    criteria = [
        {
            "id": c["id"],
            "dimension": c["dimension"],
            "points": c["points"] if met[c["id"]] else 0,
            "of": c["points"],
            "met": met[c["id"]],
            "title": {"ja": c["ja"], "en": c["en"]},
            "fix": {lang: text.replace("{{", "{").replace("}}", "}") for lang, text in c["fix"].items()},
            "rule": c.get("rule"),
        }
        for c in table()["criteria"]
    ]
    total = sum(c["points"] for c in criteria)
    return {
        "metadata": total,
        "of": MOST,
        "rating": rating(total),
        "dimensions": {
            name: [sum(c[key] for c in criteria if c["dimension"] == name) for key in ("points", "of")]
            for name in table()["dimensions"]
        },
        "criteria": criteria,
    }


def preliminary(
    dataset: Dataset, sources: Sequence[Source], as_of: str = "", broken: Mapping[str, LangText] | None = None
) -> dict[str, Any]:
    """The score that a described dataset would get as it lies in its folder; same shape as `score`."""
    catalog, published = draft(dataset, sources, as_of or "2000-01-01")
    return score(catalog, published, dict.fromkeys(broken or {}, False))


def shown(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The criteria for the report: points, and for those not met what to do and the rule that explains it."""
    return [
        {k: c[k] for k in ("id", "points", "of", "title", *(() if c["met"] else ("fix", "rule")))}
        for c in result["criteria"]
    ]


def rating(points: int) -> str:
    """excellent (351–405), good (221–350), sufficient (121–220) or bad."""
    return str(next(name for name, least in table()["ratings"].items() if points >= least))


@cache
def table() -> Any:
    """The table of criteria (`validators/vocabularies/mqa.yaml`)."""
    return bundled_data("vocabularies/mqa.yaml")


def _met(catalog: Catalog, published: Published, links: Mapping[str, bool]) -> dict[str, bool]:
    d = published.dataset
    licences = d.licences
    contact = d.contact_point
    publisher = d.publisher or catalog.publisher
    files = published.distributions
    formats = [f for x in files if (f := format_of(x)) is not None]
    remote = [x.path for x in files if x.is_remote]
    answers = all(links.get(address, True) for address in remote)
    rights = vocabularies.access_rights(d.access_rights or "PUBLIC")
    title, described = bool(d.title), bool(d.description)
    return {
        "keyword": any(d.keywords.values()),
        "theme": bool(eu_themes(d.themes)),
        "spatial": bool(d.spatial),
        "temporal": bool(d.temporal and (date(d.temporal.start) or date(d.temporal.end))),
        "access-url": bool(files),
        "download-url": bool(files),
        "download-url-answers": bool(files) and answers,
        "format": bool(formats),
        "media-type": any(x.media_type for x in files),
        "format-vocabulary": any(f.key not in ("unknown", "image") for f in formats),
        "format-open": any(f.open for f in formats),
        "format-readable": any(f.readable for f in formats),
        "dcat-ap": title and described and bool(publisher.name) and bool(catalog.title),
        "licence": bool(licences),
        "licence-vocabulary": any(vocabularies.licence_facts(x).get("vocabulary", False) for x in licences),
        "access-rights": bool(d.access_rights) or rights is not None,
        "access-rights-vocabulary": rights is not None,
        "contact-point": contact is not None,
        "publisher": bool(publisher.name),
        "rights": bool(licences),
        "byte-size": any(x.bytes for x in files),
        "issued": date(issued(published)) is not None,
        "modified": date(modified(published)) is not None,
    }
