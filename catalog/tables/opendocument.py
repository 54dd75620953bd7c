"""OpenDocument files (ods, odt, odp; ISO/IEC 26300): every part, and what of the sheets and pages is not shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

from catalog.tables.archive import Archive, BrokenArchive, loose_text
from catalog.tables.magic import image_kind
from catalog.tables.seen import Seen
from catalog.tables.styles import shows_nothing
from catalog.tables.xml_parts import attribute, blocks, children, local, text_of, try_tree, words

Inner = Callable[[str, bytes], None]
_KNOWN = frozenset(["content.xml", "styles.xml", "meta.xml", "settings.xml", "mimetype", "manifest.rdf"])
_PARAGRAPHS = ("p", "h")


def read_opendocument(path: Path, seen: Seen, inner: Inner, *, sheets: bool) -> None:
    """`sheets`: a spreadsheet, whose visible cells are read elsewhere."""
    try:
        archive = Archive(path, seen)
    except BrokenArchive as error:
        seen.problem("file/unreadable", "archive", reason=str(error))
        return
    parts = {entry.name: data for entry, data in archive.members(seen)}
    manifest = parts.get("META-INF/manifest.xml", b"")
    if b"encryption-data" in manifest:
        seen.problem("file/encrypted")
        return
    listed = set(re.findall(r'full-path="([^"]*)"', manifest.decode("utf-8", "replace")))
    for name, data in parts.items():
        _part(name, data, listed, seen, inner, sheets=sheets)


def _part(name: str, data: bytes, listed: set[str], seen: Seen, inner: Inner, *, sheets: bool) -> None:
    base = name.rsplit("/", 1)[-1]
    if name == "mimetype" or name.startswith(("META-INF/", "Thumbnails/")) or not data:
        return
    if (
        listed
        and name not in listed
        and base not in _KNOWN
        and not name.startswith(("Configurations2/", "layout-cache"))
    ):
        seen.problem("hidden/orphan-part", "orphan", member=name, bytes=len(data))
    if name.startswith(("Basic/", "Scripts/")) or base.endswith((".xba", ".xlb")):
        if base not in ("script-lc.xml", "script-lb.xml", "dialog-lc.xml", "dialog-lb.xml"):
            seen.problem("file/active-content", "embedded", once=True, kind="macro", member=name)
        seen.text("embedded", re.sub(r"<[^<>]*>", " ", data.decode("utf-8", "replace")), name)
        return
    # a chart is an object too, and shows what the sheet shows
    if name.startswith("Object ") and base == "content.xml" and b"<office:chart" not in data:
        seen.problem("hidden/embedded-object", "embedded", once=True, member=name)
    if base.endswith(".xml") or data.lstrip()[:1] == b"<":
        root = try_tree(data, seen, name)
        if root is not None:
            _tree(root, name, seen, sheets=sheets)
    elif image_kind(data[:64]):
        inner(name, data)
    elif data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"):
        seen.problem("hidden/embedded-object", "embedded", once=True, member=name)
        inner(name, data)
    else:
        seen.text("embedded", loose_text(data), name)


def _tree(root: ElementTree.Element, name: str, seen: Seen, *, sheets: bool) -> None:
    base = name.rsplit("/", 1)[-1]
    if base == "meta.xml":
        _meta(root, seen)
        return
    if base == "settings.xml":
        texts = [
            text_of(e)
            for e in children(root, "config-item")
            if attribute(e, "name") in ("PrinterName", "CurrentDatabaseDataSource")
        ]
        seen.text("property", "\n".join(texts), name)
        return
    _hidden_words(root, name, seen)
    if base == "styles.xml":
        for kind in ("header", "footer", "header-left", "footer-left", "header-first", "footer-first"):
            for element in children(root, kind):
                seen.text("header-footer", text_of(element), f"{name} {kind}")
        return
    _events(root, seen)
    if sheets and name == "content.xml":
        _sheets(root, seen)
        skip = ("table-row", "tracked-changes", "annotation", "automatic-styles", "font-face-decls", "shapes")
        words(root, lambda text, where: seen.text("property", text, where), name, paragraphs=_PARAGRAPHS, skip=skip)
        for shapes in children(root, "shapes"):
            seen.text("text", "\n".join(blocks(shapes, _PARAGRAPHS)), f"{name} shapes")
    else:
        rest = ("annotation", "tracked-changes", "automatic-styles", "font-face-decls")
        words(root, lambda text, where: seen.text("text", text, where), name, paragraphs=_PARAGRAPHS, skip=rest)
        for page in children(root, "page"):
            if attribute(page, "visibility") == "hidden":
                seen.problem("hidden/hidden-sheet", "hidden-sheet", sheet=attribute(page, "name"))
        for notes in children(root, "notes"):
            if text_of(notes).strip():
                seen.problem("hidden/comment", "comment", once=True)


def _meta(root: ElementTree.Element, seen: Seen) -> None:
    for element in root.iter():
        key = local(element)
        if key and not len(element) and key not in ("editing-duration", "editing-cycles", "generator"):
            label = "author" if key in ("initial-creator", "creator", "printed-by") else key
            place = attribute(element, "name") if key == "user-defined" else label
            if not re.fullmatch(r"[\d:.TZ-]*", element.text or ""):
                seen.text("property", element.text or "", f"meta.xml:{place}")
        for name in ("href", "title"):
            seen.text("property", attribute(element, name), f"meta.xml:{key}")


def _hidden_words(root: ElementTree.Element, name: str, seen: Seen) -> None:
    """Notes, tracked changes and hidden text, wherever they stand."""
    notes = 0
    for element in children(root, "annotation"):
        notes += 1
        seen.text("comment", "\n".join(blocks(element, _PARAGRAPHS)), f"{name} annotation")
        for who in children(element, "creator"):
            seen.text("comment", text_of(who), f"{name} annotation:author")
    if notes:
        seen.problem("hidden/comment", "comment", count=notes)
    for changes in children(root, "tracked-changes"):
        count = len(list(changes))
        for who in children(changes, "creator"):
            seen.text("revision", text_of(who), f"{name} change:author")
        seen.text("revision", "\n".join(blocks(changes, (*_PARAGRAPHS, "table-cell"))), f"{name} changes")
        for cell in children(changes, "change-track-table-cell"):
            seen.text("revision", attribute(cell, "string-value") or attribute(cell, "value"), f"{name} changes")
        if count:
            seen.problem("hidden/earlier-revision", "revision", count=count)
    quiet = {
        attribute(style, "name")
        for style in children(root, "style")
        for look in children(style, "text-properties")
        if attribute(look, "display") == "none" or attribute(look, "color").lower() == "#ffffff"
    }
    texts = [text_of(e) for e in root.iter() if local(e) in ("span", "p") and attribute(e, "style-name") in quiet]
    texts += [text_of(e) for kind in ("hidden-text", "hidden-paragraph") for e in children(root, kind)]
    texts += [attribute(e, "string-value") for e in children(root, "hidden-text")]
    if any(t.strip() for t in texts):
        seen.text("covered-text", "\n".join(texts), f"{name} hidden text")
        seen.problem("hidden/invisible-text", "covered-text", count=len(texts), reason="hidden")


def _events(root: ElementTree.Element, seen: Seen) -> None:
    for element in root.iter():
        kind = local(element)
        if kind in ("event-listener", "script") and (attribute(element, "href") or text_of(element).strip()):
            seen.problem("file/active-content", "embedded", once=True, kind="macro")
            seen.text("embedded", attribute(element, "href") + "\n" + text_of(element), "script")
        elif kind in ("dde-source", "dde-link", "dde-connection-decl", "dde-connection"):
            seen.problem("file/active-content", "external-link", once=True, kind="dde")
        elif kind in ("table-source", "cell-range-source", "database-source-sql", "database-source-table"):
            seen.text("external-link", "\n".join(v for v in element.attrib.values() if len(v) > 3), kind)
            seen.problem("hidden/external-link", "external-link", once=True, harmless=True)
        elif kind in ("applet", "plugin"):
            seen.problem("file/active-content", "embedded", once=True, kind="media")


def _sheets(root: ElementTree.Element, seen: Seen) -> None:
    styles = {attribute(s, "name"): s for s in children(root, "style")}
    formats = {attribute(s, "name"): s for s in root.iter() if local(s) in ("number-style", "text-style", "date-style")}
    quiet = _quiet_styles(styles, formats)
    for table in children(root, "table"):
        name = attribute(table, "name")
        if name.startswith("'file:") or "file:///" in name:
            values = "\n".join(blocks(table, _PARAGRAPHS))
            seen.text("external-link", f"{name}\n{values}", "linked table")
            seen.problem("hidden/external-link", "external-link", cached=len(values), harmless=not values.strip())
            continue
        style = styles.get(attribute(table, "style-name"))
        shown = style is None or all(attribute(p, "display") != "false" for p in children(style, "table-properties"))
        _table(table, name, shown, quiet, seen)


def _quiet_styles(styles: dict[str, ElementTree.Element], formats: dict[str, ElementTree.Element]) -> dict[str, str]:
    quiet = {}
    for name, style in styles.items():
        ink = next((c for p in children(style, "text-properties") if (c := attribute(p, "color"))), "").lower()
        paper = next(
            (c for p in children(style, "table-cell-properties") if (c := attribute(p, "background-color"))), ""
        )
        paper = "#ffffff" if paper.lower() in ("", "transparent") else paper.lower()
        shape = formats.get(attribute(style, "data-style-name"))
        if shape is not None and not len(shape) and not text_of(shape).strip():
            quiet[name] = "format"
        elif ink and ink == paper:
            quiet[name] = "colour"
        elif shape is not None and shows_nothing(text_of(shape)):
            quiet[name] = "format"
    return quiet


def _table(table: ElementTree.Element, name: str, shown: bool, quiet: dict[str, str], seen: Seen) -> None:
    """One sheet: rows and columns that are not shown, cells in a quiet style, formulas that hold words, hidden lists."""
    hidden_columns: set[int] = set()
    column = 0
    for element in children(table, "table-column"):
        repeat = min(int(attribute(element, "number-columns-repeated") or 1), 20_000)
        if attribute(element, "visibility") in ("collapse", "filter"):
            hidden_columns |= set(range(column, min(column + repeat, column + 500)))
        column += repeat
    row, filled, hidden_rows, in_hidden = 0, 0, [], dict[int, int]()
    faint: dict[str, list[int]] = {}
    literals: list[str] = []
    for line in children(table, "table-row"):
        row_repeat = int(attribute(line, "number-rows-repeated") or 1)
        row += 1
        column, words_here = 0, 0
        for cell in line:
            if local(cell) not in ("table-cell", "covered-table-cell"):
                continue
            repeat = int(attribute(cell, "number-columns-repeated") or 1)
            value = text_of(cell, ("annotation",)) or attribute(cell, "value")
            if value.strip():
                words_here += 1
                for at in hidden_columns & set(range(column, column + min(repeat, 500))):
                    in_hidden[at] = in_hidden.get(at, 0) + 1
                reason = quiet.get(attribute(cell, "style-name"))
                if reason:
                    faint.setdefault(reason, []).append(row)
                shadow = attribute(cell, "string-value")
                if shadow and shadow != value:
                    seen.text("formula", shadow, f"{name} stored value", name)
            literals += re.findall(r'"((?:[^"]|"")+)"', attribute(cell, "formula"))
            column += repeat
        filled += words_here
        if words_here and attribute(line, "visibility") in ("collapse", "filter"):
            hidden_rows += list(range(row, row + min(row_repeat, 100)))
        row += row_repeat - 1
    if not shown and filled:
        seen.problem("hidden/hidden-sheet", "hidden-sheet", sheet=name, state="hidden")
        return
    if hidden_rows:
        seen.problem("hidden/hidden-row", "hidden-row", sheet=name, rows=tuple(hidden_rows), count=len(hidden_rows))
    for at, cells in sorted(in_hidden.items()):
        seen.problem("hidden/hidden-column", "hidden-column", sheet=name, column_index=at, cells=cells)
    for reason, rows in faint.items():
        seen.problem("hidden/invisible-text", sheet=name, rows=tuple(sorted(set(rows))), count=len(rows), reason=reason)
    seen.text("formula", "\n".join(dict.fromkeys(literals)), f"{name} formulas", name)
