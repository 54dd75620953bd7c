"""Rules about the description of a dataset (family `metadata/`): one check, read from what the descriptor declares.

The same facts are stated as SHACL in `validators/shapes/dataset.ttl`; a test holds the two together. They are looked at
here without RDF, since pyshacl takes 0.3 s to start and 30 ms a dataset. Bare files have no description and no finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from catalog.metadata import iris, vocabularies
from catalog.model import Dataset, Resource
from catalog.rule import Context, Hit, Place, Rule, check
from catalog.tables.table import Source
from catalog.text import LangText, pick

Found = tuple[str, str, dict[str, Any]]
#: Characters of a Japanese description that can say what, as of when, and for which area.
LONG_ENOUGH = 30


@check("metadata", "dataset")
def metadata(sources: tuple[Source, ...], context: Context, rules: tuple[Rule, ...]) -> Iterator[Hit]:
    """What the descriptor lacks or says in a way that other catalogues do not understand."""
    dataset = context.dataset
    if dataset is None or dataset.descriptor is None:
        return
    known = {rule.id for rule in rules}
    for name, key, details in (*findings(dataset, sources), *broken_links(dataset, context.broken)):
        if f"metadata/{name}" in known:
            count, of = int(details.pop("count", 1)), details.pop("of", None)
            place = Place(part="metadata", where=key)
            yield Hit(place, count=count, of=of, shown=details.get("value"), details=details, rule=f"metadata/{name}")


def findings(dataset: Dataset, sources: tuple[Source, ...]) -> Iterator[Found]:
    """Rule name, key of the descriptor, and what fills the message."""
    yield from _mandatory(dataset)
    yield from _subject(dataset)
    yield from _extent(dataset)
    yield from _contact(dataset)
    yield from _history(dataset)
    yield from _addresses(dataset)
    yield from _files(dataset, {source.path: source for source in sources})


def _mandatory(d: Dataset) -> Iterator[Found]:
    missing = [
        (name, words)
        for name, given, words in (
            ("title", d.title, {"ja": "タイトル", "en": "title"}),
            ("description", d.description, {"ja": "説明", "en": "description"}),
            ("publisher", d.publisher and d.publisher.name, {"ja": "公開組織", "en": "publisher"}),
        )
        if not given
    ]
    for name, _ in missing:
        yield f"missing-{name}", name, {}
    if missing:
        names = {"ja": "、".join(w["ja"] for _, w in missing), "en": ", ".join(w["en"] for _, w in missing)}
        yield "dcat-ap-violation", "", {"names": names}
    if not d.licences:
        yield "missing-licence", "licenses", {}
    elif not any(vocabularies.licence_facts(x).get("vocabulary") for x in d.licences):
        yield "licence-not-recognised", "licenses", {"value": d.licences[0].name}
    if d.title and not d.title.get("en"):
        yield "missing-english-title", "translations", {}
    text = pick(d.description)
    if d.description and len(text) < LONG_ENOUGH:
        yield "short-description", "description", {"count": len(text)}


def _subject(d: Dataset) -> Iterator[Found]:
    if not any(d.keywords.values()):
        yield "missing-keyword", "keywords", {}
    if not d.themes:
        yield "missing-theme", "themes", {}
    for theme in d.themes:
        if vocabularies.theme(theme) is None:
            yield "unknown-theme", "themes", {"value": theme}


def _extent(d: Dataset) -> Iterator[Found]:
    if not d.spatial:
        yield "missing-spatial", "spatial", {}
    elif vocabularies.area(d.spatial) is None and vocabularies.area_named(d.spatial) is None and not _code(d.spatial):
        yield "unknown-area", "spatial", {"value": d.spatial}
    period = d.temporal
    if period is None or not (period.start or period.end):
        yield "missing-temporal", "temporal", {}
    elif not period.start:
        yield "incomplete-period", "temporal.start", {"name": {"ja": "開始日", "en": "start"}}
    elif not period.end:
        yield "incomplete-period", "temporal.end", {"name": {"ja": "終了日", "en": "end"}}


def _contact(d: Dataset) -> Iterator[Found]:
    contact = d.contact_point
    if contact is None:
        yield "missing-contact-point", "contactPoint", {}
    elif not (contact.email or contact.url or contact.telephone):
        yield "missing-contact-address", "contactPoint", {"value": pick(contact.name)}


def _history(d: Dataset) -> Iterator[Found]:
    if not d.issued:
        yield "missing-issued", "issued", {}
    if not d.modified:
        yield "missing-modified", "modified", {}
    if not d.accrual_periodicity:
        yield "missing-frequency", "accrualPeriodicity", {}
    elif vocabularies.frequency(str(d.accrual_periodicity)) is None:
        yield "unknown-frequency", "accrualPeriodicity", {"value": str(d.accrual_periodicity)}
    if d.access_rights and vocabularies.access_rights(str(d.access_rights)) is None:
        yield "unknown-access-rights", "accessRights", {"value": str(d.access_rights)}


def _addresses(d: Dataset) -> Iterator[Found]:
    given: list[tuple[str, object]] = [("landingPage", d.landing_page)]
    if d.publisher is not None:
        given.append(("publisher.url", d.publisher.url))
    if d.contact_point is not None:
        given.append(("contactPoint.url", d.contact_point.url))
    given += [(f"licenses.{i}.path", x.iri) for i, x in enumerate(d.licences)]
    given += [(f"resources.{r.name}.path", r.path) for r in d.resources if r.is_remote]
    for key, value in given:
        if value and iris.clean(value) is None:
            yield "invalid-address", key, {"name": key, "value": str(value)}
    emails = [("contactPoint.email", d.contact_point.email)] if d.contact_point else []
    emails += [("publisher.email", d.publisher.email)] if d.publisher else []
    for key, email in emails:
        if email and iris.mailto(email) is None:
            # What stands where an address should be may be a person's; it is not repeated.
            yield "invalid-address", key, {"name": key, "value": "＊＊＊"}


def broken_links(d: Dataset, broken: Mapping[str, LangText]) -> Iterator[Found]:
    """Addresses that did not answer when the links were checked; `broken` says what came instead."""
    for r in d.resources:
        if r.is_remote and r.path in broken:
            details = {"value": r.path, "answer": broken[r.path], "resource": r.path}
            yield "broken-link", f"resources.{r.name}.path", details
    if d.landing_page and d.landing_page in broken:
        yield "broken-link", "landingPage", {"value": d.landing_page, "answer": broken[d.landing_page]}


def _files(d: Dataset, read: Mapping[str, Source]) -> Iterator[Found]:
    opened = readable = unknown = False
    for r in d.resources:
        source = read.get(r.path) or (next(iter(read.values())) if len(read) == 1 == len(d.resources) else None)
        kind = _format(r, source)
        if kind is None or kind.key in ("unknown", "image"):
            unknown = True
            yield "missing-format", f"resources.{r.name}.format", {"value": r.path, "resource": r.path}
        # A table that can be read goes out as CSV too, whatever the file was.
        table = source is not None and source.main is not None
        opened = opened or table or (kind is not None and kind.open)
        readable = readable or table or (kind is not None and kind.readable)
        if r.is_remote and not r.extras.get("bytes"):
            yield "missing-byte-size", f"resources.{r.name}.bytes", {"value": r.path, "resource": r.path}
        yield from _columns(r, source)
    if d.resources and not opened and not unknown:
        yield "proprietary-format", "resources", {}
    if d.resources and not readable and not unknown:
        yield "not-machine-readable", "resources", {}


def _columns(r: Resource, source: Source | None) -> Iterator[Found]:
    table = source.main if source is not None else None
    described = sum(1 for f in r.fields if f.description or f.extras.get("rdfType"))
    width = len(r.fields) or (table.width if table is not None else 0)
    if described < width:
        details = {"value": r.path, "count": width - described, "of": width, "resource": r.path}
        yield "missing-column-description", f"resources.{r.name}.schema.fields", details


def _format(r: Resource, source: Source | None) -> vocabularies.Format | None:
    declared = vocabularies.file_format(r.format) or vocabularies.file_format(r.media_type)
    read = vocabularies.file_format(source.format) if source is not None and source.format != "unknown" else None
    return read or declared or vocabularies.file_format(Path(r.path.split("?", 1)[0]).suffix)


def _code(spatial: str) -> bool:
    # A new municipality's code is not in the table yet: six digits are taken as one.
    return len(spatial) == 6 and spatial.isascii() and spatial.isdigit()
