"""オープンデータ一覧: the catalogue as one CSV in the 15 columns of the municipal standard dataset."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from catalog.metadata import iris, vocabularies
from catalog.metadata.distributions import format_of
from catalog.metadata.schema_org import coverage, home, issued, modified
from catalog.metadata.scope import origin
from catalog.model import Catalog
from catalog.release.published import Published
from catalog.text import pick

COLUMNS = (
    "都道府県コード又は市区町村コード", "NO", "都道府県名", "市区町村名", "データ名称", "データ概要", "データ形式", "分類", "更新頻度", "URL",
    "API対応有無", "ライセンス", "登録日", "最終更新日", "備考",
)  # fmt: skip


def row(catalog: Catalog, published: Published) -> tuple[str, ...]:
    """The line of one dataset; NO is its permanent id, several values are joined with ";"."""
    d = published.dataset
    # What was harvested is listed under its own area, not under ours.
    area = coverage(catalog, published) if origin(d) else home(catalog)
    frequency = vocabularies.frequency(d.accrual_periodicity)
    formats = dict.fromkeys((k.label if (k := format_of(x)) else x.format.upper()) for x in published.distributions)
    fields = dict.fromkeys(t.field for w in d.themes if (t := vocabularies.theme(w)))
    licence = next(iter(d.licences), None)
    publisher = pick((d.publisher or catalog.publisher).name)
    return (
        area.code if area else "" if origin(d) else catalog.municipality or "",
        d.id,
        area.prefecture if area else "",
        area.city if area else "",
        pick(d.title),
        _line(pick(d.description)),
        ";".join(formats),
        ";".join(fields) or "その他",
        pick(frequency.label) if frequency else (d.accrual_periodicity or ""),
        iris.dataset_page(catalog, d.id),
        "無",
        licence.name if licence else "",
        issued(published)[:10],
        modified(published)[:10],
        f"公開組織：{publisher}" if publisher != pick(catalog.publisher.name) else "",
    )


def opendata_list(rows: Iterable[Sequence[str]]) -> bytes:
    """The CSV file: UTF-8, CRLF, as the standard dataset wants it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return out.getvalue().encode()


def _line(text: str) -> str:
    # One record is one line for every reader, also for those that split on line ends.
    return " ".join(text.split())
