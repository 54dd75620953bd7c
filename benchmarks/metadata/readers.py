"""What other people's software makes of a built site: one line a reader, with what it objects to.

    python benchmarks/metadata/readers.py public [--official DIR]

Each reader is used when it can be imported, so the same command is run in several environments: the project's own
(rdflib, pyshacl, frictionless), one with `ckan[requirements]` and ckanext-dcat, one with mlcroissant, csvw, extruct and
feedparser. `--official` names a folder with the shapes and schemas as their publishers give them (DCAT-AP 3.0.1,
DCAT-US 1.1); without it the bundled copies stand in. Exit code 1 when any reader objects.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parents[2]
BUNDLED = ROOT / "validators" / "shapes" / "dcat-ap-3.0.1"
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
FORMATS = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml"}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)\Z")
Objections = Iterator[str]


@dataclass(frozen=True, slots=True)
class Site:
    """A built site, and where the official shapes and schemas lie."""

    public: Path
    official: Path | None

    def datasets(self) -> list[Path]:
        return sorted(p.parent for p in self.public.glob("datasets/*/datapackage.json"))

    def shapes(self, name: str) -> Path:
        return (self.official / "dcat-ap-3.0.1" / "split" if self.official else BUNDLED) / name

    @property
    def base(self) -> str:
        text = (self.public / "sitemap.xml").read_text(encoding="utf-8")
        return re.search(r"<loc>(https?://[^/]+/)", text)[1]  # type: ignore[index]

    def local(self, address: str) -> Path:
        return self.public / address.removeprefix(self.base)


def graphs(site: Site) -> Objections:
    """rdflib: the serialisations of the catalogue and of each dataset are isomorphic and without blank nodes."""
    import rdflib
    from rdflib.compare import isomorphic

    folders = [(site.public, "catalog"), *((d, "metadata") for d in site.datasets())]
    for folder, stem in folders:
        found = {s: rdflib.Graph().parse(folder / f"{stem}.{s}", format=f) for s, f in FORMATS.items()}
        if stem == "catalog":
            dump = gzip.decompress((folder / "catalog.nt.gz").read_bytes())
            found["nt.gz"] = rdflib.Graph().parse(data=dump, format="nt")
            yield f"={len(found['ttl']):,} triples"
        first = found.pop("ttl")
        yield from (f"{folder.name}: {s} differs from ttl" for s, g in found.items() if not isomorphic(first, g))
        if any(isinstance(node, rdflib.BNode) for triple in first for node in triple):
            yield f"{folder.name}: blank nodes"


def shacl(site: Site) -> Objections:
    """pyshacl with the official shapes on the whole catalogue: base, range and recommended."""
    import pyshacl
    import rdflib

    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    data = rdflib.Graph().parse(site.public / "catalog.ttl")
    names = {"base": "shapes.ttl", "range": "range.ttl", "recommended": "shapes_recommended.ttl"}
    for name, file in names.items():
        text = site.shapes(file).read_text(encoding="utf-8")
        shapes = rdflib.Graph().parse(data=text.replace("sh:shape :DateOr", "sh:node :DateOr"), format="turtle")
        _, report, _ = pyshacl.validate(data, shacl_graph=shapes, do_owl_imports=False, inplace=True)
        results = list(report.objects(None, sh.result))
        yield f"={name} {len(results)}"
        for r in results[:5]:
            yield f"{name}: {report.value(r, sh.focusNode)} {report.value(r, sh.resultPath)}"


def hydra(site: Site) -> Objections:
    """rdflib: following hydra:next from page 1 meets every dataset of the catalogue once."""
    import rdflib

    ns, dcat = rdflib.Namespace("http://www.w3.org/ns/hydra/core#"), rdflib.Namespace("http://www.w3.org/ns/dcat#")
    for suffix in ("ttl", "jsonld"):
        path: Path | None = site.public / f"catalog/1.{suffix}"
        met: list[str] = []
        total, pages = 0, 0
        while path:
            graph, pages = rdflib.Graph().parse(path, format=FORMATS[suffix]), pages + 1
            met += [str(s) for s in graph.subjects(rdflib.RDF.type, dcat.Dataset)]
            total = int(next(graph.objects(None, ns.totalItems)))
            following = next(iter(graph.objects(None, ns.next)), None)
            path = site.local(str(following)) if following else None
        yield f"={suffix}: {pages} pages, {len(met)} datasets"
        if len(set(met)) != len(met) or len(met) != total or total != len(site.datasets()):
            yield f"{suffix}: {len(met)} met, {len(set(met))} different, {total} announced"


def ckanext_dcat(site: Site) -> Objections:
    """CKAN's own DCAT parser: every dataset with title, licence and resources under both profiles."""
    from ckanext.dcat.processors import RDFParser

    for profile in ("euro_dcat_ap_3", "euro_dcat_ap_2"):
        for file, form in (("catalog.ttl", "turtle"), ("catalog.rdf", "xml"), ("catalog.jsonld", "json-ld")):
            parser = RDFParser(profiles=[profile])
            parser.parse((site.public / file).read_text(encoding="utf-8"), _format=form)
            found = list(parser.datasets())
            yield f"={profile} {file} {len(found)}"
            if len(found) != len(site.datasets()):
                yield f"{profile} {file}: {len(found)} of {len(site.datasets())} datasets"
            for d in found:
                licensed = all(r.get("license") for r in d.get("resources", ()))
                if not (d.get("title") and d.get("notes") and d.get("resources") and licensed):
                    yield f"{profile} {file}: {d.get('title') or d.get('uri')} lacks title, notes, licence or resources"


def data_json(site: Site) -> Objections:
    """jsonschema: data.json under the schema of DCAT-US 1.1."""
    import jsonschema
    from referencing import Registry, Resource

    if site.official is None:
        yield "=no schema given"
        return
    folder = site.official / "dcat-us-1.1" / "schema"
    known: list[tuple[str, Any]] = []
    for path in folder.glob("*.json"):
        content = json.loads(path.read_text(encoding="utf-8"))
        for name in (content["id"].rstrip("#"), f"https://project-open-data.cio.gov/v1.1/schema/{path.name}"):
            known.append((name, Resource.from_contents(content)))
    schema = json.loads((folder / "catalog.json").read_text(encoding="utf-8"))
    data = json.loads((site.public / "data.json").read_bytes())
    yield f"={len(data['dataset'])} datasets"
    validator = jsonschema.Draft4Validator(schema, registry=Registry().with_resources(known))
    yield from (e.message[:200] for e in validator.iter_errors(data))


def frictionless(site: Site) -> Objections:
    """frictionless: every datapackage.json with its files; those whose files lie elsewhere are left out (no network)."""
    import frictionless as reader

    packages = [(d, json.loads((d / "datapackage.json").read_bytes())) for d in site.datasets()]
    here = [d for d, p in packages if not any(r["path"].startswith("http") for r in p["resources"])]
    yield f"={len(here)} packages"
    for folder in here:
        report = reader.validate(str(folder / "datapackage.json"))
        if not report.valid:
            yield f"{folder.name}: {report.flatten(['type', 'note'])[:2]}"


def extruct(site: Site) -> Objections:
    """extruct: name, description, licence and download from every dataset page, in both languages."""
    import extruct as reader

    pages = [
        p for d in site.datasets() for p in (d / "index.html", site.public / "en/datasets" / d.name / "index.html")
    ]
    yield f"={len(pages)} pages"
    for page in pages:
        if not page.is_file():
            yield f"{page.relative_to(site.public)}: missing"
            continue
        found = reader.extract(page.read_text(encoding="utf-8"), base_url=site.base, syntaxes=["json-ld"])["json-ld"]
        entry = next((x for x in found if x.get("@type") == "Dataset"), {})
        files = entry.get("distribution") or [{}]
        whole = all(entry.get(k) for k in ("name", "description", "license"))
        if not whole or not all(f.get("contentUrl") for f in files) or not 50 <= len(entry["description"]) <= 5000:
            yield f"{page.relative_to(site.public)}: incomplete"


def typed_links(site: Site) -> Objections:
    """Every typed <link> of every dataset page leads to a file of the site."""
    count = 0
    for page in (d / "index.html" for d in site.datasets()):
        head = page.read_text(encoding="utf-8").split("</head>", 1)[0]
        links = re.findall(r"<link\b[^>]*>", head)
        mine = [x for x in links if re.search(r'rel="?(alternate|describedby|item|license|collection|cite-as|type)', x)]
        count += len(mine)
        if not any("describedby" in x for x in mine):
            yield f"{page.parent.name}: no describedby"
        for link in mine:
            target = re.search(r'href="?([^"\s>]+)', link)
            if target and target[1].startswith(site.base):
                path = site.local(target[1].split("#", 1)[0])
                if not path.is_file() and not (path / "index.html").is_file():
                    yield f"{page.parent.name}: {target[1]} is not there"
    yield f"={count} links"


def croissant(site: Site) -> Objections:
    """mlcroissant: every croissant.json loads without an issue."""
    import mlcroissant

    yield f"={len(site.datasets())} files"
    for folder in site.datasets():
        try:
            found = mlcroissant.Dataset(jsonld=json.loads((folder / "croissant.json").read_bytes()))
        except Exception as error:
            yield f"{folder.name}: {str(error)[:300]}"
            continue
        issues = found.metadata.issues
        yield from (f"{folder.name}: {x}" for x in (*issues.errors, *issues.warnings))


def csvw(site: Site) -> Objections:
    """csvw: every CSV is valid under the metadata beside it."""
    import warnings

    from csvw import CSVW

    files = sorted(site.public.glob("datasets/*/*-metadata.json"))
    yield f"={len(files)} files"
    for path in files:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            try:
                table = CSVW(str(path), validate=True)
                rows = sum(1 for t in table.tables for _ in t.iterdicts())
                if not table.is_valid or not rows:
                    yield f"{path.name}: not valid ({rows} rows)"
            except Exception as error:
                yield f"{path.name}: {type(error).__name__} {str(error)[:200]}"
        yield from (f"{path.name}: {w.message}"[:250] for w in told if "csvw" in str(w.filename))


def ckan_api(site: Site) -> Objections:
    """The static CKAN answers agree with each other: list, search, show."""
    folder = site.public / "api/3/action"
    listed = json.loads((folder / "package_list").read_bytes())["result"]
    search = json.loads((folder / "package_search").read_bytes())["result"]
    yield f"={search['count']} packages"
    if search["count"] != len(search["results"]) or sorted(listed) != sorted(p["name"] for p in search["results"]):
        yield "package_list and package_search disagree"
    for package in search["results"]:
        shown = json.loads((folder / "package_show" / package["name"]).read_bytes())
        if not shown["success"] or shown["result"] != package:
            yield f"{package['name']}: package_show differs"
        if not (package["title"] and package["license_id"] and package["resources"] and package["organization"]):
            yield f"{package['name']}: incomplete"


def feeds(site: Site) -> Objections:
    """RFC 4287, and feedparser where it is installed: every Atom feed."""
    files = sorted(site.public.rglob("*.atom"))
    yield f"={len(files)} feeds"
    identifiers: dict[str, str] = {}
    for path in files:
        name, feed = str(path.relative_to(site.public)), ET.parse(path).getroot()
        for node in (feed, *feed.findall(f"{ATOM}entry")):
            for tag in ("id", "title", "updated"):
                if len(node.findall(f"{ATOM}{tag}")) != 1:
                    yield f"{name}: {tag} must stand once"
            if not MOMENT.match(node.findtext(f"{ATOM}updated") or ""):
                yield f"{name}: updated is no RFC 3339 moment"
            if not re.match(r"[a-z][a-z0-9+.-]*:", node.findtext(f"{ATOM}id") or ""):
                yield f"{name}: id is no IRI"
            author = node.find(f"{ATOM}author/{ATOM}name")
            if author is None and feed.find(f"{ATOM}author/{ATOM}name") is None:
                yield f"{name}: no author"
            links = [x.get("rel", "alternate") for x in node.findall(f"{ATOM}link")]
            if node is not feed and "alternate" not in links and node.find(f"{ATOM}content") is None:
                yield f"{name}: entry without alternate link or content"
        if "self" not in [x.get("rel") for x in feed.findall(f"{ATOM}link")]:
            yield f"{name}: no self link"
        entries = [e.findtext(f"{ATOM}id") for e in feed.findall(f"{ATOM}entry")]
        if len(entries) != len(set(entries)):
            yield f"{name}: an entry stands twice"
        own = feed.findtext(f"{ATOM}id") or ""
        if identifiers.setdefault(own, name) != name:
            yield f"{name}: has the id of {identifiers[own]}"
        if importlib.util.find_spec("feedparser"):
            import feedparser

            read = feedparser.parse(path.read_bytes())
            if read.bozo or len(read.entries) != len(entries):
                yield f"{name}: feedparser {read.get('bozo_exception')}"


def sitemap(site: Site) -> Objections:
    """sitemaps.org: every address is a page of the site, once, and within the limits."""
    root = ET.parse(site.public / "sitemap.xml").getroot()
    parts = [site.local(x.text or "") for x in root.findall(f"{MAP}sitemap/{MAP}loc")] or [site.public / "sitemap.xml"]
    found: list[str] = []
    for part in parts:
        mine = [x.text or "" for x in ET.parse(part).getroot().findall(f"{MAP}url/{MAP}loc")]
        found += mine
        if len(mine) > 50_000 or part.stat().st_size > 52_428_800:
            yield f"{part.name}: too large"
    yield f"={len(found)} pages"
    if len(found) != len(set(found)):
        yield "an address stands twice"
    for address in found:
        path = site.local(address)
        if not path.is_file() and not (path / "index.html").is_file():
            yield f"{address} is not there"


READERS: dict[str, tuple[Callable[[Site], Objections], tuple[str, ...]]] = {
    "serialisations (rdflib)": (graphs, ("rdflib",)),
    "DCAT-AP 3.0.1 (pyshacl)": (shacl, ("pyshacl",)),
    "Hydra pages (rdflib)": (hydra, ("rdflib",)),
    "CKAN (ckanext-dcat)": (ckanext_dcat, ("ckanext.dcat",)),
    "data.json 1.1 (jsonschema)": (data_json, ("jsonschema", "referencing")),
    "Data Packages (frictionless)": (frictionless, ("frictionless",)),
    "pages (extruct)": (extruct, ("extruct",)),
    "typed links": (typed_links, ()),
    "Croissant (mlcroissant)": (croissant, ("mlcroissant",)),
    "CSVW (csvw)": (csvw, ("csvw",)),
    "CKAN API, static": (ckan_api, ()),
    "Atom": (feeds, ()),
    "sitemap": (sitemap, ()),
}


def installed(names: tuple[str, ...]) -> bool:
    try:
        return all(importlib.util.find_spec(name) is not None for name in names)
    except ModuleNotFoundError:
        return False


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("public", type=Path)
    arguments.add_argument("--official", type=Path)
    given = arguments.parse_args()
    site, objections = Site(given.public.resolve(), given.official), 0
    for name, (reader, needs) in READERS.items():
        if not installed(needs):
            print(f"{name:<32} not installed here")
            continue
        lines = list(reader(site))
        facts = ", ".join(x[1:] for x in lines if x.startswith("="))
        wrong = [x for x in lines if not x.startswith("=")]
        objections += len(wrong)
        print(f"{name:<32} {len(wrong)} objections  ({facts})")
        for line in wrong[:10]:
            print(f"    {line}")
    return 1 if objections else 0


if __name__ == "__main__":
    sys.exit(main())
