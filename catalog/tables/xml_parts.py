"""XML without surprises: no DOCTYPE, no entities, a cap in bytes; and all words in it, attributes and comments too."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from xml.etree import ElementTree

from catalog.regex import regex
from catalog.tables.seen import Seen

#: a tree costs about eight times its text
TREE_LIMIT = 48_000_000
#: attributes that people fill, or that name people and machines
SPOKEN = frozenset(
    """descr title name alt tooltip display location target prompt prompttitle error errortitle author initials username
    displayname userid providerid caption uniquename comment tag alias url href sourcefile connection command sql
    description helptext statustext shortcuttext macro string v val value subject label lastmodifiedby creator
    string-value formula condition path dde-application dde-topic dde-item filter-name text content""".split()  # noqa: SIM905
)
_FOREIGN = regex("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff10-\uff9f]")
_TELLING = regex(r"@|\d[\d-]{8,}|\\\\|[A-Za-z]:\\|://")
#: names of the format itself, of fonts and of languages: no text of a person
_FORMAT = regex(
    r"^(https?://(schemas|purl|www\.w3|openoffice|docs\.oasis)|urn:|\{[0-9A-Fa-f-]{36}\}$)|ゴシック|明朝|Gothic|Mincho|游|メイリオ"
)


class RefusedXml(Exception):  # noqa: N818 - reads as what it says
    """The part is no XML that is read here; the message is a word for the report (doctype, malformed, too-large)."""


def tree(data: bytes) -> ElementTree.Element:
    """The element tree of an XML part with its comments. Raises RefusedXml: a DOCTYPE is refused before parsing."""
    if len(data) > TREE_LIMIT:
        raise RefusedXml("too-large")
    if any("<!DOCTYPE".encode(code) in data for code in ("utf-8", "utf-16-le", "utf-16-be")):
        raise RefusedXml("doctype")
    parser = ElementTree.XMLParser(target=ElementTree.TreeBuilder(insert_comments=True, insert_pis=True))
    try:
        parser.feed(data)
        return parser.close()  # type: ignore[no-any-return]
    except (ElementTree.ParseError, ValueError, LookupError, AssertionError) as error:
        raise RefusedXml("malformed") from error


def try_tree(data: bytes, seen: Seen, member: str, part: str = "archive") -> ElementTree.Element | None:
    """The tree, or None after the refusal was reported; its raw words are kept for the screening all the same."""
    try:
        return tree(data)
    except RefusedXml as error:
        seen.problem("file/unreadable", part, reason=str(error), member=member)
        seen.text(part, re.sub(r"<[^<>]{0,4000}>", " ", data[:TREE_LIMIT].decode("utf-8", "replace")), member)
        return None


def local(element: ElementTree.Element) -> str:
    """Tag without its namespace; "" for comments and processing instructions."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def attribute(element: ElementTree.Element, name: str) -> str:
    """An attribute by its local name, "" when it is not there."""
    found = element.get(name)
    if found is not None:
        return found
    end = "}" + name
    return next((v for k, v in element.attrib.items() if k.endswith(end)), "")


def children(element: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    """Descendants (not only children) with that local name."""
    return (e for e in element.iter() if local(e) == name)


def first(element: ElementTree.Element, name: str) -> ElementTree.Element | None:
    """The first descendant with that local name."""
    return next(children(element, name), None)


def text_of(element: ElementTree.Element, skip: Collection[str] = ()) -> str:
    """All text inside, in order, without what stands in elements named in `skip`. Iterative: depth is no danger."""
    pieces: list[str] = []
    stack: list[tuple[ElementTree.Element, bool]] = [(element, False)]
    while stack:
        node, closing = stack.pop()
        if closing:
            if node is not element and node.tail:
                pieces.append(node.tail)
            continue
        stack.append((node, True))
        name = local(node)
        if name == "" or name in skip:
            continue
        if name in ("tab", "br", "cr", "line-break", "s"):
            pieces.append(" " if name in ("tab", "s") else "\n")
        if node.text:
            pieces.append(node.text)
        stack += [(child, False) for child in reversed(node)]
    return "".join(pieces)


def blocks(element: ElementTree.Element, names: Collection[str], skip: Collection[str] = ()) -> Iterator[str]:
    """Text of each outermost element with one of `names` (paragraphs, cells), runs joined."""
    stack = [element]
    while stack:
        node = stack.pop()
        name = local(node)
        if name in skip:
            continue
        if name in names:
            yield text_of(node, skip)
        else:
            stack += list(reversed(node))


def spoken_attributes(element: ElementTree.Element) -> Iterator[tuple[str, str]]:
    """(local name, value) of attributes that may hold what a person wrote."""
    for key, value in element.attrib.items():
        if len(value) < 2 or _FORMAT.search(value) or re.fullmatch(r"-?[\d.]*\.\d+(E-?\d+)?", value):
            continue
        name = key.rsplit("}", 1)[-1].lower()
        spoken = name in SPOKEN and not re.fullmatch(r"[\d.,%-]+|[a-z][A-Za-z]*", value)
        telling = _TELLING.search(value) and name not in ("uid", "id", "guid", "type", "uri", "ref")
        if spoken or telling or _FOREIGN.search(value):
            yield name, value


def words(
    root: ElementTree.Element,
    keep: Callable[[str, str], None],
    where: str,
    *,
    paragraphs: Collection[str] = ("p", "si", "is", "text", "comment"),
    skip: Collection[str] = (),
) -> None:
    """Every text node (joined by paragraph), comment and telling attribute; `keep(text, place)` receives them."""
    loose: list[str] = []
    stack = [root]
    while stack:
        node = stack.pop()
        if not isinstance(node.tag, str):
            keep(node.text or "", f"{where} (XML comment)")
            loose.append(node.tail or "")
            continue
        name = local(node)
        if name in skip:
            loose.append(node.tail or "")
            continue
        if name in paragraphs:
            keep(text_of(node, skip), where)
            inner = list(node.iter())
        else:
            loose += [node.text or "", node.tail or ""]
            stack += list(reversed(node))
            inner = [node]
        for each in inner:
            for key, value in spoken_attributes(each):
                keep(value, f"{where}@{key}")
    kept = [t.strip() for t in loose if t.strip() and not re.fullmatch(r"[\d.,:%TZ+-]+|true|false", t.strip())]
    keep("\n".join(kept), where)
