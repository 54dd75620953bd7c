"""`catalog build --check-links`: what does not open costs points, and the report and the pages say what to do."""

from __future__ import annotations

import json
from pathlib import Path

from catalog.pipeline import Settings, build

CITY = """title: みなと風市カタログ
base_url: https://data.example.jp/
publisher: {name: みなと風市}
municipality: "131016"
"""
DATASET = """name: linked
title: 公園の一覧
description: となりの市が公開している公園の一覧への案内です。毎年4月に更新されます。
publisher: {name: となりの市}
licenses: [{name: CC-BY-4.0}]
origin: {catalog: "https://other.example.jp/", identifier: parks}
resources:
  - {name: parks, path: "http://127.0.0.1:9/parks.csv", format: csv, bytes: 10}
"""


def test_broken_link_reaches_report_score_and_pages(tmp_path: Path) -> None:
    """開けないリンクは指摘になり、説明の点数が下がり、品質のページに直し方が出る。確かめなければ何も言わない。"""
    city = tmp_path / "city"
    (city / "linked").mkdir(parents=True)
    (city / "catalog.yaml").write_text(CITY, encoding="utf-8")
    (city / "linked" / "datapackage.yaml").write_text(DATASET, encoding="utf-8")
    out, reports = tmp_path / "public", tmp_path / "reports"

    def built(check: bool) -> tuple[int, set[str], str]:
        done = build(city, Settings(out=out, reports=reports, as_of="2026-04-01", check_links=check))
        assert done.published == 1
        dataset = json.loads((reports / "report.json").read_text(encoding="utf-8"))["datasets"][0]
        lost = {c["id"] for c in dataset["score"]["criteria"] if c["points"] < c["of"]}
        assert all(c["fix"]["ja"] for c in dataset["score"]["criteria"] if c["id"] in lost)
        found = {
            f["location"]["where"]
            for r in dataset["resources"]
            for f in r["findings"]
            if f["rule"] == "metadata/broken-link"
        }
        assert ("download-url-answers" in lost) == check
        return dataset["score"]["metadata"], found, (out / "quality" / "index.html").read_text(encoding="utf-8")

    before, none, page = built(check=False)
    assert not none
    assert "リンク切れ" not in page
    after, found, page = built(check=True)
    assert found == {"resources.parks.path"}
    assert after == before - 30
    assert "リンク切れ" in page
    assert "リンク先を開いて確かめ" in page
