"""Patterns and people in texts outside the cells: paragraphs, notes, properties, names of files and sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

import polars as pl

from catalog.privacy import prose
from catalog.privacy.bare_names import acting, listed
from catalog.privacy.descriptor_words import declared
from catalog.privacy.folding import fold_series
from catalog.privacy.hidden import hidden_name, hidden_verdict
from catalog.privacy.mark import Mark
from catalog.privacy.name_lexicon import NAME
from catalog.privacy.names import grade
from catalog.privacy.recognizers import URL, found_in, mail_kind, patterns
from catalog.privacy.words import data
from catalog.regex import regex
from catalog.rule import Context, Hit, Place, Verdict
from catalog.tables.magic import TREES
from catalog.tables.table import Source, Text

#: `where` of a text that is the name of a sheet.
SHEET_NAME = "sheet name"
#: Parts of a document that are read from top to bottom; shorter texts hold no list and no sentence.
_READ = frozenset({"text", "header-footer", "archive", "table", "hidden-sheet"})
_SHORTEST = 6
#: What `privacy/social-status` stands for: the law's own matter, or one that the city's ordinance adds (法60条5項).
SOCIAL = {"ja": "社会的身分・生活保護", "en": "social status, public assistance"}
ORDINANCE_MATTER = {"ja": "条例要配慮個人情報", "en": "special-care information under the city's ordinance"}


def named(source: Source, context: Context) -> Iterator[Text]:
    """File name and declared texts: they go out with the file."""
    path = PurePosixPath(source.path)
    yield Text("file-name", re.sub(r"[_\-]+", " ", path.stem), where=path.suffix)
    for sheet in dict.fromkeys(s.name for s in source.sheets if s.name and s.name != path.stem):
        yield Text("table", re.sub(r"[_\-]+", " ", sheet), sheet=sheet, where=SHEET_NAME)
    yield from declared(context)


def text_hits(texts: Sequence[Text], source: Source) -> Iterator[Hit]:
    """Patterns and people in texts outside the cells: one finding per category and place."""
    if not texts:
        return
    folded = fold_series(pl.Series([t.text for t in texts], dtype=pl.String)).str.replace_all(URL, " ")
    for pattern in patterns():
        hit = found_in(folded, pattern)
        for i in hit.fill_null(False).arg_true().to_list():
            value = folded[i]
            if pattern.id == "email" and all(
                mail_kind(m[0]) not in ("personal-mail", "named-mail") for m in pattern.compiled.finditer(value)
            ):
                continue
            if pattern.id == "individual-number" and not any(w in value.lower() for w in pattern.near):
                yield _text_hit(
                    pattern.category, texts[i], (pattern.compiled.search(value) or [value])[0], doubtful=True
                )
                continue
            found = pattern.compiled.search(value)
            yield _text_hit(pattern.category, texts[i], found[1] if found else value)
    for text, value in zip(texts, folded.to_list(), strict=True):
        if text.part == "property":
            yield from _author(text, value, source) or _hidden(text, source)
            continue
        categories: dict[str, prose.Person] = {}
        for person in prose.mentions(value):
            if person.certain:
                categories.setdefault(person.category, person)
        if not categories and (name := _named_by(text, value) or _bare_name(text, source)):
            categories["person-name"] = prose.Person("person-name", False, name)
        for category, person in categories.items():
            yield _text_hit(category, text, person.text, doubtful=not person.certain)
        if not categories:
            yield from _hidden(text, source)


def _hidden(text: Text, source: Source) -> list[Hit]:
    """A full name where nobody looks."""
    name = hidden_name(text, source)
    if name is None:
        return []
    return [replace(_text_hit("person-name", text, name, doubtful=True), verdict=hidden_verdict(text, source))]


def _named_by(text: Text, value: str) -> str | None:
    """The person after whom a file or a sheet is named."""
    if text.where == SHEET_NAME and grade(value) == NAME:
        return value
    if text.part != "file-name" and text.where != SHEET_NAME:
        return None
    tokens = re.split(r"[ 　()（）、,.]+", value)
    return next((t for t in tokens if re.fullmatch("[㐀-鿿々]{4,6}", t) and grade(t) == NAME), None)


def _bare_name(text: Text, source: Source) -> str | None:
    """Somebody named without any word beside the name, in a text for readers."""
    if text.part not in _READ or text.where == SHEET_NAME or source.format in TREES or len(text.text) < _SHORTEST:
        return None
    return next(listed(text.text), None) or next(acting(text.text), None)


_AUTHORS = regex(r"creator|lastmodifiedby|author|manager|last_author|initials|artist|作成者|更新者", re.IGNORECASE)


def _author(text: Text, value: str, source: Source) -> list[Hit]:
    """A person's name in the document properties. Office files go out as clean copies, so it is only worth knowing."""
    if not _AUTHORS.search(text.where) or not grade(value):
        return []
    found = Hit(
        place=Place(part=text.part, sheet=text.sheet, cell=text.cell, where=text.where),
        values=(value,),
        rule="privacy/document-author",
        verdict=hidden_verdict(text, source),
        certainty="certain" if grade(value) == NAME else "likely",
    )
    return [found]


def _text_hit(category: str, text: Text, value: str, *, doubtful: bool = False) -> Hit:
    kind = Mark(category, None, 1).kind
    wanted: Verdict = "review" if doubtful else data("verdicts")["text"][kind]
    return Hit(
        place=Place(part=text.part, sheet=text.sheet, cell=text.cell, where=text.where),
        values=(value,),
        rule=f"privacy/{category}",
        verdict=wanted,
        certainty="likely" if doubtful else "certain",
        details={
            "subject": {"ja": "文章", "en": "a text"},
            "reason": {"ja": "", "en": ""},
            "people": "1",
            "matter": SOCIAL,
        },
    )
