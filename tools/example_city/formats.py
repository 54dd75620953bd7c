"""Bytes of each format, the same at every run."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

Row = Sequence[Any]


def csv_bytes(header: Sequence[str], rows: Sequence[Row], encoding: str = "utf-8", newline: str = "\r\n") -> bytes:
    """CSV; `encoding` may be utf-8, utf-8-sig (with BOM) or cp932."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=newline)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def xlsx_bytes(sheets: Sequence[tuple[str, Sequence[str], Sequence[Row]]], hidden: Sequence[str] = ()) -> bytes:
    """A workbook with one plain table per sheet; numbers are stored as numbers."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": dt.datetime(2026, 4, 1), "author": "", "title": sheets[0][0]})
    bold = book.add_format({"bold": True})
    for name, header, rows in sheets:
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, header, bold)
        for number, row in enumerate(rows, start=1):
            for at, value in enumerate(row):
                if isinstance(value, int | float):
                    sheet.write_number(number, at, value)
                elif value != "":
                    sheet.write_string(number, at, value)
        sheet.freeze_panes(1, 0)
        if name in hidden:
            sheet.hide()
    book.close()
    return out.getvalue()


def json_bytes(records: Sequence[Mapping[str, Any]]) -> bytes:
    """A list of flat records."""
    return (json.dumps(records, ensure_ascii=False, indent=1) + "\n").encode()


def geojson_bytes(features: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> bytes:
    """A FeatureCollection of (properties, geometry), one feature per line."""
    lines = [json.dumps({"type": "Feature", "properties": p, "geometry": g}, ensure_ascii=False) for p, g in features]
    return ('{"type": "FeatureCollection", "features": [\n' + ",\n".join(lines) + "\n]}\n").encode()


def zip_bytes(members: Mapping[str, bytes]) -> bytes:
    """A zip archive with a fixed time stamp."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, (2026, 4, 1, 0, 0, 0))
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(info, data)
    return out.getvalue()
