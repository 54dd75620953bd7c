"""Croissant 1.0 (MLCommons): the files of a dataset, and for each CSV a record set with typed fields."""

from __future__ import annotations

import re
from typing import Any

from catalog.metadata import iris
from catalog.metadata.packages import filled, tables
from catalog.metadata.schema_org import address, description, issued, keywords, modified
from catalog.metadata.scope import distribution_name
from catalog.model import Catalog
from catalog.release.published import Distribution, Published, PublishedTable
from catalog.text import pick

#: Table Schema type → Croissant type.
TYPES = {"integer": "sc:Integer", "number": "sc:Float", "boolean": "sc:Boolean", "date": "sc:Date"}


def croissant(catalog: Catalog, published: Published) -> dict[str, Any]:
    """The content of croissant.json."""
    dataset = published.dataset
    licences = dataset.licences
    publisher = dataset.publisher or catalog.publisher
    return filled(
        {
            "@context": CONTEXT,
            "@type": "sc:Dataset",
            "@id": iris.dataset(catalog, dataset.id),
            "conformsTo": "http://mlcommons.org/croissant/1.0",
            "name": pick(dataset.title),
            "alternateName": dataset.id,
            "description": description(catalog, published),
            "url": iris.dataset_page(catalog, dataset.id),
            "license": iris.clean(licences[0].iri) if licences else "",
            "keywords": keywords(published),
            "datePublished": issued(published)[:10],
            "dateModified": modified(published)[:10],
            "version": semantic(dataset.version or (published.changes[0].version if published.changes else "")),
            "inLanguage": "ja",
            "creator": {"@type": "Organization", "name": pick(publisher.name), "url": iris.clean(publisher.url) or iris.site(catalog)},
            "publisher": {"@type": "Organization", "name": pick(publisher.name)},
            "citeAs": f"{pick(publisher.name)}「{pick(dataset.title)}」 {iris.dataset_page(catalog, dataset.id)}",
            # A file that stays at its publisher's has no checksum here, and may change.
            "isLiveDataset": any(not d.sha256 for d in published.distributions),
            "distribution": [
                filled(
                    {
                        "@type": "cr:FileObject",
                        "@id": distribution_name(d),
                        "name": distribution_name(d),
                        "contentUrl": address(catalog, d),
                        "contentSize": f"{d.bytes} B" if d.bytes else "",
                        "encodingFormat": d.media_type,
                        "sha256": d.sha256,
                    }
                )
                for d in published.distributions
            ],
            "recordSet": [_record_set(published, d, t) for d, t in tables(published)],
        }
    )  # fmt: skip


def _record_set(published: Published, d: Distribution, table: PublishedTable) -> dict[str, Any]:
    file = distribution_name(d)
    return {
        "@type": "cr:RecordSet",
        "@id": f"{file}-records",
        "name": f"{file}-records",
        "description": pick(published.dataset.title),
        "field": [
            filled(
                {
                    "@type": "cr:Field",
                    "@id": f"{file}-records/{c.name}",
                    "name": c.name,
                    "description": pick(c.description) or pick(c.title) or c.name,
                    "dataType": TYPES.get(c.type, "sc:Text"),
                    "source": {"fileObject": {"@id": file}, "extract": {"column": c.name}},
                }
            )
            for c in table.columns
        ],
    }


def semantic(version: str) -> str:
    """MAJOR.MINOR.PATCH, which Croissant wants: 1.2 → 1.2.0, 2026-04-10-2 → 2026.4.10+2; "" for a word."""
    found = re.fullmatch(r"(\d+)(?:[.-](\d+))?(?:[.-](\d+))?(?:-(\d+))?", version)
    if found is None:
        return ""
    numbers = ".".join(str(int(n or 0)) for n in found.groups()[:3])
    return f"{numbers}+{found[4]}" if found[4] else numbers


#: The context that Croissant 1.0 prescribes, written out.
CONTEXT: dict[str, Any] = {
    "@language": "ja",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
