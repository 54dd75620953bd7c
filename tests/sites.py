"""The example city as a finished site, built once for all tests that look at pages."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from catalog.pipeline import Settings, build
from catalog.release.withdrawals import withdraw
from tests.conftest import REPOSITORY

AS_OF = "2026-11-25"
#: a site below a prefix, as on a project page of a code host
BASE_URL = "https://data.example.jp/city/"
#: a dataset of the example city that the tests withdraw
WITHDRAWN = "wifi"


@cache
def example_site() -> Path:
    """The public/ folder of the example city with one withdrawn dataset, an extra page, a theme and own colours."""
    work = Path(tempfile.mkdtemp(prefix="machi-catalog-site-"))
    atexit.register(shutil.rmtree, work, ignore_errors=True)
    city = work / "city"
    shutil.copytree(REPOSITORY / "datasets", city)
    shutil.copytree(REPOSITORY / "vault", work / "vault")
    withdraw(city / WITHDRAWN, "公共施設一覧にまとめました", "2026-06-01")
    dress(city)
    build(city, Settings(out=work / "public", reports=work / "reports", as_of=AS_OF, base_url=BASE_URL))
    return work / "public"


def dress(city: Path) -> None:
    """Gives a city its own page, colours and a template of its own."""
    (city / "pages").mkdir(exist_ok=True)
    (city / "pages" / "contest.md").write_text(
        "# データ活用コンテスト\n\n作品を**募集**しています。<script>alert(1)</script>\n\n![x](https://tracker.example/x.png)\n\n"
        "| 部門 | 賞 |\n|---|---|\n| アプリ | 1本 |\n",
        encoding="utf-8",
    )
    (city / "pages" / "contest.en.md").write_text("# Data contest\n\nSend us your work.\n", encoding="utf-8")
    (city / "theme" / "templates").mkdir(parents=True)
    (city / "theme" / "translations").mkdir()
    (city / "theme" / "assets").mkdir()
    (city / "theme" / "translations" / "ja.yaml").write_text("home: {popular: 人気のことば}\n", encoding="utf-8")
    (city / "theme" / "assets" / "city.css").write_text(
        ".hero { border-bottom: 2px solid var(--key); }\n", encoding="utf-8"
    )
    settings = (city / "catalog.yaml").read_text(encoding="utf-8")
    own = "site:\n  colours: {key: '#7fd4c1'}\n  theme: theme\n  popular: [避難所, 人口]\n  pages:\n    - pages/contest.md\n"
    assert "site:\n  pages:\n" in settings
    (city / "catalog.yaml").write_text(settings.replace("site:\n  pages:\n", own), encoding="utf-8")
