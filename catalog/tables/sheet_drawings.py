"""What lies over the cells of an .xlsx sheet: pictures, charts, shapes, form controls, and the comments on cells."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable

from catalog.tables.sheet_stream import XmlRefused, parse_part, reference

Objects = tuple[tuple[int, int, str], ...]


def objects(archive: zipfile.ZipFile, links: Iterable[tuple[str, str]]) -> Objects:
    """Pictures, charts, shapes, text boxes and form controls with the cell at their upper left corner.

    `links` are the relations of the sheet: (kind, part).
    """
    known = list(links)
    drawn = _drawn(archive, [part for kind, part in known if kind == "drawing"])
    return tuple(drawn or _controls(archive, [part for kind, part in known if kind == "vmlDrawing"]))


def _controls(archive: zipfile.ZipFile, parts: list[str]) -> list[tuple[int, int, str]]:
    """Buttons, check boxes and pictures of the old drawing language; its notes are comments, not objects."""
    found: list[tuple[int, int, str]] = []
    for part in parts:
        state = {"kind": "", "tag": ""}

        def start(tag: str, a: dict[str, str], state: dict[str, str] = state) -> None:
            if tag == "ClientData":
                state["kind"] = "" if a.get("ObjectType") == "Note" else "control"
            state["tag"] = tag

        def text(data: str, state: dict[str, str] = state) -> None:
            numbers = [n.strip() for n in data.split(",")]
            if state["tag"] == "Anchor" and state["kind"] and len(numbers) == 8 and all(n.isdigit() for n in numbers):
                found.append((int(numbers[2]) + 1, int(numbers[0]), state["kind"]))

        try:
            parse_part(archive, part, start, None, text)
        except XmlRefused:  # written by hand more often than not, and never the values of a cell
            continue
    return found


def _anchored(path: list[str]) -> bool:
    """Whether the last element stands directly on the sheet, and is no second drawing of the same thing."""
    above = [tag for tag in path[:-1] if tag not in ("AlternateContent", "Choice")]
    return bool(above) and above[-1].endswith("Anchor") and "Fallback" not in path


def _drawn(archive: zipfile.ZipFile, parts: list[str]) -> list[tuple[int, int, str]]:
    """What the drawings of a sheet hold, newer kinds within their `AlternateContent` too."""
    found: list[tuple[int, int, str]] = []
    kinds = {"pic": "picture", "graphicFrame": "chart", "sp": "shape", "cxnSp": "line", "grpSp": "group"}
    for part in parts:
        state = {"from": "", "row": "", "col": "", "tag": ""}
        depth: list[str] = []

        def start(tag: str, a: dict[str, str], state: dict[str, str] = state, depth: list[str] = depth) -> None:
            depth.append(tag)
            if tag in ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor"):
                state.update(row="", col="")
            elif tag in kinds and _anchored(depth):
                found.append((int(state["row"] or 0) + 1, int(state["col"] or 0), kinds[tag]))
            elif tag == "cNvSpPr" and a.get("txBox") in ("1", "true") and found:
                found[-1] = (*found[-1][:2], "text-box")
            state["tag"] = tag if "from" in depth else ""

        def end(tag: str, state: dict[str, str] = state, depth: list[str] = depth) -> None:
            depth.pop()
            state["tag"] = ""

        def text(data: str, state: dict[str, str] = state) -> None:
            if state["tag"] in ("row", "col") and data.strip().isdigit():
                state[state["tag"]] = data.strip()

        parse_part(archive, part, start, end, text)
    return found


def comments(archive: zipfile.ZipFile, parts: list[str]) -> dict[tuple[int, int], str]:
    """Text of the comments, by cell."""
    found: dict[tuple[int, int], str] = {}
    for part in parts:
        place: list[tuple[int, int] | None] = [None]
        pieces: list[str] = []
        inside = [False]

        def start(
            tag: str,
            a: dict[str, str],
            place: list[tuple[int, int] | None] = place,
            pieces: list[str] = pieces,
            inside: list[bool] = inside,
        ) -> None:
            if tag in ("comment", "threadedComment"):
                place[0] = reference(a.get("ref", ""))
                pieces.clear()
            inside[0] = tag in ("t", "text")

        def end(
            tag: str,
            place: list[tuple[int, int] | None] = place,
            pieces: list[str] = pieces,
            inside: list[bool] = inside,
        ) -> None:
            if tag in ("comment", "threadedComment") and place[0]:
                found[place[0]] = "\n".join(filter(None, [found.get(place[0], ""), "".join(pieces)]))
            inside[0] = False

        def text(data: str, pieces: list[str] = pieces, inside: list[bool] = inside) -> None:
            if inside[0]:
                pieces.append(data)

        parse_part(archive, part, start, end, text)
    return found
