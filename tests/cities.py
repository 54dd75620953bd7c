"""Small made-up city folders for tests: some datasets that may go out, some that must not."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from pathlib import Path

from catalog.strict_yaml import dump

SURNAMES = ("風早", "みなと", "朝霧", "汐見", "千波", "浜岡", "灘", "磯部")
GIVEN = ("太郎", "花子", "一郎", "美咲", "健", "さくら", "翔太", "結衣")


def start(folder: Path, **more: object) -> Path:
    """catalog.yaml of a made-up city."""
    folder.mkdir(parents=True, exist_ok=True)
    data = {
        "title": "みなと風市オープンデータカタログ",
        "description": "試験のための架空の市のデータです。",
        "base_url": "https://data.example.jp/",
        "publisher": {"name": "みなと風市", "url": "https://www.example.jp/"},
        "contactPoint": {"name": "情報政策課", "email": "opendata@example.jp"},
        "licenses": [{"name": "CC-BY-4.0"}],
        "languages": ["ja", "en"],
        **more,
    }
    (folder / "catalog.yaml").write_text(dump(data), encoding="utf-8")
    return folder


def dataset(
    city: Path, name: str, content: bytes | str, *, file: str | None = None, title: str | None = None, **more: object
) -> Path:
    """One dataset folder with one file."""
    folder = city / name
    folder.mkdir()
    file = file or f"{name}.csv"
    (folder / file).write_bytes(content if isinstance(content, bytes) else content.encode())
    descriptor = {
        "name": name,
        "title": title or f"{name}の一覧",
        "description": "試験のための架空のデータです。施設の名前と場所を並べています。",
        "keywords": ["試験"],
        "issued": "2026-04-01",
        "modified": "2026-04-01",
        "resources": [{"name": name, "path": file}],
        **more,
    }
    (folder / "datapackage.yaml").write_text(dump(descriptor), encoding="utf-8")
    return folder


def facilities(seed: int = 0, rows: int = 12) -> str:
    """A clean list of facilities as CSV."""
    rng = random.Random(seed)
    kinds = ("市民センター", "図書館", "体育館", "公園", "児童館", "資料館")
    lines = ["名称,種別,緯度,経度,開設年"]
    for i in range(rows):
        kind = rng.choice(kinds)
        latitude, longitude = 34.6 + rng.random() / 10, 138.2 + rng.random() / 10
        lines.append(f"みなと風{i + 1}番{kind},{kind},{latitude:.6f},{longitude:.6f},{1960 + i}")
    return "\n".join(lines) + "\n"


def people(seed: int = 0, rows: int = 12) -> str:
    """A raw register of made-up people as CSV."""
    rng = random.Random(seed)
    lines = ["氏名,住所,生年月日,電話番号"]
    for _ in range(rows):
        born = f"{rng.randint(1930, 2010)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
        name = f"{rng.choice(SURNAMES)} {rng.choice(GIVEN)}"
        lines.append(
            f"{name},みなと風市汐入{rng.randint(1, 5)}丁目{rng.randint(1, 30)}番{rng.randint(1, 20)}号,{born},090-{rng.randint(1000, 9999)}-{rng.randint(1000, 9999)}"
        )
    return "\n".join(lines) + "\n"


def everything(folder: Path) -> bytes:
    """All bytes of a tree, archives and gzip opened, joined: for canary searches."""
    parts: list[bytes] = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        parts.append(path.relative_to(folder).as_posix().encode())
        parts.extend(opened(path.read_bytes()))
    return b"\n".join(parts)


def opened(content: bytes) -> list[bytes]:
    """The bytes themselves and what is packed in them."""
    if content[:2] == b"\x1f\x8b":
        return [content, *opened(gzip.decompress(content))]
    if content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return [
                content,
                *(part for name in archive.namelist() for part in [name.encode(), *opened(archive.read(name))]),
            ]
    if content[:4] == b"PAR1":
        import polars as pl

        return [content, pl.read_parquet(io.BytesIO(content)).write_csv().encode()]
    return [content]
