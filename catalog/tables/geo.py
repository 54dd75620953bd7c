"""Archives of map and timetable data, and Parquet: shapefile zip, GTFS zip, .parquet → tables."""

from __future__ import annotations

import io
import math
import struct
import warnings
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

import polars as pl

from catalog.tables.archive import loose_text
from catalog.tables.contents import Contents, sheet_of, table_of
from catalog.tables.delimited import read_delimited
from catalog.tables.encoding import decide
from catalog.tables.seen import shown_name
from catalog.tables.table import Problem, Sheet, Table, Text
from catalog.tables.trees import representative
from catalog.tables.workbook import shown

#: bytes that one member may unpack to
MEMBER_LIMIT = 500_000_000
#: bytes that all members may unpack to
TOTAL_LIMIT = 1_000_000_000


def read_archive(path: Path, form: str) -> Contents:
    """`form`: shapefile, gtfs or parquet."""
    return {"shapefile": _shapefile, "gtfs": _gtfs, "parquet": _parquet}[form](path)


def _members(path: Path, problems: list[Problem]) -> dict[str, bytes]:
    """Members by name, read with a cap on what they really unpack to."""
    found: dict[str, bytes] = {}
    total = 0
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            with archive.open(info) as stream:
                data = stream.read(MEMBER_LIMIT + 1)
            total += len(data)
            if len(data) > MEMBER_LIMIT or total > TOTAL_LIMIT:
                problems.append(Problem("file/too-large", part="archive", details={"limit": MEMBER_LIMIT}))
                break
            found[info.filename] = data
    return found


def _gtfs(path: Path) -> Contents:
    """Each .txt member is a table named after it (GTFS, GTFS-JP)."""
    from catalog.tables.detect import header_table

    contents = Contents("gtfs", tables=[])
    tables: list[Table] = []
    for name, data in _members(path, contents.problems).items():
        if not name.lower().endswith(".txt"):
            continue
        decision = decide(data)
        if decision.encoding is None:
            contents.problems.append(Problem("file/undecodable", part="archive", details={"reason": decision.evidence}))
            continue
        if not decision.utf8.strip():
            continue
        read = read_delimited(decision.utf8, ",")
        sheet = Sheet(PurePosixPath(name).stem, read.grid, ragged=read.ragged)
        contents.sheets.append(sheet)
        tables.append(header_table(sheet))
    contents.tables = tables
    contents.facts["members"] = sorted(t.sheet or "" for t in tables)
    stops = next((t for t in tables if t.sheet == "stops"), None)
    if stops is not None and {"stop_lat", "stop_lon"} <= set(stops.header):
        lon, lat = stops.header.index("stop_lon"), stops.header.index("stop_lat")
        numbers = stops.frame.select(pl.col(str(lon), str(lat)).cast(pl.Float64, strict=False)).drop_nulls()
        contents.points = tuple((float(x), float(y)) for x, y in numbers.iter_rows())
    return contents


def _shapefile(path: Path) -> Contents:
    """Attributes of each layer as a table; encoding by the .cpg, else decided over the whole .dbf."""
    import shapefile

    contents = Contents("shapefile", tables=[])
    members = _members(path, contents.problems)
    points: list[tuple[float, float]] = []
    tables: list[Table] = []
    for name, shp in members.items():
        if not name.lower().endswith(".shp"):
            continue
        stem = name[:-4]
        parts = {n.rpartition(".")[2].lower(): d for n, d in members.items() if n[:-4] == stem and n[-4:-3] == "."}
        dbf = parts.get("dbf")
        label = PurePosixPath(stem).name
        encoding = _dbf_encoding(dbf or b"", parts.get("cpg", b""))
        streams = {key: io.BytesIO(parts[key]) for key in ("shx", "dbf") if key in parts}
        try:
            # that the file is longer than it says is told below, not on the terminal
            with (
                warnings.catch_warnings(action="ignore"),
                shapefile.Reader(shp=io.BytesIO(shp), encoding=encoding, encodingErrors="strict", **streams) as reader,
            ):
                shapes = [getattr(s, "__geo_interface__", None) for s in reader.shapes()]
                points.extend(representative(_lists(s)) for s in shapes)
                if dbf is not None:
                    names = [f[0] for f in reader.fields if f[0] != "DeletionFlag"]
                    rows = [list(record) for record in reader.records()]
                    columns = {n: [_dbf_text(row[i]) for row in rows] for i, n in enumerate(names)}
                    tables.append(table_of(label, columns))
        except (KeyboardInterrupt, SystemExit):
            raise
        except Exception as error:
            reason = {"reason": f"shapefile: {type(error).__name__}"}
            contents.problems.append(Problem("file/unreadable", part="archive", details=reason))
        length = 2 * int.from_bytes(shp[24:28], "big")  # counted in words of two bytes
        if len(shp) > length >= 100 and shp[length:].strip(b"\x00"):
            details = {"reason": "after-end", "member": shown_name(name), "bytes": len(shp) - length}
            contents.problems.append(Problem("hidden/bytes-outside", part="archive", details=details))
        if dbf is not None:
            _attributes_beside(name[:-4] + ".dbf", dbf, encoding, contents)
        for key in ("prj", "xml"):
            if key in parts:
                contents.texts.append(Text("metadata", decide(parts[key]).text, f"{label}.{key}"))
        contents.encoding = encoding
    layers = {n[:-4].lower() for n in members if n.lower().endswith(".shp")}
    for name, data in members.items():
        if name.lower().endswith(".dbf") and name[:-4].lower() not in layers:
            contents.problems.append(_unused(name, 1))
            contents.texts.append(Text("orphan", loose_text(data), f"{shown_name(name)} without shapes"))
    contents.tables = tables
    contents.sheets = [sheet_of(table) for table in tables]
    contents.points = tuple(points) if any(math.isfinite(x) for x, _ in points) else ()
    return contents


def _attributes_beside(name: str, dbf: bytes, encoding: str, contents: Contents) -> None:
    """What an attribute file keeps beside its records: deleted ones (marked by a star), bytes behind the last, gaps."""
    count, head, size = struct.unpack_from("<IHH", dbf, 4) if len(dbf) >= 32 else (0, 0, 0)
    end = head + count * size
    gone = (
        [dbf[at : at + size] for at in range(head, min(end, len(dbf)), size) if dbf[at : at + 1] == b"*"]
        if size
        else []
    )
    rest = dbf[end:].strip(b"\x1a\x00 ")
    fields = dbf.find(b"\r", 32, head)
    gap = dbf[fields + 1 : head].strip(b"\x00") if fields > 0 else b""
    pieces = [piece for piece in (*gone, rest, gap) if piece]
    if pieces:
        contents.problems.append(_unused(name, len(pieces)))
        text = "\n".join(piece.decode(encoding, "replace") for piece in pieces)
        contents.texts.append(Text("orphan", text, f"{shown_name(name)} deleted records"))


def _unused(name: str, count: int) -> Problem:
    return Problem("hidden/orphan-part", part="orphan", count=count, details={"member": shown_name(name)})


def _dbf_encoding(dbf: bytes, cpg: bytes) -> str:
    named = cpg.decode("ascii", "ignore").strip().lower()
    if named in {"utf-8", "utf8", "65001"}:
        return "utf-8"
    if named in {"sjis", "shift_jis", "cp932", "932", "ms932", "ansi 932"}:
        return "cp932"
    header = int.from_bytes(dbf[8:10], "little")
    return (decide(dbf[header:].replace(b"\0", b" ")).encoding or "cp932").replace("utf-8-sig", "utf-8")


def _dbf_text(value: Any) -> str | None:
    text = shown(value)
    return text.strip() or None if text else None


def _lists(shape: Any) -> Any:
    """pyshp gives tuples; positions are looked for in lists."""
    if isinstance(shape, dict):
        return {key: _lists(value) for key, value in shape.items()}
    return [_lists(item) for item in shape] if isinstance(shape, (tuple, list)) else shape


def _parquet(path: Path) -> Contents:
    contents = Contents("parquet")
    frame = pl.read_parquet(path)
    columns = [_as_text(series).alias(str(i)) for i, series in enumerate(frame.iter_columns())]
    table = Table(
        sheet=None,
        header=tuple(frame.columns),
        frame=pl.DataFrame(columns),
        columns=tuple(range(frame.width)),
        header_rows=(1,),
        rows=range(2, frame.height + 2),
    )
    contents.tables = [table]
    contents.sheets = [sheet_of(table)]
    metadata = pl.read_parquet_metadata(path)
    # writers put the schema of their own library beside the data; only other keys are words of a person
    contents.texts = [Text("metadata", v, k) for k, v in metadata.items() if k not in ("ARROW:schema", "pandas")]
    return contents


def _as_text(series: pl.Series) -> pl.Series:
    if series.dtype == pl.String:
        return series.replace("", None)
    if series.dtype == pl.Binary:
        return series.bin.encode("hex")
    if series.dtype.is_float():
        return series.map_elements(shown, return_dtype=pl.String)
    if series.dtype.is_nested():
        return series.map_elements(
            lambda v: str(v.to_list() if isinstance(v, pl.Series) else v), return_dtype=pl.String
        )
    if series.dtype == pl.Boolean:
        return series.cast(pl.String)
    return series.cast(pl.String)
