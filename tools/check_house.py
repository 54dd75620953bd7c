"""Checks what no linter knows: packs valid, generated docs current, no code in data folders, no machine paths.

`--write` writes the generated docs instead of comparing them.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from catalog.errors import CatalogError

ROOT = Path(__file__).resolve().parent.parent
RULES = ROOT / "docs" / "rules"


def main() -> int:
    """0 when the house is in order."""
    from catalog.rules.docs import pages

    try:
        wanted = pages()
    except CatalogError as error:
        print(error, file=sys.stderr)
        return 1
    if "--write" in sys.argv:
        write(wanted)
    problems = [*stale(wanted), *strays(), *machine_paths()]
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print(f"packs valid, {len(wanted)} generated pages current")
    return 1 if problems else 0


def write(wanted: dict[str, str]) -> None:
    """Writes the generated pages and removes those of rules that are gone."""
    for name, text in wanted.items():
        path = RULES / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for path in RULES.rglob("*.md"):
        if path.relative_to(RULES).as_posix() not in wanted:
            path.unlink()


def stale(wanted: dict[str, str]) -> list[str]:
    """Generated pages that differ from the packs."""
    there = {p.relative_to(RULES).as_posix(): p.read_text(encoding="utf-8") for p in RULES.rglob("*.md")}
    names = sorted({n for n in {*wanted, *there} if wanted.get(n) != there.get(n)})
    return [f"docs/rules/{n}: not current → run `make docs`" for n in names[:20]]


def strays() -> list[str]:
    """Python files in folders that hold data only (their names would shadow real packages)."""
    return [
        f"{p.relative_to(ROOT)}: no code in a data folder"
        for d in ("validators", "site")
        for p in (ROOT / d).rglob("*.py")
    ]


def machine_paths() -> list[str]:
    """Tracked text that names a folder of the machine it was written on."""
    found = subprocess.run(
        ["git", "grep", "-nIF", f"{ROOT.parent}/", "--", "."], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return [f"{line.split(':', 2)[0]}: names a folder of this machine" for line in found.stdout.splitlines()]


if __name__ == "__main__":
    sys.exit(main())
