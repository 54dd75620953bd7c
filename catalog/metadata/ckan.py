"""The catalogue in the shapes of CKAN's action API, as static files: package_search, package_list, package_show/<id>.

CKAN's own harvester reads `package_search?rows=100&start=N`; one file that answers every query is enough for it, since
its second page holds only what it has seen.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from catalog.metadata import iris, vocabularies
from catalog.metadata.dcat import identifier, standard_tags
from catalog.metadata.distributions import format_of
from catalog.metadata.schema_org import address, coverage, issued, keywords, modified
from catalog.metadata.scope import distribution_name, origin
from catalog.model import Agent, Catalog
from catalog.release.published import Distribution, Published
from catalog.text import pick

HELP = "https://docs.ckan.org/en/latest/api/#ckan.logic.action.get."


def package(catalog: Catalog, published: Published) -> dict[str, Any]:
    """One dataset as CKAN's package_show gives it."""
    d = published.dataset
    licence = next(iter(d.licences), None)
    contact = d.contact_point
    publisher = d.publisher or catalog.publisher
    resources = [_resource(catalog, published, x, i) for i, x in enumerate(published.distributions)]
    words = [*keywords(published), *standard_tags(d.conforms_to)]
    return {
        "id": _uuid(iris.dataset(catalog, d.id)),
        "name": d.id,
        "title": pick(d.title),
        "notes": pick(d.description),
        "url": iris.dataset_page(catalog, d.id),
        "type": "dataset",
        "state": "active",
        "private": False,
        "isopen": bool(licence and vocabularies.licence_facts(licence)),
        "author": pick(publisher.name),
        "author_email": publisher.email or "",
        "maintainer": pick(contact.name) if contact else "",
        "maintainer_email": (contact.email if contact else None) or "",
        "license_id": vocabularies.licence_facts(licence).get("ckan", licence.name) if licence else "",
        "license_title": pick(licence.title) if licence else "",
        "license_url": iris.clean(licence.iri) if licence else "",
        "version": d.version or (published.changes[0].version if published.changes else ""),
        "metadata_created": _moment(issued(published)),
        "metadata_modified": _moment(modified(published)),
        "organization": _organization(catalog, publisher),
        "owner_org": _uuid(iris.agent(catalog, publisher)),
        "groups": _groups(d.themes),
        "tags": [
            {"id": _uuid("tag:" + w), "name": w, "display_name": w, "state": "active", "vocabulary_id": None}
            for w in dict.fromkeys(words)
        ],
        "num_tags": len(dict.fromkeys(words)),
        "resources": resources,
        "num_resources": len(resources),
        "extras": _extras(catalog, published),
        "relationships_as_object": [],
        "relationships_as_subject": [],
    }  # fmt: skip


def package_search(packages: Iterable[bytes], count: int) -> Iterator[bytes]:
    """All packages (as JSON with their separators, in order of their ids) as one answer of package_search, one a line."""
    result = f'"count": {count}, "facets": {{}}, "search_facets": {{}}, "sort": "id asc", "results": [\n'
    yield f'{{"help": "{HELP}package_search", "success": true, "result": {{{result}'.encode()
    yield from packages
    yield b"\n]}}\n"


def package_list(names: Sequence[str]) -> dict[str, Any]:
    return {"help": HELP + "package_list", "success": True, "result": sorted(names)}


def package_show(one: str) -> str:
    """One package (as JSON) as the answer of package_show."""
    return f'{{"help": "{HELP}package_show", "success": true, "result": {one}}}\n'


def _resource(catalog: Catalog, published: Published, d: Distribution, position: int) -> dict[str, Any]:
    kind = format_of(d)
    table = published.table_of(d)
    url = address(catalog, d)
    declared = next((r for r in published.dataset.resources if r.name == d.resource), None)
    return {
        "id": _uuid(iris.distribution(catalog, published.dataset.id, distribution_name(d))),
        "package_id": _uuid(iris.dataset(catalog, published.dataset.id)),
        "name": pick(d.title) or (pick(declared.title) if declared else "") or distribution_name(d),
        "description": (pick(declared.description) if declared else "")
        or (f"{table.rows}行" if table is not None else ""),
        "format": kind.label if kind else d.format.upper(),
        "mimetype": d.media_type or (kind.media_type if kind else ""),
        "url": url,
        "url_type": "",
        "size": d.bytes or None,
        "hash": d.sha256,
        "hash_algorithm": "http://spdx.org/rdf/terms#checksumAlgorithm_sha256" if d.sha256 else "",
        "created": _moment(issued(published)),
        "last_modified": _moment(modified(published)),
        "position": position,
        "state": "active",
        "resource_type": "",
        "datastore_active": False,
    }


def _extras(catalog: Catalog, published: Published) -> list[dict[str, str]]:
    d = published.dataset
    frequency, area = vocabularies.frequency(d.accrual_periodicity), coverage(catalog, published)
    period = d.temporal
    values = {
        "uri": iris.dataset(catalog, d.id),
        "identifier": identifier(catalog, d.id),
        "issued": issued(published),
        "modified": modified(published),
        "frequency": frequency.iri if frequency else "",
        "更新頻度": pick(frequency.label) if frequency else "",
        "theme": _json([vocabularies.eu_theme(c).iri for c in _codes(d.themes)]),
        "language": _json([t.iri] if (t := vocabularies.language("ja")) else []),
        "publisher_name": pick((d.publisher or catalog.publisher).name),
        "publisher_uri": iris.agent(catalog, d.publisher or catalog.publisher),
        "temporal_start": (period.start if period else None) or "",
        "temporal_end": (period.end if period else None) or "",
        "spatial": _spatial(area),
        "municipality": (area.code if area else "") or "",
        "データ項目の標準": "、".join(f[1] for c in d.conforms_to if (f := vocabularies.standard(c))),
        "harvest_origin": str(origin(d).get("url") or origin(d).get("catalog") or ""),
    }  # fmt: skip
    return [{"key": key, "value": value} for key, value in values.items() if value not in ("", "[]")]


def _groups(themes: Sequence[str]) -> list[dict[str, str]]:
    terms = [vocabularies.eu_theme(code) for code in _codes(themes)]
    return [
        {"id": _uuid(t.iri), "name": t.code.lower(), "title": pick(t.label), "display_name": pick(t.label), "description": ""}
        for t in terms
    ]  # fmt: skip


def _codes(themes: Sequence[str]) -> list[str]:
    from catalog.metadata.dcat import eu_themes

    return eu_themes(themes)


def _organization(catalog: Catalog, agent: Agent) -> dict[str, Any]:
    return {
        "id": _uuid(iris.agent(catalog, agent)),
        "name": iris.publisher_slug(agent.name),
        "title": pick(agent.name),
        "type": "organization",
        "description": "",
        "image_url": "",
        "is_organization": True,
        "approval_status": "approved",
        "state": "active",
    }


def _spatial(area: vocabularies.Area | None) -> str:
    if area is None or area.bbox is None:
        return ""
    west, south, east, north = area.bbox
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return _json({"type": "Polygon", "coordinates": [ring]})


def _json(value: object) -> str:
    import json

    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _uuid(name: str) -> str:
    # CKAN ids are UUIDs; one made from the IRI never changes.
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


def _moment(value: str) -> str:
    return f"{value}T00:00:00" if len(value) == 10 else value
