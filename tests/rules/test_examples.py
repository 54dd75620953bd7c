"""Every rule is met on the examples that its page shows as wrong, and silent on those it shows as right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from catalog.config import load_dataset
from catalog.release.gate import Request, examine
from catalog.release.prepare import prepare
from catalog.release.requests import for_dataset
from catalog.rule import Finding
from catalog.rules.pack import load_pack
from catalog.strict_yaml import dump
from tests.examples import make

RULES = list(load_pack().rules.values())
CASES = [
    pytest.param(rule.id, kind, example, id=f"{rule.id}-{kind}-{i}")
    for rule in RULES
    for kind in ("fail", "pass")
    for i, example in enumerate(rule.examples[kind])
]


def findings(example: dict[str, Any], folder: Path) -> list[Finding]:
    """What the gate says of an example, as a bare file or, with a descriptor, as a dataset."""
    policy, store = example.get("policy") or {}, folder / "store"
    as_of = str(example.get("as_of", "2026-04-01"))
    if "descriptor" not in example:
        path = make(example, folder / "files")
        more = [make(e, folder / f"files-{i}") for i, e in enumerate(example.get("files") or [])]
        files = tuple((p.name, p, None) for p in [path, *more])
        return examine(Request(path.name, files, None, policy, as_of, store)).findings
    home = folder / str(example["descriptor"].get("name", "example"))
    path = make(example, home)
    for more in example.get("files") or []:
        make(more, home)
    descriptor = dict(example["descriptor"])
    descriptor.setdefault("resources", [{"name": "example", "path": path.name}])
    (home / "datapackage.yaml").write_text(dump(descriptor), encoding="utf-8")
    if recipe := example.get("recipe"):
        (home / "recipe.yaml").write_text(dump(recipe), encoding="utf-8")
    previous = {path.name: p} if (p := example.get("previous")) else {}
    broken = example.get("broken") or {}
    return examine(prepare(for_dataset(load_dataset(home), policy, as_of, store, previous, broken)).request).findings


@pytest.mark.parametrize(("rule_id", "kind", "example"), CASES)
def test_rule_on_its_own_examples(rule_id: str, kind: str, example: dict[str, Any], tmp_path: Path) -> None:
    """A wrong example gets its finding at the right place; a right one does not."""
    mine = [f for f in findings(example, tmp_path) if f.rule == rule_id]
    if kind == "pass":
        assert not mine
        return
    assert mine
    expected = example.get("at") or {}
    places = [
        {
            **{k: getattr(f.place, k) for k in ("part", "sheet", "column", "column_index", "cell")},
            "rows": list(f.place.rows),
            "verdict": f.verdict,
        }
        for f in mine
    ]
    assert any(all(p[k] == v for k, v in expected.items()) for p in places), places
