"""What search engines read: schema.org Dataset and DataCatalog as JSON-LD, and typed links for the head of a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from catalog.metadata import iris, vocabularies
from catalog.model import Agent, Catalog, ContactPoint
from catalog.release.published import Distribution, Published
from catalog.text import LangText, pick

CONTEXT = "https://schema.org/"
#: Google takes descriptions of 50 to 5,000 characters.
SHORTEST, LONGEST = 50, 5000


def schema_org(catalog: Catalog, published: Published | None = None, lang: str = "ja") -> dict[str, Any]:
    """JSON-LD for `<script type="application/ld+json">`: of one dataset, or of the whole catalogue when None.

    Texts are those of `lang`, falling back on Japanese. The caller must write `<` as `\\u003c` when embedding it.
    """
    return _catalogue(catalog, lang) if published is None else _dataset(catalog, published, lang)


def typed_links(catalog: Catalog, published: Published | None = None) -> list[dict[str, str]]:
    """The attributes of `<link>` elements for the head of a page: where its machine-readable forms are.

    Each is {"rel", "type", "href", "title"} (some keys may be missing), href absolute. RFC 8288 and FAIR signposting:
    describedby, item, license, author, type, collection, alternate.
    """
    if published is None:
        return [
            _link("describedby", "text/turtle", iris.address(catalog, "catalog.ttl")),
            _link("describedby", "application/ld+json", iris.address(catalog, "catalog.jsonld")),
            _link("describedby", "application/rdf+xml", iris.address(catalog, "catalog.rdf")),
            _link("alternate", "application/atom+xml", iris.address(catalog, "feed.atom"), _news(catalog)),
            _link("type", "", "https://schema.org/DataCatalog"),
        ]
    folder = f"datasets/{published.dataset.id}/"
    links = [
        _link("describedby", "text/turtle", iris.address(catalog, folder + "metadata.ttl"), "DCAT"),
        _link("describedby", "application/ld+json", iris.address(catalog, folder + "metadata.jsonld"), "DCAT"),
        _link("describedby", "application/rdf+xml", iris.address(catalog, folder + "metadata.rdf"), "DCAT"),
        _link("describedby", "application/json", iris.address(catalog, folder + "datapackage.json"), "Data Package"),
        _link("describedby", "application/ld+json", iris.address(catalog, folder + "croissant.json"), "Croissant"),
        _link("collection", "text/turtle", iris.address(catalog, "catalog.ttl")),
        _link("alternate", "application/atom+xml", iris.address(catalog, "feed.atom"), _news(catalog)),
        _link("type", "", "https://schema.org/Dataset"),
    ]
    links += [_link("item", d.media_type, address(catalog, d)) for d in published.distributions]
    links += [_link("license", "", iri) for x in published.dataset.licences[:1] if (iri := iris.clean(x.iri))]
    publisher = published.dataset.publisher or catalog.publisher
    if publisher.url and (home := iris.clean(publisher.url)):
        links.append(_link("author", "text/html", home))
    return links


def address(catalog: Catalog, distribution: Distribution) -> str:
    """Where a distribution is downloaded: in the catalogue, or at its origin when it stayed there."""
    remote = distribution.is_remote
    return (iris.clean(distribution.path) or "") if remote else iris.address(catalog, distribution.path)


def home(catalog: Catalog) -> vocabularies.Area | None:
    """The catalogue's own area. `bbox: [west, south, east, north]` of catalog.yaml goes before the table's.

    A code that the table lacks (a new or made-up municipality) gets the publisher's name.
    """
    code = catalog.municipality
    if not code:
        return None
    known = vocabularies.area(code)
    box = _declared_box(catalog.extras.get("bbox"))
    if known is None:
        prefecture = vocabularies.area(code[:2])
        name = pick(catalog.publisher.name)
        return vocabularies.Area(
            code, catalog.publisher.name, prefecture.prefecture if prefecture else "", name, None, box
        )
    return replace(known, bbox=box) if box else known


def coverage(catalog: Catalog, published: Published) -> vocabularies.Area | None:
    """The area a dataset is about, when it is one of the known municipalities and prefectures."""
    spatial = published.dataset.spatial
    if not spatial:
        return None
    if spatial == catalog.municipality:
        return home(catalog)
    return vocabularies.area(spatial) or vocabularies.area_named(spatial)


def _declared_box(given: Any) -> tuple[float, float, float, float] | None:
    if not isinstance(given, list | tuple) or len(given) != 4:
        return None
    try:
        west, south, east, north = (float(x) for x in given)
    except (TypeError, ValueError):
        return None
    return (west, south, east, north) if -180 <= west <= east <= 180 and -90 <= south <= north <= 90 else None


def modified(published: Published) -> str:
    """The date of the last change: declared, else that of the newest version, else of the screening."""
    newest = max((c.date for c in published.changes), default="")
    return published.dataset.modified or newest or published.dataset.issued or published.screened


def issued(published: Published) -> str:
    """The date of first publication: declared, else that of the oldest version, else of the screening."""
    oldest = min((c.date for c in published.changes), default="")
    return published.dataset.issued or oldest or published.screened


def keywords(published: Published, lang: str = "ja") -> list[str]:
    words = published.dataset.keywords
    return list(dict.fromkeys(words.get(lang) or words.get("ja") or next(iter(words.values()), ())))


def _news(catalog: Catalog) -> str:
    return "更新情報" if catalog.main_language == "ja" else "News"


def _link(rel: str, media_type: str, href: str, title: str = "") -> dict[str, str]:
    link = {"rel": rel, "type": media_type, "href": href, "title": title}
    return {key: value for key, value in link.items() if value}


def _catalogue(catalog: Catalog, lang: str) -> dict[str, Any]:
    return _without_empty(
        {
            "@context": CONTEXT,
            "@type": "DataCatalog",
            "@id": iris.catalogue(catalog),
            "name": pick(catalog.title, lang),
            "description": pick(catalog.description, lang),
            "url": iris.site(catalog),
            "inLanguage": list(catalog.languages),
            "publisher": _organization(catalog, catalog.publisher, lang, catalog.contact_point),
            "license": _licence(catalog.licences),
            "spatialCoverage": _place(catalog, home(catalog), lang),
            "isAccessibleForFree": True,
        }
    )


def _dataset(catalog: Catalog, published: Published, lang: str) -> dict[str, Any]:
    dataset = published.dataset
    publisher = dataset.publisher or catalog.publisher
    period = dataset.temporal
    licences = dataset.licences
    return _without_empty(
        {
            "@context": CONTEXT,
            "@type": "Dataset",
            "@id": iris.dataset(catalog, dataset.id),
            "name": pick(dataset.title, lang),
            "alternateName": [text for tag, text in dataset.title.items() if text != pick(dataset.title, lang)],
            "description": description(catalog, published, lang),
            "url": iris.dataset_page(catalog, dataset.id),
            "identifier": dataset.id,
            "keywords": keywords(published, lang),
            "license": _licence(licences),
            "isAccessibleForFree": True,
            "inLanguage": "ja",
            "creator": _organization(catalog, publisher, lang, dataset.contact_point),
            "publisher": _organization(catalog, publisher, lang, None),
            "datePublished": issued(published),
            "dateModified": modified(published),
            "version": dataset.version or (published.changes[0].version if published.changes else ""),
            "temporalCoverage": f"{period.start or '..'}/{period.end or '..'}"
            if period and (period.start or period.end)
            else "",
            "spatialCoverage": _place(catalog, coverage(catalog, published), lang),
            "includedInDataCatalog": {
                "@type": "DataCatalog",
                "@id": iris.catalogue(catalog),
                "name": pick(catalog.title, lang),
                "url": iris.site(catalog),
            },
            "distribution": [_download(catalog, licences, d, lang) for d in published.distributions],
            "variableMeasured": _variables(published, lang),
        }
    )


def description(catalog: Catalog, published: Published, lang: str = "ja") -> str:
    """A description of at least 50 characters: to a shorter one, facts are added until it is long enough."""
    text = pick(published.dataset.description, lang) or pick(published.dataset.title, lang)
    for sentence in _facts(catalog, published, lang):
        if len(text) >= SHORTEST:
            break
        text = f"{text} {sentence}"
    return text[:LONGEST]


def _facts(catalog: Catalog, published: Published, lang: str) -> Iterator[str]:
    d, english = published.dataset, lang == "en"
    title, publisher = pick(d.title, lang), pick((d.publisher or catalog.publisher).name, lang)
    yield (
        f'Open data "{title}" published by {publisher}.'
        if english
        else f"{publisher}が公開するオープンデータ「{title}」です。"
    )
    names = [c.name for table in published.tables[:1] for c in table.columns if c.name][:12]
    if names:
        yield f"Main columns: {', '.join(names)}." if english else f"主な項目：{'、'.join(names)}。"
    day = modified(published)[:10]
    formats = list(dict.fromkeys(x.format.upper() for x in published.distributions if x.format))
    yield (
        f"Formats: {', '.join(formats)}. Last changed on {day}."
        if english
        else f"形式：{'、'.join(formats)}。最終更新日：{day}。"
    )
    page = iris.dataset_page(catalog, d.id)
    yield f"Description and downloads: {page}" if english else f"説明とダウンロード：{page}"


def _download(catalog: Catalog, licences: tuple[Any, ...], d: Distribution, lang: str) -> dict[str, Any]:
    url = address(catalog, d)
    return _without_empty(
        {
            "@type": "DataDownload",
            "name": pick(d.title, lang) or iris.file_name(d.path),
            "contentUrl": url,
            "encodingFormat": d.media_type,
            "contentSize": f"{d.bytes} B" if d.bytes else "",
            "sha256": d.sha256,
            "license": _licence(licences),
        }
    )


def _variables(published: Published, lang: str) -> list[dict[str, Any]]:
    seen: dict[str, dict[str, Any]] = {}
    for table in published.tables:
        for column in table.columns:
            if column.name and column.name not in seen:
                seen[column.name] = _without_empty(
                    {
                        "@type": "PropertyValue",
                        "name": column.name,
                        "alternateName": pick(column.title, lang) if pick(column.title, lang) != column.name else "",
                        "description": pick(column.description, lang),
                        "unitText": column.unit or "",
                    }
                )
    return list(seen.values())[:200]


def _organization(catalog: Catalog, agent: Agent, lang: str, contact: ContactPoint | None) -> dict[str, Any]:
    return _without_empty(
        {
            "@type": "GovernmentOrganization",
            "@id": iris.agent(catalog, agent),
            "name": pick(agent.name, lang),
            "url": iris.clean(agent.url) or "",
            "contactPoint": _without_empty(
                {
                    "@type": "ContactPoint",
                    "name": pick(contact.name, lang),
                    "email": contact.email or "",
                    "telephone": contact.telephone or "",
                    "url": iris.clean(contact.url) or "",
                }
            )
            if contact
            else "",
        }
    )


def _place(catalog: Catalog, area: vocabularies.Area | None, lang: str) -> dict[str, Any] | str:
    if area is None:
        return ""
    west, south, east, north = area.bbox or (0.0, 0.0, 0.0, 0.0)
    shape = {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"} if area.bbox else ""
    return _without_empty(
        {
            "@type": "Place",
            "@id": iris.area(catalog, area.code),
            "name": pick(area.name, lang),
            "identifier": area.code,
            "geo": shape,
        }
    )


def _licence(licences: tuple[Any, ...]) -> str:
    return (iris.clean(licences[0].iri) or "") if licences else ""


def _without_empty(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value not in ("", None, [], {})}


def titles(text: LangText) -> str:
    """All languages of a text on one line, Japanese first."""
    return " / ".join(dict.fromkeys(t for t in (text.get("ja", ""), *text.values()) if t))
