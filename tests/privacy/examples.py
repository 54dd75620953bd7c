"""Files that rule examples need and no text can show. All names are made up."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter
from PIL import Image


def photo_with_position(folder: Path) -> Path:
    """A JPEG that still says where it was taken."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "photo.jpg"
    picture = Image.new("RGB", (16, 16), "white")
    exif = Image.Exif()
    position = exif.get_ifd(0x8825)
    position.update({1: "N", 2: (35.0, 7.0, 24.4), 3: "E", 4: (139.0, 7.0, 24.4)})
    picture.save(path, exif=exif)
    return path


def workbook_with_author(folder: Path) -> Path:
    """A clean workbook whose properties name the person who made it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "facilities.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"author": "山川 太郎"})
        sheet = book.add_worksheet("一覧")
        for row, cells in enumerate([("施設名", "定員"), ("港町公民館", 40), ("浜通図書館", 60), ("北町会館", 30)]):
            sheet.write_row(row, 0, cells)
    return path
