"""Reading a city folder: everything wrong is told at once, with file, line and the way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.config import load_city, load_dataset
from catalog.errors import CatalogError
from catalog.licences import LICENCES, licence

CATALOG = """title: みなと風市オープンデータ
base_url: https://data.example.jp
publisher: {name: みなと風市}
licenses: [{name: CC-BY-4.0}]
municipality: "131016"
"""
PACKAGE = """name: aed
title: AED設置箇所一覧
translations: {en: {title: AED locations, keywords: [AED]}}
keywords: [救急]
temporal: {start: 2026-04-01, end: 2027-03-31}
resources: [{name: aed, path: aed.csv, schema: {fields: [{name: 名称, type: string, constraints: {required: true}}]}}]
"""


def city(tmp_path: Path, catalog: str = CATALOG, package: str = PACKAGE) -> Path:
    """A city folder with one dataset."""
    (tmp_path / "aed").mkdir(exist_ok=True)
    (tmp_path / "catalog.yaml").write_text(catalog, encoding="utf-8")
    (tmp_path / "aed" / "datapackage.yaml").write_text(package, encoding="utf-8")
    (tmp_path / "aed" / "aed.csv").write_text("名称\n市役所\n", encoding="utf-8")
    return tmp_path


def test_a_city_folder_becomes_a_catalogue(tmp_path: Path) -> None:
    """Publisher and licence fall back on the catalogue's; translations become languages."""
    catalog = load_city(city(tmp_path))
    [dataset] = catalog.datasets
    assert catalog.base_url == "https://data.example.jp/"
    assert dataset.publisher is not None and dataset.publisher.name == {"ja": "みなと風市"}
    assert dataset.licences[0].iri == "https://creativecommons.org/licenses/by/4.0/"
    assert dataset.title == {"ja": "AED設置箇所一覧", "en": "AED locations"}
    assert dataset.keywords == {"ja": ("救急",), "en": ("AED",)}
    assert dataset.resources[0].fields[0].constraints == {"required": True}
    assert dataset.temporal is not None and dataset.temporal.end == "2027-03-31"


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    """A clerk sees every mistake of every file in one run."""
    bad = (
        PACKAGE.replace("aed.csv", "nosuch.csv")
        .replace("2026-04-01", "2026-02-30")
        .replace("name: aed\n", "name: other\n")
    )
    with pytest.raises(CatalogError) as error:
        load_city(city(tmp_path, CATALOG.replace('"131016"', '"131015"'), bad))
    text = [(m.where, m.line) for m in error.value.mistakes]
    assert ("catalog.yaml", 5) in text
    assert ("aed/datapackage.yaml", 1) in text
    assert ("aed/datapackage.yaml", 5) in text
    assert ("aed/datapackage.yaml", 6) in text
    assert error.value.exit_code == 2


def test_a_file_that_is_missing_is_one_mistake(tmp_path: Path) -> None:
    """The descriptor lists a resource, so nobody is told that it lists none."""
    with pytest.raises(CatalogError) as error:
        load_city(city(tmp_path, package=PACKAGE.replace("aed.csv", "nosuch.csv")))
    [mistake] = error.value.mistakes
    assert "nosuch.csv" in mistake.what


@pytest.mark.parametrize("path", ["../secret.csv", "/etc/hostname", "a/../../b.csv", ".hidden.csv", "a\\\\b.csv"])
def test_paths_stay_inside_the_folder(tmp_path: Path, path: str) -> None:
    """A path that leaves the dataset folder is refused."""
    with pytest.raises(CatalogError, match="leaves the dataset folder"):
        load_city(city(tmp_path, package=PACKAGE.replace("path: aed.csv", f'path: "{path}"')))


@pytest.mark.parametrize("name", ["AED", "防災", "a b", "-a", "a--", "x" * 101])
def test_ids_are_addresses(tmp_path: Path, name: str) -> None:
    """A folder whose name is no stable address is refused."""
    folder = city(tmp_path) / "aed"
    target = tmp_path / name
    if name != "AED" or not target.exists():
        folder.rename(target)
    with pytest.raises(CatalogError, match="is no dataset id"):
        load_dataset(target)


def test_a_folder_with_files_but_no_descriptor_is_told(tmp_path: Path) -> None:
    """Data without a descriptor is neither published nor passed over in silence."""
    folder = city(tmp_path)
    (folder / "memo").mkdir()
    (folder / "memo" / "x.csv").write_text("a\n")
    with pytest.raises(CatalogError, match=r"memo/: has files but no datapackage\.yaml"):
        load_city(folder)


def test_not_a_city_folder(tmp_path: Path) -> None:
    """The message says how to make one."""
    with pytest.raises(CatalogError, match="catalog init"):
        load_city(tmp_path)


def test_licences_by_name_address_and_alias() -> None:
    """CC BY is CC BY, however a clerk writes it."""
    iri = LICENCES["CC-BY-4.0"][0]
    for entry in (
        "CC-BY-4.0",
        "CC BY 4.0",
        {"path": "http://creativecommons.org/licenses/by/4.0/"},
        {"name": "x", "path": iri},
    ):
        found = licence(entry)
        assert found is not None and found.iri == iri
    assert licence({"name": "自由に使ってください"}) is None


@pytest.mark.parametrize(
    ("where", "slip", "meant"),
    [
        ("catalog", "licences: [{name: CC0-1.0}]\n", "licenses"),
        ("catalog", "baseurl: https://x.example.jp/\n", "base_url"),
        ("package", "theme: [HEAL]\n", "themes"),
        ("package", "accrualPeriodicty: annual\n", "accrualPeriodicity"),
        ("package", "contact_point: {name: 課}\n", "contactPoint"),
    ],
)
def test_a_slip_in_a_key_is_told(tmp_path: Path, where: str, slip: str, meant: str) -> None:
    """A misspelt key would be passed over, and the catalogue's licence or contact taken instead."""
    texts = {"catalog": CATALOG, "package": PACKAGE}
    texts[where] += slip
    with pytest.raises(CatalogError) as error:
        load_city(city(tmp_path, **texts))
    [mistake] = error.value.mistakes
    assert mistake.hint == f"write `{meant}:`"
    assert mistake.line == texts[where].count("\n")


def test_own_keys_are_kept(tmp_path: Path) -> None:
    """A key that resembles none of ours is the city's own, and stays."""
    catalog = load_city(city(tmp_path, package=PACKAGE + "department: 福祉課\nprevalence: 3\n"))
    assert catalog.datasets[0].extras == {"department": "福祉課", "prevalence": 3}


@pytest.mark.parametrize(
    "key", ["accrualPeriodicity", "landingPage", "inSeries", "accessRights", "reading", "spatial", "version"]
)
def test_a_list_where_one_text_is_meant_is_told(tmp_path: Path, key: str) -> None:
    """It stopped the build in the middle, as if the program were at fault; a number is taken as it is written."""
    kept = "".join(line for line in PACKAGE.splitlines(keepends=True) if not line.startswith(key))
    with pytest.raises(CatalogError, match=rf"datapackage\.yaml:\d+: {key} must be one text"):
        load_city(city(tmp_path, package=f"{kept}{key}: [a, b]\n"))
    assert load_city(city(tmp_path, package=f"{kept}{key}: 5\n"))
