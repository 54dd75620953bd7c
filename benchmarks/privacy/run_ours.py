"""Columns that our gate holds, per file, as JSON on the last line."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from catalog.privacy.screen import screening
from catalog.rule import Context
from catalog.tables.read import read

flagged = {}
for name in sys.argv[1:]:
    hits = screening(read(Path(name), Path(name).name), Context()).hits()
    flagged[name] = sorted(
        {h.place.column_index for h in hits if h.verdict != "pass" and h.place.column_index is not None}
    )
print(json.dumps({"": flagged}))
