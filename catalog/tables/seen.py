"""What a walk through a container gathers: texts to screen, problems, facts. Full is full: a cap that is met holds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from catalog.tables.table import Problem, Text

#: characters of text that one file may hold beside its visible cells; more cannot be screened in time
TEXT_LIMIT = 40_000_000
#: one text longer than this is cut into pieces, so that a pattern never runs over megabytes at once
PIECE = 100_000


@dataclass(slots=True)
class Seen:
    """Gathers in the order met. Equal texts at the same place are kept once."""

    texts: list[Text] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)
    _known: set[tuple[str, str, str]] = field(default_factory=set)
    _size: int = 0

    def text(self, part: str, text: str, where: str = "", sheet: str | None = None, cell: str | None = None) -> None:
        """Keeps a text unless it is blank or already known there."""
        if not text or not text.strip():
            return
        # a name in an author's field is a property of the file, wherever the field stands
        if where.endswith(":author") and part != "orphan":
            part = "property"
        key = (part, where, text)
        if key in self._known:
            return
        self._size += len(text)
        if self._size > TEXT_LIMIT:
            self.problem("file/too-large", once=True, what="text", limit=f"{TEXT_LIMIT:,}")
            return
        self._known.add(key)
        for start in range(0, len(text), PIECE):
            # pieces overlap, so that nothing is cut in two
            self.texts.append(Text(part, text[max(0, start - 200) : start + PIECE], where, sheet, cell))

    def problem(
        self,
        rule: str,
        part: str = "table",
        *,
        sheet: str | None = None,
        rows: tuple[int, ...] = (),
        column_index: int | None = None,
        cell: str | None = None,
        count: int = 1,
        once: bool = False,
        **details: Any,
    ) -> None:
        """Keeps a problem; with `once`, only the first of its rule, part and sheet."""
        if "member" in details:
            details["member"] = shown_name(str(details["member"]))
        if once and any(p.rule == rule and p.part == part and p.sheet == sheet for p in self.problems):
            return
        self.problems.append(Problem(rule, part, sheet, rows, column_index, cell, count, details))

    def absorb(self, other: Seen, prefix: str, part: str | None = None) -> None:
        """Takes over what was seen in a member of a container; places get the member's name in front."""
        prefix = shown_name(prefix)
        for t in other.texts:
            self.text(part or t.part, t.text, f"{prefix} › {t.where}" if t.where else prefix, t.sheet, t.cell)
        for p in other.problems:
            details: Mapping[str, Any] = {**p.details, "member": p.details.get("member", shown_name(prefix))}
            self.problems.append(
                Problem(p.rule, part or p.part, p.sheet, p.rows, p.column_index, p.cell, p.count, details)
            )


def is_disguised(name: str) -> bool:
    """Whether a name holds what no one sees: control characters, or marks that turn its end round (gpj.exe → exe.jpg)."""
    return any(ord(c) < 32 or ord(c) == 127 or c in "\u202e\u2066\u2067\u2068" for c in name)


def shown_name(name: str) -> str:
    """A member's name as a report may show it: technical names as they are, of others (people's?) only the suffix."""
    if re.fullmatch(r"[A-Za-z0-9_./\[\] ()-]{1,120}", name) and not re.search(r"\d{5}", name):
        return name
    suffix = PurePosixPath(name).suffix
    return "＊＊＊" + (suffix if re.fullmatch(r"\.[A-Za-z0-9]{1,5}", suffix) else "")
