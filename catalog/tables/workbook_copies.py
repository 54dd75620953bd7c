"""Copies that a workbook keeps of data that stands, or stood, elsewhere: pivot caches, linked workbooks, charts."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from catalog.tables.ooxml import Package, is_orphan
from catalog.tables.seen import Seen
from catalog.tables.xml_parts import attribute, children, first, local, text_of, try_tree, words


@dataclass(slots=True)
class Strings:
    """The shared string table: texts, readings, and which of them a cell uses."""

    texts: list[str] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    #: those that a cell of a visible sheet uses
    shown: set[int] = field(default_factory=set)
    readings: list[str] = field(default_factory=list)


def plain(data: bytes) -> str:
    """Text of an XML text node or attribute."""
    return html.unescape(data.decode("utf-8", "replace"))


def read_pivots(package: Package, seen: Seen, visible: list[str], strings: Strings) -> None:
    """Pivot caches keep a copy of their source, also of a sheet that was deleted or filtered since.

    A cache whose source is a visible sheet and whose every text stands in a visible cell shows nothing new.
    """
    known = {strings.texts[i] for i in strings.shown if i < len(strings.texts)}
    for name, data in package.parts.items():
        if not re.search(r"pivotCache/pivotCacheDefinition[^/]*\.xml", name, re.I):
            continue
        root = try_tree(data, seen, name, "pivot-cache")
        if root is None:
            continue
        source = first(root, "worksheetSource")
        sheet = attribute(source, "sheet") if source is not None else ""
        fields = [(attribute(f, "name"), first(f, "sharedItems")) for f in children(root, "cacheField")]
        shared = [[attribute(i, "v") for i in items] if items is not None else [] for _, items in fields]
        for (label, _), items in zip(fields, shared, strict=True):
            seen.text("pivot-cache", "\n".join([label, *items]), f"{name}:{label}")
        rows = _pivot_rows(package, name, [label for label, _ in fields], shared, seen)
        words(root, lambda text, where: seen.text("pivot-cache", text, where), name, skip=("sharedItems",))
        if rows or any(shared):
            values = {v for items in shared for v in items if v} | _record_texts(package, name)
            harmless = sheet in visible and values <= known
            seen.problem("hidden/pivot-cache", "pivot-cache", count=max(rows, 1), member=name, harmless=harmless)


def _record_texts(package: Package, name: str) -> set[str]:
    """Texts that stand in the records themselves."""
    parts = [data for t in package.targets(name, "/pivotCacheRecords") if (data := package.part(t)) is not None]
    found = (m for data in parts for m in re.findall(rb"<(?:[\w.-]+:)?[sde]\b[^>]*?\bv=[\"']([^\"']*)[\"']", data))
    return {plain(m) for m in found}


def _pivot_rows(package: Package, name: str, labels: list[str], shared: list[list[str]], seen: Seen) -> int:
    count = 0
    for target in package.targets(name, "/pivotCacheRecords"):
        data = package.part(target)
        root = try_tree(data, seen, target, "pivot-cache") if data is not None else None
        lines = ["\t".join(labels)]
        for record in children(root, "r") if root is not None else ():
            cells = []
            for column, value in enumerate(record):
                text = attribute(value, "v")
                if local(value) == "x" and text.isdigit() and column < len(shared) and int(text) < len(shared[column]):
                    text = shared[column][int(text)]
                cells.append(text)
            lines.append("\t".join(cells))
        count += len(lines) - 1
        seen.text("pivot-cache", "\n".join(lines), target)
    return count


def read_links(package: Package, seen: Seen) -> None:
    """Links to other workbooks, with the copies of their cells; data connections."""
    for name, data in package.parts.items():
        if re.search(r"/externalLinks/externalLink[^/]*\.xml$", "/" + name, re.I):
            root = try_tree(data, seen, name, "external-link")
            if root is None:
                continue
            if first(root, "ddeLink") is not None:
                seen.problem("file/active-content", "external-link", once=True, kind="dde", member=name)
            values = [v.text or "" for v in children(root, "v")]
            words_kept = [v for v in values if not re.fullmatch(r"[-\d.,E+]*", v)]
            seen.text("external-link", "\n".join(values), name)
            words(root, lambda text, where: seen.text("external-link", text, where), name)
            seen.problem(
                "hidden/external-link", "external-link", count=max(len(values), 1), member=name, harmless=not words_kept
            )
        elif re.search(r"xl/(connections\.xml|queryTables/)", name, re.I):
            seen.problem("hidden/external-link", "external-link", once=True, member=name)
        elif re.search(r"xl/revisions/|xl/revisionHeaders", name, re.I):
            seen.problem("hidden/earlier-revision", "revision", once=True, member=name)


def read_charts(package: Package, strings: Strings, taken: set[str], seen: Seen) -> None:
    """Copies of values in charts: only what no cell shows is worth a look."""
    shown = {strings.texts[i] for i in strings.used if i < len(strings.texts)}
    for name, data in package.parts.items():
        if not re.search(r"/charts/chart[^/]*\.xml$", "/" + name, re.I) or is_orphan(package, name):
            continue
        root = try_tree(data, seen, name, "embedded")
        if root is None:
            continue
        taken.add(name)
        cached = dict.fromkeys(t for pt in children(root, "pt") if (t := text_of(pt)) not in shown)
        alien = [t for t in cached if t.strip() and not re.fullmatch(r"[-\d.,E+]+", t)]
        seen.text("embedded", "\n".join(alien), f"{name} cached values")
        words(root, lambda text, where: seen.text("embedded", text, where), name, skip=("pt",))
