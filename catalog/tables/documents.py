"""HTML, SVG, RTF and plain text as documents: every word, shown or not, and what runs when they are opened."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from pathlib import Path

from catalog.regex import regex
from catalog.tables.seen import Seen
from catalog.tables.xml_parts import attribute, local, text_of, try_tree, words

#: bytes of one document that are walked
LIMIT = 60_000_000
_HIDING = regex(r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?![.\d])|font-size\s*:\s*0(?![.\d])", re.I)
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_BLOCKS = frozenset(
    ["p", "div", "td", "th", "tr", "li", "br", "h1", "h2", "h3", "h4", "table", "section", "title", "option"]
)
_SPOKEN = ("alt", "title", "value", "placeholder", "aria-label", "href", "src", "content", "data")


def decode(data: bytes) -> str:
    """Text by byte order mark, declared charset, then UTF-8, CP932, EUC-JP; never fails."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    if data[:2000].count(b"\x00") > len(data[:2000]) // 5:  # UTF-16 without a mark
        return data.decode("utf-16-le" if data[1:2] == b"\x00" else "utf-16-be", "replace")
    declared = re.search(rb"(?:charset|encoding)\s*=\s*[\"']?([\w-]+)", data[:4096])
    codes = [declared.group(1).decode("ascii")] if declared else []
    codes = ["cp932" if c.lower() in ("shift_jis", "sjis", "shift-jis", "x-sjis", "windows-31j") else c for c in codes]
    for code in [*codes, "utf-8-sig", "cp932", "euc_jp"]:
        try:
            return data.decode(code)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("utf-8", "replace")


def _bytes(path: Path, seen: Seen) -> bytes:
    data = path.read_bytes()
    if len(data) > LIMIT:
        seen.problem("file/too-large", "text", once=True)
    return data[:LIMIT]


class _Page(HTMLParser):
    """Visible and hidden words of a page apart."""

    def __init__(self, seen: Seen) -> None:
        super().__init__(convert_charrefs=True)
        self.seen = seen
        self.shown: list[str] = []
        self.hidden: list[str] = []
        self.code: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {k: v or "" for k, v in attrs}
        if tag in _BLOCKS:
            self.shown.append("\n")
        calls = any(v.strip().lower().startswith(("javascript:", "vbscript:")) for v in given.values())
        if calls or tag in ("script", "object", "embed", "applet") or any(k.startswith("on") for k in given):
            self.seen.problem("file/active-content", "text", once=True, kind="script")
        if tag == "meta":
            name = given.get("name", given.get("property", "")).lower()
            place = "meta:author" if "author" in name or "creator" in name else f"meta {name}"
            self.seen.text("metadata", given.get("content", ""), place)
        else:
            self._attributes(tag, given)
        hides = "hidden" in given or bool(_HIDING.search(given.get("style", ""))) or tag in ("template", "noscript")
        if tag not in _VOID:
            self._open.append((tag, hides or tag in ("script", "style") or bool(self._open and self._open[-1][1])))

    def _attributes(self, tag: str, given: dict[str, str]) -> None:
        if tag == "input" and given.get("type") == "hidden":
            self.hidden.append(given.get("value", ""))
        for key, value in given.items():
            if (key in _SPOKEN and not value.startswith(("#", "data:"))) or key.startswith("data-"):
                self.seen.text("property", value, f"{tag}@{key[:30]}")

    def handle_endtag(self, tag: str) -> None:
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index][0] == tag:
                del self._open[index:]
                return

    def handle_data(self, data: str) -> None:
        if not self._open or not self._open[-1][1]:
            self.shown.append(data)
        elif self._open[-1][0] in ("script", "style"):
            self.code.append(data)
        else:
            self.hidden.append(data)

    def handle_comment(self, data: str) -> None:
        self.seen.text("comment", data, "HTML comment")
        self.seen.problem("hidden/comment", "comment", once=True)


def read_html(path: Path, seen: Seen, depth: int) -> None:
    """A web page: it is a document for people, not data."""
    page = _Page(seen)
    text = decode(_bytes(path, seen))
    if text.count("<") > 2 * text.count(">") + 1000:  # tags without end: no page, and endless work for a parser
        seen.problem("file/unreadable", "text", reason="damaged")
        seen.text("text", text, "page")
        return
    page.feed(text)
    page.close()
    seen.text("text", re.sub(r"[ \t]*\n\s*", "\n", "".join(page.shown)), "page")
    hidden = "\n".join(t for t in page.hidden if t.strip())
    if hidden:
        seen.text("covered-text", hidden, "page, not shown")
        seen.problem("hidden/invisible-text", "covered-text", count=len(hidden), reason="hidden")
    seen.text("embedded", "\n".join(page.code), "script and style")


def read_svg(path: Path, seen: Seen, depth: int) -> None:
    """A drawing in XML: its words, and whether it runs scripts or loads from elsewhere."""
    root = try_tree(_bytes(path, seen), seen, "svg", "text")
    if root is None:
        return
    for element in root.iter():
        if local(element) in ("script", "foreignObject") or any(k.lower().startswith("on") for k in element.attrib):
            seen.problem("file/active-content", "text", once=True, kind="script")
        link = attribute(element, "href")
        if link.lower().startswith(("javascript:", "http:", "https:", "//")) and local(element) != "a":
            seen.problem("file/active-content", "text", once=True, kind="loaded")
        if not isinstance(element.tag, str) and (element.text or "").strip():
            seen.problem("hidden/comment", "comment", once=True)
        quiet = attribute(element, "opacity") == "0" or attribute(element, "visibility") == "hidden"
        quiet = quiet or attribute(element, "display") == "none" or bool(_HIDING.search(attribute(element, "style")))
        if quiet and (text := text_of(element)).strip():
            seen.text("covered-text", text, "svg, not shown")
            seen.problem("hidden/invisible-text", "covered-text", once=True, reason="hidden")
    words(root, lambda text, where: seen.text("text", text, where), "svg", paragraphs=("text", "title", "desc"))


def read_xml(path: Path, seen: Seen, depth: int) -> None:
    """XML data: elements are read as a table elsewhere; comments and instructions stand in no cell."""
    text = decode(_bytes(path, seen))
    for match in re.finditer(r"<!--(.*?)-->|<\?(?!xml\b)(.*?)\?>", text, re.S):
        note = match.group(1) or match.group(2) or ""
        seen.text("comment", html.unescape(note), "XML comment")
        # who draws the map does not see it, and whoever opens the file does
        if _JAPANESE.search(html.unescape(note)):
            seen.problem("hidden/comment", "comment", once=True)
    office = _OFFICE_XML.search(text[:4000])
    if office:
        # office files as one XML file: a document with all its hidden parts, which is read as no data here
        seen.problem("file/not-screened", "text", reason="old-format")
        if re.search(r"binData|vbaProject|[\"'>]\s*=\s*[\w.]{2,20}\|[^<\"]*!|\bDDE(AUTO)?\b", text):
            seen.problem("file/active-content", "embedded", kind="macro" if "binData" in text else "dde")
        for name, value in re.findall(r"<(?:\w+:)?(Author|LastAuthor|Manager)>([^<]*)<", text):
            seen.text("property", value, f"{name}:author")
    if depth or office:
        values = (match.group(1) or match.group(2) or "" for match in _ATTRIBUTE.finditer(text))
        told = dict.fromkeys(html.unescape(value) for value in values if _TELLING.search(value))
        seen.text("text", "\n".join(told), "xml attributes")
        seen.text("text", re.sub(r"<[^<>]{0,4000}>", " ", text), "xml")


_JAPANESE = regex("[\u3041-\u30fe\u4e00-\u9fff]")
_ATTRIBUTE = regex(r"=\s*(?:\"([^\"<>]{2,4000})\"|'([^'<>]{2,4000})')")
_TELLING = regex("[\u3041-\u30fe\u4e00-\u9fff]|&#|@|\\d{3}[-\\d]{6}")
_OFFICE_XML = regex(
    r"<\?mso-application|urn:schemas-microsoft-com:office:|schemas\.microsoft\.com/office/2006/xmlPackage"
)


def read_text(path: Path, seen: Seen, depth: int) -> None:
    """A text inside an archive; one that stands alone is read elsewhere."""
    if depth:
        seen.text("text", decode(_bytes(path, seen)), "text")


def read_rtf(path: Path, seen: Seen, depth: int) -> None:
    """Rich text: words by a plain reading of its control codes; embedded objects hold, and so does the whole."""
    data = _bytes(path, seen)
    if re.search(rb"\\obj(data|emb|link|update|ocx)|\\field\b.{0,200}DDE", data, re.S):
        seen.problem("file/active-content", "embedded", once=True, kind="ole")
    text = data.decode("latin-1")
    for match in re.finditer(r"\\(?:author|operator|manager|company) ([^{}]*)", text):
        seen.text("property", _rtf_words(match.group(1)), "info:author")
    seen.text("text", _rtf_words(text), "text")
    seen.problem("file/not-screened", "text", reason="old-format")


_RTF = regex(
    r"\\u(-?\d+) ?\??|\\'([0-9a-fA-F]{2})|\\(par|line|tab|cell|row)\b ?|\\[a-z]+-?\d* ?|\\.|[{}\r\n]|([^\\{}\r\n]+)"
)


def _rtf_words(text: str) -> str:
    out = bytearray()
    for match in _RTF.finditer(text):
        if match.group(1):
            code = int(match.group(1)) % 65536
            out += (chr(code) if not 0xD800 <= code < 0xE000 else "?").encode("cp932", "replace")
        elif match.group(2):
            out.append(int(match.group(2), 16))
        elif match.group(3):
            out += b"\n"
        elif match.group(4):
            out += match.group(4).encode("latin-1", "replace")
    return out.decode("cp932", "replace")
