"""DCAT-US: data.json (Project Open Data 1.1) and the DCAT-US 3 catalogue as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from catalog.metadata import iris, vocabularies
from catalog.metadata.dcat import eu_themes, identifier
from catalog.metadata.distributions import format_of
from catalog.metadata.schema_org import address, coverage, issued, keywords, modified
from catalog.model import Agent, Catalog, ContactPoint, Temporal
from catalog.release.published import Distribution, Published
from catalog.text import pick

SCHEMA = "https://project-open-data.cio.gov/v1.1/schema"
#: The 1.1 schema demands codes of US federal agencies; these stand for "none".
NO_BUREAU, NO_PROGRAM = "000:00", "000:000"
ACCESS = {"PUBLIC": "public", "RESTRICTED": "restricted public", "NON_PUBLIC": "non-public"}


def data_json(catalog: Catalog, datasets: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The whole data.json around datasets made by `dataset`."""
    return {
        "@context": f"{SCHEMA}/catalog.jsonld",
        "@id": iris.address(catalog, "data.json"),
        "@type": "dcat:Catalog",
        "conformsTo": SCHEMA,
        "describedBy": f"{SCHEMA}/catalog.json",
        "dataset": list(datasets),
    }


def dataset(catalog: Catalog, published: Published) -> dict[str, Any]:
    """One entry of data.json."""
    d = published.dataset
    licence = next(iter(d.licences), None)
    frequency = vocabularies.frequency(d.accrual_periodicity)
    rights = vocabularies.access_rights(d.access_rights or "PUBLIC")
    area = coverage(catalog, published)
    return _filled(
        {
            "@type": "dcat:Dataset",
            "title": pick(d.title),
            "description": pick(d.description) or pick(d.title),
            "keyword": keywords(published) or [pick(d.title)],
            "modified": modified(published),
            "publisher": _publisher(catalog, d.publisher or catalog.publisher),
            "contactPoint": _contact(catalog, d.contact_point, d.publisher or catalog.publisher),
            "identifier": identifier(catalog, d.id),
            "accessLevel": ACCESS[rights.code] if rights else "public",
            "bureauCode": [NO_BUREAU],
            "programCode": [NO_PROGRAM],
            "license": iris.clean(licence.iri) if licence else None,
            "issued": issued(published),
            "accrualPeriodicity": vocabularies.interval(frequency) if frequency else None,
            "landingPage": iris.dataset_page(catalog, d.id),
            "language": ["ja"],
            "spatial": pick(area.name) if area else d.spatial,
            "temporal": _period(d.temporal),
            "theme": list(dict.fromkeys(_theme_names(d.themes))) or None,
            "isPartOf": f"series-{iris.series_slug(str(d.in_series))}" if d.in_series else None,
            "conformsTo": next((iri for c in d.conforms_to if (iri := iris.clean(c))), None),
            "describedBy": iris.address(catalog, f"datasets/{d.id}/datapackage.json"),
            "describedByType": "application/json",
            "distribution": [_distribution(catalog, published, x) for x in published.distributions] or None,
        }
    )  # fmt: skip


def catalog_3(catalog: Catalog, datasets: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A DCAT-US 3 catalogue in its plain JSON form."""
    return _filled(
        {
            "@id": iris.catalogue(catalog),
            "@type": "Catalog",
            "title": pick(catalog.title),
            "description": pick(catalog.description) or pick(catalog.title),
            "publisher": _organization(catalog, catalog.publisher),
            "contactPoint": [k] if (k := _kind(catalog, catalog.contact_point)) else None,
            "homepage": iris.site(catalog),
            "language": [t.iri for tag in catalog.languages if (t := vocabularies.language(tag))],
            "dataset": list(datasets),
        }
    )


def dataset_3(catalog: Catalog, published: Published) -> dict[str, Any]:
    """One dataset of the DCAT-US 3 catalogue."""
    d = published.dataset
    frequency = vocabularies.frequency(d.accrual_periodicity)
    area = coverage(catalog, published)
    box = area.bbox if area else None
    licence = next(iter(d.licences), None)
    kind = _kind(catalog, d.contact_point)
    return _filled(
        {
            "@id": iris.dataset(catalog, d.id),
            "@type": "Dataset",
            "title": pick(d.title),
            "description": pick(d.description) or pick(d.title),
            "identifier": [identifier(catalog, d.id)],
            "publisher": _organization(catalog, d.publisher or catalog.publisher),
            "contactPoint": [kind] if kind else None,
            "keyword": ", ".join(keywords(published)),
            "issued": issued(published)[:10],
            "modified": modified(published)[:10],
            "landingPage": iris.dataset_page(catalog, d.id),
            "accrualPeriodicity": frequency.iri if frequency else None,
            "language": [t.iri] if (t := vocabularies.language("ja")) else None,
            "version": d.version or (published.changes[0].version if published.changes else None),
            "temporal": [
                _filled({"@type": "PeriodOfTime", "startDate": d.temporal.start, "endDate": d.temporal.end})
            ]
            if d.temporal and (d.temporal.start or d.temporal.end)
            else None,
            "spatial": [{"@type": "Location", "identifier": [area.code], "prefLabel": pick(area.name)}] if area else None,
            "geographicBoundingBox": [_box(box)] if box else None,
            "theme": [_concept(code) for code in eu_themes(d.themes)] or None,
            "distribution": [
                _filled(
                    {
                        "@type": "Distribution",
                        "title": pick(x.title) or iris.file_name(x.path),
                        "accessURL": iris.dataset_page(catalog, d.id),
                        "downloadURL": address(catalog, x),
                        "mediaType": vocabularies.IANA + x.media_type if x.media_type else None,
                        "format": kind_of.iri if (kind_of := format_of(x)) else None,
                        "byteSize": str(x.bytes) if x.bytes else None,
                        "license": iris.clean(licence.iri) if licence else None,
                        "checksum": {
                            "@type": "Checksum",
                            "algorithm": "http://spdx.org/rdf/terms#checksumAlgorithm_sha256",
                            "checksumValue": x.sha256,
                        }
                        if x.sha256
                        else None,
                    }
                )
                for x in published.distributions
            ]
            or None,
        }
    )  # fmt: skip


def _distribution(catalog: Catalog, published: Published, d: Distribution) -> dict[str, Any]:
    kind = format_of(d)
    return _filled(
        {
            "@type": "dcat:Distribution",
            "title": pick(d.title) or iris.file_name(d.path),
            "downloadURL": address(catalog, d),
            "mediaType": d.media_type or (kind.media_type if kind else "application/octet-stream"),
            "format": kind.label if kind else d.format,
        }
    )


def _publisher(catalog: Catalog, agent: Agent) -> dict[str, Any]:
    found: dict[str, Any] = {"@type": "org:Organization", "name": pick(agent.name)}
    if pick(agent.name) != pick(catalog.publisher.name):
        found["subOrganizationOf"] = {"@type": "org:Organization", "name": pick(catalog.publisher.name)}
    return found


def _contact(catalog: Catalog, contact: ContactPoint | None, publisher: Agent) -> dict[str, Any]:
    email = (contact.email if contact else None) or publisher.email
    if not email and catalog.contact_point is not None:
        # An address is mandatory there: when nobody else has one, our own desk answers, under its own name.
        contact, email = catalog.contact_point, catalog.contact_point.email
    email = email or catalog.publisher.email
    return _filled(
        {
            "@type": "vcard:Contact",
            "fn": pick(contact.name) if contact else pick(publisher.name),
            "hasEmail": iris.mailto(email),
        }
    )


def _theme_names(themes: Sequence[str]) -> list[str]:
    return [pick(vocabularies.eu_theme(code).label) for code in eu_themes(themes)]


def _period(period: Temporal | None) -> str | None:
    # Both ends are demanded; with one only there is no interval to state.
    return f"{period.start}/{period.end}" if period and period.start and period.end else None


def _organization(catalog: Catalog, agent: Agent) -> dict[str, Any]:
    return {
        "@id": iris.agent(catalog, agent),
        "@type": "Organization",
        "name": pick(agent.name),
        "prefLabel": pick(agent.name),
    }


def _kind(catalog: Catalog, contact: ContactPoint | None) -> dict[str, Any] | None:
    email = iris.mailto(contact.email) if contact else None
    if contact is None or email is None:
        return None
    return {"@id": iris.contact(catalog, contact), "@type": "Kind", "fn": pick(contact.name), "hasEmail": email}


def _box(box: tuple[float, float, float, float]) -> dict[str, Any]:
    west, south, east, north = (str(x) for x in box)
    return {
        "@type": "GeographicBoundingBox",
        "westBoundingLongitude": west,
        "eastBoundingLongitude": east,
        "northBoundingLatitude": north,
        "southBoundingLatitude": south,
    }


def _concept(code: str) -> dict[str, Any]:
    term = vocabularies.eu_theme(code)
    scheme = {"@type": "ConceptScheme", "@id": vocabularies.DATA_THEME, "title": "EU data themes"}
    return {"@type": "Concept", "@id": term.iri, "prefLabel": pick(term.label), "inScheme": scheme}


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in data.items() if v not in ("", None, {})}
