"""The files that go out: a screened source becomes UTF-8 CSV, a clean XLSX, Parquet, JSON and GeoJSON.

The published bytes are exactly the screened bytes or a declared transformation of them (`steps`). Office files never go
out as they came: only the visible cells do. Every writer is deterministic.
"""

from __future__ import annotations

import datetime
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import polars as pl

from catalog.files import beside, file_digest, store_blob
from catalog.model import Dataset, Resource
from catalog.release.kinds import coordinate_columns
from catalog.release.pictures import bare_picture
from catalog.release.published import Distribution
from catalog.release.typed import typed
from catalog.tables.names import unique_names
from catalog.tables.table import Source, Table
from catalog.text import LangText

MEDIA_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
    "jsonl": "application/jsonl",
    "geojson": "application/geo+json",
    "topojson": "application/json",
    "kml": "application/vnd.google-earth.kml+xml",
    "gpx": "application/gpx+xml",
    "xml": "application/xml",
    "gtfs": "application/zip",
    "shapefile": "application/zip",
    "zip": "application/zip",
    "pdf": "application/pdf",
    "txt": "text/plain",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "tiff": "image/tiff",
    "svg": "image/svg+xml",
    "html": "text/html",
}
#: Formats whose screened bytes may go out unchanged.
AS_IS = frozenset({"json", "jsonl", "geojson", "kml", "gpx", "xml", "pdf"})
#: Texts that programs read: they keep their name's ending, and stand under the format's own name.
_LINKED = {"ttl": "turtle", "nt": "ntriples"}
#: Archives that go out rewritten: the same members, nothing between or behind them.
REWRITTEN_ZIP = frozenset({"gtfs", "shapefile"})
#: A workbook of more rows helps nobody, and Excel ends at 1,048,576.
MOST_XLSX_ROWS = 200_000
#: JSON records and GeoJSON beyond this are left to Parquet.
MOST_JSON_ROWS = 200_000
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Made:
    """Distributions of one resource, and the tables they show with the path of their files without suffix."""

    distributions: tuple[Distribution, ...]
    tables: tuple[tuple[Table, str], ...]


def make(dataset: Dataset, resource: Resource, source: Source, store: Path) -> Made:
    """Writes every distribution of a screened source into `store` (content-addressed) and describes them."""
    if resource.is_remote:
        return Made((_remote(resource),), ())
    maker = _Maker(dataset, resource, source, store)
    tables = [t for t in source.tables if t.visible]
    main = source.main
    if source.format in AS_IS:
        suffix = "geojson" if source.format == "geojson" else (source.suffix or source.format)
        # programs that ask for GeoJSON cannot draw the arcs of a topology
        suffix = "topojson" if source.facts.get("topology") else suffix
        maker.add(suffix, source.blob.read_bytes(), ("unchanged",), main=main is None)
    elif source.format == "image":
        suffix, data = bare_picture(source.blob.read_bytes(), source.suffix or "png")
        maker.add(suffix, data, ("rewritten:picture",), main=True)
    elif source.format in REWRITTEN_ZIP:
        maker.add(
            "zip",
            _rewritten_zip(source.blob),
            ("rewritten:zip",),
            main=source.format == "gtfs",
            title={"ja": "ZIP（全ファイル）", "en": "ZIP (all files)"},
        )
    elif not tables:
        words = "\n".join(t.text for t in source.texts if t.part == "text")
        if words:
            suffix = source.suffix if source.suffix in _LINKED else "txt"
            maker.add(suffix, words.encode(), (f"text-of:{source.format}",), main=True)
    shown: list[tuple[Table, str]] = []
    if main is not None:
        ordered = sorted(tables, key=lambda t: t is not main)
        for index, table in enumerate(ordered):
            suffix = "" if index == 0 else f"-{index + 1}"
            title = _part_title(resource.title or dataset.title, ordered, index) if len(ordered) > 1 else None
            # of a feed, one table alone helps nobody: the archive is the file to take
            _tabular(maker, table, suffix, title, main=not suffix and source.format != "gtfs")
            shown.append((table, maker.stem(suffix)))
    return Made(tuple(sorted(maker.made, key=lambda d: (not d.main, d.path))), tuple(shown))


def _remote(resource: Resource) -> Distribution:
    """A harvested file: it stays where it is, `path` is its address and nothing of it is ours."""
    suffix = Path(urlsplit(resource.path).path).suffix.lower().removeprefix(".")
    kind = (resource.format or suffix or "").lower()
    size = resource.extras.get("bytes")
    return Distribution(
        resource=resource.name,
        path=resource.path,
        format=kind,
        media_type=resource.media_type or MEDIA_TYPES.get(kind, "application/octet-stream"),
        bytes=size if isinstance(size, int) else 0,
        sha256="",
        blob=Path(),
        source_sha256="",
        steps=("remote",),
        title=resource.title,
        main=True,
    )


def _part_title(whole: LangText, tables: Sequence[Table], index: int) -> LangText:
    """Which of several tables a file holds: the title of the whole with the name of the sheet, or its number."""
    sheets = [t.sheet or "" for t in tables]
    sheet = sheets[index]
    part = sheet if sheet and sheets.count(sheet) == 1 else f"{sheet} {sheets[: index + 1].count(sheet)}".strip()
    return {lang: f"{text}（{part}）" if lang == "ja" else f"{text} ({part})" for lang, text in whole.items()}


def _tabular(maker: _Maker, table: Table, suffix: str, title: LangText | None, *, main: bool) -> None:
    """CSV first, then the convenience formats of one table."""
    source = maker.source
    named = named_frame(table)
    steps = _steps(source, table)
    if source.format == "csv" and not suffix and _is_whole(source, table):
        text, decoded = _csv_text(source)
        maker.add("csv", text, decoded, suffix, main=main, title=title)
    else:
        maker.add(
            "csv",
            named.write_csv(line_terminator="\r\n").encode(),
            (*steps, "written:csv"),
            suffix,
            main=main,
            title=title,
        )
    frame = typed(named, maker.resource)
    if table.height <= MOST_XLSX_ROWS:
        maker.add("xlsx", _xlsx(frame, maker.dataset.modified), (*steps, "written:xlsx"), suffix, title=title)
    maker.add_file(
        "parquet",
        lambda path: frame.write_parquet(path, compression="snappy"),
        (*steps, "written:parquet"),
        suffix,
        title,
    )
    if table.height <= MOST_JSON_ROWS:
        if source.format not in ("json",):
            maker.add("json", _records(frame), (*steps, "written:json"), suffix, title=title)
        if source.format != "geojson" and (features := _features(named, frame)) is not None:
            maker.add("geojson", features, (*steps, "written:geojson"), suffix, title=title)


def named_frame(table: Table) -> pl.DataFrame:
    """The body with unique column names: the header, else 列1, 列2 …; a repeated name gets its number."""
    names = unique_names(table.header)
    return table.frame.rename(dict(zip(table.frame.columns, names, strict=True)))


class _Maker:
    """Puts bytes into the store and describes them."""

    def __init__(self, dataset: Dataset, resource: Resource, source: Source, store: Path) -> None:
        self.dataset, self.resource, self.source, self.store = dataset, resource, source, store
        self.made: list[Distribution] = []
        store.mkdir(parents=True, exist_ok=True)

    def add(
        self,
        suffix: str,
        content: bytes,
        steps: tuple[str, ...],
        part: str = "",
        *,
        main: bool = False,
        title: LangText | None = None,
    ) -> None:
        blob = store_blob(self.store, content)
        self._describe(suffix, blob, len(content), steps, part, main, title)

    def stem(self, part: str) -> str:
        """Path of a table's files without suffix."""
        return f"datasets/{self.dataset.id}/{self.resource.name}{part}"

    def add_file(
        self, suffix: str, write: Callable[[Path], object], steps: tuple[str, ...], part: str, title: LangText | None
    ) -> None:
        with beside(self.store / suffix) as unfinished:
            write(unfinished)
            blob = self.store / file_digest(unfinished)
            size = unfinished.stat().st_size
            unfinished.replace(blob)
        self._describe(suffix, blob, size, steps, part, False, title)

    def _describe(
        self, suffix: str, blob: Path, size: int, steps: tuple[str, ...], part: str, main: bool, title: LangText | None
    ) -> None:
        kind = {"zip": self.source.format, **_LINKED}.get(suffix, suffix)
        self.made.append(
            Distribution(
                resource=self.resource.name,
                path=f"{self.stem(part)}.{suffix}",
                format=kind,
                media_type=MEDIA_TYPES.get(suffix, "application/octet-stream"),
                bytes=size,
                sha256=blob.name,
                blob=blob,
                source_sha256=self.source.sha256,
                steps=steps,
                title=title or self.resource.title,
                main=main,
            )
        )


def _is_whole(source: Source, table: Table) -> bool:
    """True when the table is the whole file: the CSV can go out as it is written, only re-encoded."""
    sheet = source.sheets[0]
    return (
        len(source.tables) == 1
        and len(table.header_rows) == 1
        and table.header_rows[0] == 1
        and not table.notes
        and not sheet.ragged
        and table.width == sheet.grid.width
        and table.height == sheet.grid.height - 1
    )


def _csv_text(source: Source) -> tuple[bytes, tuple[str, ...]]:
    content = source.blob.read_bytes()
    encoding = source.encoding or "utf-8"
    if encoding.lower().replace("_", "-") in ("utf-8", "ascii", "us-ascii"):
        return content, ("unchanged",)
    text = content.decode(encoding).removeprefix("\ufeff")
    return text.encode(), (f"decoded:{encoding}", "encoded:utf-8")


def _steps(source: Source, table: Table) -> tuple[str, ...]:
    steps = [f"read:{source.format}"]
    if source.encoding and source.encoding.lower() not in ("utf-8", "ascii"):
        steps.append(f"decoded:{source.encoding}")
    if table.sheet is not None:
        steps.append("visible-cells-only")
    if len(table.header_rows) > 1:
        steps.append("header-levels-joined")
    if table.notes:
        steps.append(f"lines-outside-the-table-left-out:{len(table.notes)}")
    return tuple(steps)


def _xlsx(frame: pl.DataFrame, modified: str | None) -> bytes:
    """A workbook of one sheet: values only, no author, no formula, text as text."""
    import io

    import xlsxwriter

    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }
    book = xlsxwriter.Workbook(out, options)
    created = (
        datetime.datetime.fromisoformat((modified or "2000-01-01")[:10].ljust(10, "0"))
        if modified and len(modified) >= 10
        else datetime.datetime(2000, 1, 1)
    )
    book.set_properties({"created": created, "author": "", "company": ""})
    sheet = book.add_worksheet("data")
    bold = book.add_format({"bold": True})
    dates = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.freeze_panes(1, 0)
    for column, (name, series) in enumerate(zip(frame.columns, frame.iter_columns(), strict=True)):
        sheet.write_string(0, column, name, bold)
        for row, value in enumerate(series.to_list(), start=1):
            if value is None:
                continue
            if isinstance(value, bool):
                sheet.write_boolean(row, column, value)
            elif isinstance(value, int | float):
                sheet.write_number(row, column, value)
            elif isinstance(value, datetime.date):
                sheet.write_datetime(row, column, datetime.datetime(value.year, value.month, value.day), dates)
            else:
                sheet.write_string(row, column, str(value)[:32767])
    book.close()
    return out.getvalue()


def _records(frame: pl.DataFrame) -> bytes:
    """JSON array of records, one per line, keys in column order, empty cells as null."""
    lines = (json.dumps(row, ensure_ascii=False, default=str) for row in frame.iter_rows(named=True))
    return ("[\n" + ",\n".join(lines) + "\n]\n").encode()


def _features(named: pl.DataFrame, frame: pl.DataFrame) -> bytes | None:
    """GeoJSON points from latitude and longitude columns; None when there are none that are numbers."""
    found = coordinate_columns(named.columns)
    if found is None:
        return None
    points = named.select(
        pl.col(found[0]).cast(pl.Float64, strict=False).alias("y"),
        pl.col(found[1]).cast(pl.Float64, strict=False).alias("x"),
    )
    if (
        points["y"].drop_nulls().len() == 0
        or not points.select((pl.col("y").abs() <= 90).all() & (pl.col("x").abs() <= 180).all()).item()
    ):
        return None
    keep = [c for c in frame.columns if c not in found]

    def lines() -> Iterator[str]:
        for row, (y, x) in zip(frame.select(keep).iter_rows(named=True), points.iter_rows(), strict=True):
            geometry = None if x is None or y is None else {"type": "Point", "coordinates": [x, y]}
            yield json.dumps(
                {"type": "Feature", "geometry": geometry, "properties": row}, ensure_ascii=False, default=str
            )

    return ('{"type":"FeatureCollection","features":[\n' + ",\n".join(lines()) + "\n]}\n").encode()


def _rewritten_zip(blob: Path) -> bytes:
    """The same members in the same order, without comments, extra fields and bytes between them."""
    import io

    out = io.BytesIO()
    with zipfile.ZipFile(blob) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            if not member.is_dir():
                info = zipfile.ZipInfo(member.filename, _ZIP_DATE)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = 0o644 << 16
                new.writestr(info, old.read(member))
    return out.getvalue()
