"""Documents and slides (docx, pptx): what they say, and what of it a reader does not see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from catalog.regex import regex
from catalog.tables.ooxml import Package
from catalog.tables.seen import Seen
from catalog.tables.xml_parts import attribute, blocks, children, first, local, text_of, try_tree, words

_STORY = regex(r"word/(document|header|footer|footnotes|endnotes|glossary/document)[^/]*\.xml$", re.I)
_SLIDE = regex(r"ppt/(slides|slideLayouts|slideMasters|notesSlides|notesMasters|handoutMasters)/[^/]+\.xml$", re.I)
_WHITE = ("FFFFFF",)


def read_document(package: Package, seen: Seen) -> set[str]:
    """Stories, notes, comments of a Word document; returns the parts it took."""
    taken = set()
    quiet = _quiet_styles(package, seen)
    for name, data in package.parts.items():
        if _STORY.search(name):
            taken.add(name)
            _story(data, name, quiet, seen)
        elif re.search(r"word/comments[^/]*\.xml$", name, re.I):
            taken.add(name)
            _comments(data, name, seen)
    return taken


def _quiet_styles(package: Package, seen: Seen) -> dict[str, str]:
    """Styles that show nothing, by id, with the reason; one that is based on such a style shows nothing either."""
    quiet: dict[str, str] = {}
    basis: dict[str, str] = {}
    for name, data in package.parts.items():
        if not name.lower().endswith("word/styles.xml") or (root := try_tree(data, seen, name)) is None:
            continue
        for style in children(root, "style"):
            key = attribute(style, "styleId")
            look = next((e for e in style if local(e) == "rPr"), None)
            if look is not None and (reason := _reason(look)):
                quiet[key] = reason
            parent = first(style, "basedOn")
            if parent is not None:
                basis[key] = attribute(parent, "val")
    for key in list(basis):
        at, steps = key, 0
        while at in basis and at not in quiet and steps < 20:
            at, steps = basis[at], steps + 1
        if at in quiet:
            quiet[key] = quiet[at]
    return quiet


def _reason(look: ElementTree.Element) -> str:
    """Why letters of this look (`w:rPr`) cannot be read: hidden, colour, size; "" when they can."""
    facts = {local(e): e for e in look}
    values = {key: attribute(e, "val") for key, e in facts.items()}
    if any(k in values and values[k] not in ("0", "false") for k in ("vanish", "webHidden", "specVanish")):
        return "hidden"
    shaded = "shd" in facts or "highlight" in facts
    themed = "color" in facts and attribute(facts["color"], "themeColor") in ("background1", "light1")
    themed = themed and not attribute(facts["color"], "themeShade")
    if not shaded and (themed or values.get("color", "").upper() in _WHITE):
        return "colour"
    return "size" if re.fullmatch("[0-4]", values.get("sz", "")) else ""


def _story(data: bytes, name: str, quiet: dict[str, str], seen: Seen) -> None:
    root = try_tree(data, seen, name, "text")
    if root is None:
        return
    part = "header-footer" if re.search(r"/(header|footer)\d*\.xml", name) else "text"
    seen.text(part, "\n".join(_lines(root)), name)
    _changes(root, name, seen)
    _unseen(root, name, quiet, seen)
    for element in children(root, "instrText"):
        code = text_of(element)
        seen.text("formula", code, f"{name} field")
        if re.match(r"\s*DDE", code, re.I):
            seen.problem("file/active-content", "formula", once=True, kind="dde")
    fields = " ".join(text_of(e) for e in children(root, "instrText")) + " ".join(
        attribute(e, "instr") for e in children(root, "fldSimple")
    )
    if re.search(r"\bD\s*D\s*E\s*(AUTO)?\b", fields, re.I):
        seen.problem("file/active-content", "formula", once=True, kind="dde")
    skip = ("t", "delText", "instrText")
    words(root, lambda text, where: seen.text("property", text, where), name, paragraphs=(), skip=skip)


def _lines(root: ElementTree.Element) -> list[str]:
    """Paragraphs without what was deleted."""
    return [text_of(p, ("delText", "instrText", "del", "moveFrom", "rPr", "pPr")) for p in _outer(root, "p")]


def _outer(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [e for e in root.iter() if local(e) == name]


def _changes(root: ElementTree.Element, name: str, seen: Seen) -> None:
    """Tracked changes: what was deleted, and by whom."""
    gone = [text_of(e) for kind in ("del", "moveFrom") for e in children(root, kind)]
    gone += [text_of(e) for e in children(root, "delText")]
    count = 0
    for element in root.iter():
        if local(element) in ("ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "cellIns", "cellDel"):
            count += 1
            seen.text("revision", attribute(element, "author"), f"{name}:author")
    seen.text("revision", "\n".join(dict.fromkeys(t for t in gone if t.strip())), f"{name} deleted")
    if count:
        seen.problem("hidden/earlier-revision", "revision", count=count, member=name)


def _unseen(root: ElementTree.Element, name: str, quiet: dict[str, str], seen: Seen) -> None:
    """Runs that are hidden, white on white, or of no size, by themselves or by their style; rows of tables that are hidden."""
    found: dict[str, list[str]] = {}
    for run, outer in _runs(root, quiet):
        text = text_of(run, ("rPr", "delText", "instrText"))
        if not text.strip():
            continue
        look = next((e for e in run if local(e) == "rPr"), None)
        reason = outer
        if look is not None:
            style = first(look, "rStyle")
            reason = _reason(look) or (quiet.get(attribute(style, "val"), "") if style is not None else "") or outer
        if reason:
            found.setdefault(reason, []).append(text)
    for reason, texts in found.items():
        seen.text("covered-text", "".join(texts), f"{name} hidden text")
        seen.problem("hidden/invisible-text", "covered-text", count=len(texts), reason=reason, member=name)


def _runs(root: ElementTree.Element, quiet: dict[str, str]) -> Iterator[tuple[ElementTree.Element, str]]:
    """Every run, with why the paragraph or the row around it is not shown."""
    stack = [(root, "")]
    while stack:
        node, reason = stack.pop()
        kind = local(node)
        if kind == "r":
            yield node, reason
        elif kind == "p" and (style := first(node, "pStyle")) is not None:
            reason = quiet.get(attribute(style, "val"), reason)
        elif kind == "tr" and any(local(e) == "trPr" and first(e, "hidden") is not None for e in node):
            reason = "hidden"
        stack += [(child, reason) for child in node]


def _comments(data: bytes, name: str, seen: Seen) -> None:
    root = try_tree(data, seen, name, "comment")
    if root is None:
        return
    count = 0
    for element in children(root, "comment"):
        count += 1
        seen.text("comment", text_of(element), f"{name} {attribute(element, 'id')}")
        seen.text("comment", attribute(element, "author"), f"{name}:author")
    if count:
        seen.problem("hidden/comment", "comment", count=count, member=name)


def read_slides(package: Package, seen: Seen) -> set[str]:
    """Slides, speaker notes, comments of a presentation; returns the parts it took."""
    taken = set()
    for name, data in package.parts.items():
        if _SLIDE.search(name):
            taken.add(name)
            _slide(data, name, seen)
        elif re.search(r"ppt/comments/", name, re.I):
            taken.add(name)
            root = try_tree(data, seen, name, "comment")
            if root is not None:
                words(root, lambda text, where: seen.text("comment", text, where), name)
                seen.problem("hidden/comment", "comment", member=name)
        elif re.search(r"ppt/(commentAuthors|authors)\.xml$", name, re.I):
            taken.add(name)
            root = try_tree(data, seen, name, "comment")
            for element in root.iter() if root is not None else ():
                seen.text("comment", attribute(element, "name"), f"{name}:author")
    return taken


def _slide(data: bytes, name: str, seen: Seen) -> None:
    root = try_tree(data, seen, name, "text")
    if root is None:
        return
    text = "\n".join(blocks(root, ("p",)))
    notes = "/notesSlides/" in name
    where = name.rsplit("/", 1)[-1].removesuffix(".xml")
    if "/slides/" in name and attribute(root, "show") in ("0", "false") and text.strip():
        seen.text("hidden-sheet", text, where)
        seen.problem("hidden/hidden-sheet", "hidden-sheet", sheet=where, state="hidden")
    elif notes and text.strip():
        seen.text("comment", text, where)
        if re.sub(r"[\d\s]", "", text):
            seen.problem("hidden/comment", "comment", member=name)
    else:
        # what masters and layouts say stands on every slide or on none
        seen.text("text" if "/slides/" in name else "property", text, where)
    _off_slide(root, where, seen)
    words(root, lambda t, place: seen.text("property", t, place), name, paragraphs=(), skip=("t",))


def _off_slide(root: ElementTree.Element, where: str, seen: Seen) -> None:
    """Shapes that are hidden (by themselves or with their group) or lie beside the slide, and letters that show nothing."""
    for shape in root.iter():
        if local(shape) not in ("sp", "grpSp", "graphicFrame", "pic", "cxnSp"):
            continue
        head = first(shape, "cNvPr")
        text = "\n".join(blocks(shape, ("p",)))
        place = first(shape, "off")
        away = place is not None and any(_far(attribute(place, axis)) for axis in ("x", "y"))
        if text.strip() and (away or (head is not None and attribute(head, "hidden") in ("1", "true"))):
            seen.text("covered-text", text, where)
            seen.problem("hidden/invisible-text", "covered-text", once=True, reason="hidden")
    for run in children(root, "r"):
        style = first(run, "rPr")
        if style is None or not text_of(run).strip():
            continue
        if re.fullmatch(r"\d{1,3}", attribute(style, "sz")) and int(attribute(style, "sz")) < 300:
            seen.text("covered-text", text_of(run), f"{where} tiny text")
            seen.problem("hidden/invisible-text", "covered-text", once=True, reason="size")
        ink, themed = first(style, "srgbClr"), first(style, "schemeClr")
        white = ink is not None and attribute(ink, "val").upper() in _WHITE
        if white or (themed is not None and attribute(themed, "val") in ("bg1", "lt1")):
            # white letters on a dark slide are common; the words are screened all the same
            seen.text("covered-text", text_of(run), f"{where} white text")


def _far(offset: str) -> bool:
    """Beyond any slide: 30 inches in English Metric Units, or clearly left of it."""
    return bool(re.fullmatch(r"-?\d+", offset)) and not -3_000_000 < int(offset) < 27_000_000
