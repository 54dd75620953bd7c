"""Wraps a folder of real files into a city folder: one dataset per file, with the least metadata that is true.

    python benchmarks/realcity/wrap.py ../shared/realdata /tmp/realcity && catalog build /tmp/realcity --out /tmp/site

Prints what the gate decided when `--build` is given. Titles are file names; nothing of the files' contents is copied
anywhere but into the new folder.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import time
import unicodedata
from pathlib import Path

SUFFIXES = {
    ".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods", ".json", ".geojson", ".topojson", ".jsonl",
    ".zip", ".pdf", ".docx", ".xml", ".ttl",
}  # fmt: skip


def wrap(source: Path, city: Path) -> int:
    """Copies every data file below `source` into its own dataset folder under `city`; returns how many."""
    city.mkdir(parents=True)
    (city / "catalog.yaml").write_text(
        "title: 実データの試験市\n"
        "description: 公開済みの実ファイルを通す試験のためのカタログです。\n"
        "base_url: https://data.example.jp/\n"
        "publisher: {name: 試験市, url: https://www.example.jp/}\n"
        "contactPoint: {name: 試験課, email: opendata@example.jp}\n"
        "licenses: [{name: CC-BY-4.0}]\n",
        encoding="utf-8",
    )
    count = 0
    for path in sorted(p for p in source.rglob("*") if p.suffix.lower() in SUFFIXES and p.name != "INDEX.csv"):
        count += 1
        slug = re.sub(r"[^a-z0-9]+", "-", unicodedata.normalize("NFKD", path.stem).lower()).strip("-")[:60] or "file"
        folder = city / f"d{count:03}-{slug}"
        folder.mkdir()
        shutil.copyfile(path, folder / unicodedata.normalize("NFC", path.name))
        (folder / "datapackage.yaml").write_text(
            f'name: {folder.name}\ntitle: "{path.stem}"\ndescription: 公開済みの実ファイルを試験のためにそのまま置いたデータセットです。\nkeywords: [試験]\n'
            f'resources: [{{name: data, path: "{unicodedata.normalize("NFC", path.name)}"}}]\n',
            encoding="utf-8",
        )
    return count


def main() -> int:
    """Wraps, and builds when asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("city", type=Path)
    parser.add_argument("--build", type=Path, metavar="OUT", help="build the site into OUT too")
    options = parser.parse_args()
    print(f"{wrap(options.source, options.city)} files wrapped into {options.city}")
    if options.build is None:
        return 0
    started = time.monotonic()
    command = [sys.executable, "-m", "catalog", "build", str(options.city), "--out", str(options.build)]
    done = subprocess.run([*command, "--reports", f"{options.build}-reports"], check=False)
    print(f"exit {done.returncode}, {time.monotonic() - started:.1f} s")
    return 0 if done.returncode in (0, 1) else 1


if __name__ == "__main__":
    sys.exit(main())
