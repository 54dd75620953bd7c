"""Parts of a cell's text that look different from the rest of it: struck-out words, words in red (ECMA-376 part 1, §18.4)."""

from __future__ import annotations

import re
import zipfile

from catalog.tables.sheet_stream import parse_part

#: facts of a run that can carry meaning within a cell; bold and italic there only stress
_FACTS = {"strike": "strike", "u": "underline"}
_RUN = re.compile(rb"<(?:\w+:)?rPr[\s>]")
_BLOCK = 1 << 20


def rich_strings(archive: zipfile.ZipFile, part: str | None) -> dict[int, frozenset[str]]:
    """Shared string → font facts that some of its text has and some has not: "strike", "underline", "colour:RRGGBB"."""
    if part is None or not _has_runs(archive, part):
        return {}
    found: dict[int, frozenset[str]] = {}
    at = -1
    runs: list[tuple[set[str], list[str]]] = []
    inside = ""

    def start(tag: str, a: dict[str, str]) -> None:
        nonlocal at, inside
        if tag == "si":
            at += 1
            runs.clear()
        elif tag == "r":
            runs.append((set(), []))
        elif tag in ("rPr", "t", "rPh"):
            inside = tag if inside != "rPh" else inside
        elif inside == "rPr" and runs:
            if tag in _FACTS and a.get("val") not in ("0", "false", "none"):
                runs[-1][0].add(_FACTS[tag])
            elif tag == "color" and (colour := a.get("rgb", "")[-6:].upper()) not in ("", "000000"):
                runs[-1][0].add(f"colour:{colour}")

    def end(tag: str) -> None:
        nonlocal inside
        if tag == inside:
            inside = ""
        elif tag == "si":
            looks = [facts for facts, text in runs if "".join(text).strip()]
            if partly := frozenset(fact for facts in looks for fact in facts if not all(fact in one for one in looks)):
                found[at] = partly

    def text(data: str) -> None:
        if inside == "t" and runs:
            runs[-1][1].append(data)

    parse_part(archive, part, start, end, text)
    return found


def _has_runs(archive: zipfile.ZipFile, part: str) -> bool:
    """Whether any string is made of runs: most workbooks have none, and need not be parsed for them."""
    try:
        with archive.open(part) as stream:
            before = b""
            while block := stream.read(_BLOCK):
                if _RUN.search(before + block):
                    return True
                before = block[-16:]
    except KeyError:
        pass
    return False
