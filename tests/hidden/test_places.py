"""Whatever is planted where nobody looks is either seen by the screening or the file is held."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from catalog.rule import VERDICTS, Context
from catalog.rules.run import run
from catalog.tables.read import read
from catalog.tables.table import Source
from tests.hidden.examples import own_pack
from tests.hidden.places import LATIN, PLACES

#: places where the words themselves cannot be read: the file must be held
HELD_ONLY = {"zip in zip in zip", "zip picture"}


def _words(source: Source) -> str:
    """Everything that the privacy screening is given, run together."""
    texts = [t.text for t in source.texts]
    for table in source.tables:
        texts += [*table.header, *(note for _, note in table.notes)]
        texts += [value or "" for column in table.frame.iter_columns() for value in column.to_list()]
    for sheet in source.sheets:
        texts += [value or "" for column in sheet.grid.iter_columns() for value in column.to_list()]
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", "\n".join(texts)))


@pytest.mark.parametrize("name", sorted(PLACES))
def test_a_planted_value_is_seen_or_held(name: str, tmp_path: Path) -> None:
    """A value hidden at this place reaches the screening, or the file does not go out; and no finding quotes it."""
    path = PLACES[name](tmp_path)
    source = read(path, path.name if name != "file name" else "a.csv")
    findings = run(source, own_pack(), Context(as_of="2026-04-01")).findings
    for finding in findings:
        if finding.rule.startswith(("file/", "hidden/", "confidential/")):
            assert LATIN not in repr(finding), finding.rule
    if name in HELD_ONLY:
        assert max((f.verdict for f in findings), key=VERDICTS.index, default="pass") != "pass"
    elif name != "file name":
        assert LATIN in _words(source), [(p.rule, dict(p.details)) for p in source.problems]
