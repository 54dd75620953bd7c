"""Office Open XML packages (xlsx, docx, pptx): every part is walked, whether anything points to it or not.

ECMA-376: parts are tied by relationships and typed by `[Content_Types].xml`. What neither names is an orphan, which
readers never show and a copy of the file still carries.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from catalog.regex import regex
from catalog.tables.archive import LOOSE_LIMIT, Archive, BrokenArchive, loose_text
from catalog.tables.compound import read_macros
from catalog.tables.magic import image_kind
from catalog.tables.seen import Seen
from catalog.tables.xml_parts import attribute, children, local, text_of, tree, try_tree, words

#: properties that name the person who wrote the file
AUTHOR_PROPERTIES = frozenset(
    {"creator", "lastModifiedBy", "Manager", "manager", "Author", "author", "initial-creator"}
)
#: parts that no reader shows and that hold no words of a person
_SILENT = regex(
    r"(^|/)(theme/|styles\.xml$|stylesWithEffects|webSettings\.xml$|fontTable\.xml$|calcChain\.xml$|presProps\.xml$|"
    r"viewProps\.xml$|tableStyles\.xml$|fonts/|volatileDependencies)"
)
#: lists of the people who commented
_NAMES = regex(r"persons?/|people\.xml$|(commentA|a)uthors\.xml$", re.I)
ACTIVE = (
    (regex(r"vbaprojectsignature|vbadata\.xml$", re.I), "macro"),
    (regex(r"/macrosheets/|/dialogsheets/|intlmacrosheet", re.I), "xlm"),
    (regex(r"/activex/|/ctrlprops/.*activex", re.I), "activex"),
    (regex(r"/webextensions/|customui", re.I), "extension"),
)


@dataclass(slots=True)
class Package:
    """An opened package: `parts` by name (the first of equal names; later ones under `name#2`), and what ties them."""

    parts: dict[str, bytes] = field(default_factory=dict)
    #: part → [(relation id, kind, target as part name or URL, external)]
    relations: dict[str, list[tuple[str, str, str, bool]]] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    reachable: set[str] = field(default_factory=set)

    def part(self, name: str) -> bytes | None:
        """Bytes of a part, whatever the case of its name."""
        found = self.parts.get(name)
        if found is None:
            lower = name.lower()
            found = next((d for n, d in self.parts.items() if n.lower() == lower), None)
        return found

    def targets(self, name: str, kind: str) -> list[str]:
        """Parts that `name` is tied to by a relation whose kind ends with `kind`."""
        return [t for _, k, t, external in self.relations.get(name, []) if k.endswith(kind) and not external]


def open_package(path: Path, seen: Seen) -> Package | None:
    """Reads all parts; None (and a problem) when the archive cannot be read."""
    try:
        archive = Archive(path, seen)
    except BrokenArchive as error:
        seen.problem("file/unreadable", "archive", reason=str(error))
        return None
    package = Package()
    for entry, data in archive.members(seen):
        name, number = entry.name.replace("\\", "/").lstrip("/"), 2
        while name in package.parts:
            name, number = f"{entry.name.lstrip('/')}#{number}", number + 1
        package.parts[name] = data
    _read_types(package, seen)
    for name in package.parts:
        if name.lower().endswith(".rels"):
            _read_relations(package, name, seen)
    _follow(package)
    return package


def _read_types(package: Package, seen: Seen) -> None:
    data = package.part("[Content_Types].xml")
    root = try_tree(data, seen, "[Content_Types].xml") if data is not None else None
    if root is None:
        return
    for element in root.iter():
        if local(element) == "Override":
            package.types[attribute(element, "PartName").lstrip("/")] = attribute(element, "ContentType")


def _read_relations(package: Package, name: str, seen: Seen) -> None:
    folder, file = posixpath.split(name)
    base = posixpath.dirname(folder)
    owner = posixpath.join(base, file.removesuffix(".rels").removesuffix(".RELS"))
    root = try_tree(package.parts[name], seen, name)
    if root is None:
        return
    found = package.relations.setdefault(owner, [])
    for element in children(root, "Relationship"):
        target = attribute(element, "Target")
        external = attribute(element, "TargetMode") == "External"
        if not external:
            target = unquote(target).split("#")[0]
            target = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(base, target))
        found.append((attribute(element, "Id"), attribute(element, "Type"), target, external))


def _follow(package: Package) -> None:
    """Marks what can be reached from the package's root."""
    by_lower = {name.lower(): name for name in package.parts}
    queue = [""]
    while queue:
        for _, _, target, external in package.relations.get(queue.pop(), []):
            name = by_lower.get(target.lower())
            if name and not external and name not in package.reachable:
                package.reachable.add(name)
                queue.append(name)


def is_orphan(package: Package, name: str) -> bool:
    """Whether nothing points to the part."""
    lower = name.lower()
    return not (
        name in package.reachable
        or lower.endswith((".rels", "[content_types].xml"))
        or lower.startswith(("_rels/", "_xmlsignatures/", "docprops/", "[trash]/"))
    )


def walk_common(
    package: Package, seen: Seen, handled: Callable[[str, bytes], bool], inner: Callable[[str, bytes], None]
) -> None:
    """All parts. `handled(name, data)` is the format's own reading (True when it took the part); `inner` opens files
    that are embedded."""
    for name, data in package.parts.items():
        lower = name.lower()
        if lower.endswith(".rels"):
            _external_targets(package, name, seen)
            continue
        if lower == "[content_types].xml" or not data:
            continue
        for pattern, kind in ACTIVE:
            if pattern.search("/" + name):
                seen.problem("file/active-content", "embedded", once=True, kind=kind, member=name)
        if any("<!DOCTYPE".encode(code) in data for code in ("utf-8", "utf-16-le", "utf-16-be")) and b"<" in data[:8]:
            seen.problem("file/unreadable", "archive", reason="doctype", member=name)
        if handled(name, data):
            continue
        if is_orphan(package, name):
            seen.problem("hidden/orphan-part", "orphan", member=name, bytes=len(data))
        _any_part(package, name, data, seen, inner)


def _any_part(package: Package, name: str, data: bytes, seen: Seen, inner: Callable[[str, bytes], None]) -> None:
    lower = name.lower()
    part = "orphan" if is_orphan(package, name) else "embedded"
    if len(data) > LOOSE_LIMIT:
        seen.problem("file/too-large", part, once=True, member=name)
    if lower.startswith("docprops/") and lower.endswith(".xml"):
        _properties(name, data, seen)
    elif lower.startswith("docprops/") or "/thumbnail" in lower:
        pass  # a small picture of the first page: never carried into a rewritten copy
    elif "vbaproject" in lower and lower.endswith(".bin"):
        read_macros(name, data, seen)
    elif "printersettings" in lower:
        seen.text("property", loose_text(data, 20_000), name)
    elif image_kind(data[:64]):
        inner(name, data)
    elif lower.endswith((".emf", ".wmf", ".emz", ".wmz")) or "/media/" in lower:
        seen.text("image", loose_text(data), name)
    elif "/embeddings/" in lower or data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        seen.problem("hidden/embedded-object", part, once=part != "orphan", member=name)
        inner(name, data)
    elif data.lstrip(b"\xef\xbb\xbf \t\r\n\x00").startswith((b"<", b"\xff\xfe<", b"\xfe\xff\x00<")):
        silent = _SILENT.search(name) and part != "orphan"
        root = try_tree(data, seen, name, part)
        if root is not None and not silent:
            label = f"{name}:author" if _NAMES.search(name) else None
            words(root, lambda text, where: seen.text(_part_for(name, part), text, label or where), name)
    elif lower.endswith((".bin", ".sigs", ".odttf", ".fntdata", ".dat", ".data", ".txt", ".ds_store")):
        seen.text(part, loose_text(data), name)
    else:
        seen.text(part, loose_text(data), name)
        seen.problem("file/not-screened", part, once=True, reason="unknown-part", member=name)


def _part_for(name: str, part: str) -> str:
    lower = name.lower()
    if part == "orphan":
        return part
    if lower.startswith("customxml/") or "persons/" in lower or lower.endswith("people.xml"):
        return "property"
    return part


def _properties(name: str, data: bytes, seen: Seen) -> None:
    """Document properties, one text each; `where` ends with the property's name."""
    root = try_tree(data, seen, name, "property")
    if root is None:
        return
    for element in root.iter():
        key = local(element)
        if key == "property":  # custom properties carry their name in an attribute
            seen.text("property", text_of(element), f"{name}:{attribute(element, 'name')}")
        elif key in ("lpstr", "lpwstr", "vector", "variant", "bstr") or not key or len(element):
            continue
        elif not re.fullmatch(r"true|false|[\d.:TZ-]+", element.text or ""):
            seen.text("property", element.text or "", f"{name}:{key}")
    titles = [element.text or "" for element in children(root, "lpstr")]
    seen.text("property", "\n".join(titles), f"{name}:TitlesOfParts")


def _external_targets(package: Package, name: str, seen: Seen) -> None:
    folder, file = posixpath.split(name)
    owner = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
    for _, kind, target, external in package.relations.get(owner, []):
        if not external or not target:
            continue
        word = kind.rsplit("/", 1)[-1]
        seen.text("external-link", unquote(target), f"{owner} {word}")
        if word in ("attachedTemplate", "oleObject", "frame", "subDocument", "afChunk") and "://" in target:
            seen.problem("file/active-content", "external-link", once=True, kind="loaded", member=owner)
        if target.lower().startswith(("mhtml:", "ms-", "javascript:", "script:")):
            seen.problem("file/active-content", "external-link", once=True, kind="loaded", member=owner)


__all__ = ["AUTHOR_PROPERTIES", "Package", "is_orphan", "open_package", "tree", "walk_common"]
