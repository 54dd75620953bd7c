"""The promises of a build: only what passes goes out, as it was screened, whole or not at all, the same every time."""

from __future__ import annotations

import hashlib
import json
import os
import random
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from catalog.errors import CatalogError
from catalog.output import verify
from catalog.pipeline import Built, Settings, build, check
from catalog.release.withdrawals import withdraw
from tests.cities import dataset, everything, facilities, people, start

AS_OF = "2026-04-01"


def run(city: Path, **changes: object) -> Built:
    """Builds into city/../public."""
    values = {"out": city.parent / "public", "reports": city.parent / "reports", "as_of": AS_OF, **changes}
    return build(city, Settings(**values))  # type: ignore[arg-type]


def files(folder: Path) -> dict[str, bytes]:
    """Every file by path."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """A city with one dataset that may go out and one that must not."""
    city = start(tmp_path / "city")
    dataset(city, "halls", facilities(1), title="市民センター一覧")
    dataset(city, "register", people(2), title="講座申込者カナリア名簿", file="canary-register.csv")
    return city


def test_only_what_passes_goes_out(city: Path, tmp_path: Path) -> None:
    """A register of people is held; neither its values, its title nor its file name reaches the site."""
    built = run(city)
    assert (built.published, built.held) == (1, 1)
    out = everything(tmp_path / "public")
    assert "みなと風1番".encode() in out
    for canary in (
        "講座申込者カナリア名簿",
        "canary-register",
        "register/",
        "汐入",
        *people(2).replace("\n", ",").split(",")[4:12],
    ):
        assert canary.encode() not in out, canary


def test_reports_hold_no_personal_value(city: Path, tmp_path: Path) -> None:
    """The report says where the names are, and no name."""
    run(city)
    seen = everything(tmp_path / "reports").decode("utf-8", "replace")
    assert "register" in seen
    for line in people(2).splitlines()[1:]:
        for value in line.split(","):
            assert value not in seen


def test_published_bytes_are_screened_bytes(city: Path, tmp_path: Path) -> None:
    """A clean UTF-8 CSV goes out byte for byte, and the manifest names the source's hash."""
    run(city)
    source = (city / "halls" / "halls.csv").read_bytes()
    assert (tmp_path / "public/datasets/halls/halls.csv").read_bytes() == source
    manifest = json.loads((tmp_path / "public/manifest.json").read_bytes())
    [csv] = [d for d in manifest["distributions"] if d["path"].endswith(".csv")]
    assert csv["source"] == csv["sha256"] == hashlib.sha256(source).hexdigest()
    assert verify(tmp_path / "public") == []


def test_every_form_holds_the_same_rows(city: Path, tmp_path: Path) -> None:
    """CSV, Parquet, JSON and XLSX carry the same table."""
    run(city)
    base = tmp_path / "public/datasets/halls/halls"
    csv = pl.read_csv(base.with_suffix(".csv"))
    assert pl.read_parquet(base.with_suffix(".parquet")).equals(csv)
    assert [list(r.values()) for r in json.loads(base.with_suffix(".json").read_bytes())] == [
        list(r) for r in csv.rows()
    ]
    [head, *rows] = openpyxl.load_workbook(base.with_suffix(".xlsx")).active.iter_rows(values_only=True)
    assert list(head) == csv.columns and [tuple(r) for r in rows] == csv.rows()
    features = json.loads(base.with_suffix(".geojson").read_bytes())["features"]
    assert len(features) == csv.height and features[0]["geometry"]["type"] == "Point"


def test_cp932_becomes_utf8_and_says_so(tmp_path: Path) -> None:
    """A Shift_JIS file with ① and ㈱ goes out as UTF-8 with nothing lost."""
    city = start(tmp_path / "city")
    text = facilities(1).replace("みなと風1番", "みなと風①㈱髙番")
    dataset(city, "halls", text.encode("cp932"))
    run(city)
    assert (tmp_path / "public/datasets/halls/halls.csv").read_bytes().decode() == text
    manifest = json.loads((tmp_path / "public/manifest.json").read_bytes())
    [csv] = [d for d in manifest["distributions"] if d["path"].endswith(".csv")]
    assert csv["steps"] == ["decoded:cp932", "encoded:utf-8"]


def test_same_input_same_bytes(city: Path, tmp_path: Path) -> None:
    """Two builds elsewhere, in processes or not, cached or not, give the same site."""
    run(city)
    first = files(tmp_path / "public")
    run(city)
    assert files(tmp_path / "public") == first
    run(city, out=tmp_path / "other/public", reports=tmp_path / "other/reports", jobs=2)
    assert files(tmp_path / "other/public") == first


def test_unchanged_datasets_come_from_the_cache(city: Path) -> None:
    """The second build examines only what changed; a held dataset is always examined."""
    assert run(city).cached == 0
    assert run(city).cached == 1
    (city / "halls" / "halls.csv").write_text(facilities(7), encoding="utf-8")
    assert run(city).cached == 0


def test_a_changed_theme_reaches_every_page(city: Path, tmp_path: Path) -> None:
    """The city edits its style sheet and builds again: pages kept from the last build would name a sheet that is gone."""
    sheet = city / "theme" / "assets" / "city.css"
    sheet.parent.mkdir(parents=True)
    start(city, site={"theme": "theme"})
    for colour in ("teal", "navy"):
        sheet.write_text(f"h1 {{ color: {colour} }}\n", encoding="utf-8")
        run(city)
        public = tmp_path / "public"
        [made] = public.glob("assets/site.*.css")
        assert colour.encode() in made.read_bytes()
        for page in public.rglob("*.html"):
            assert f"assets/{made.name}" in page.read_text(encoding="utf-8"), page


def test_a_damaged_cache_is_not_believed(city: Path, tmp_path: Path) -> None:
    """One flipped bit in a kept result, and the dataset is examined anew."""
    run(city)
    for kept in (tmp_path / "reports/.cache/results").iterdir():
        content = bytearray(kept.read_bytes())
        content[-10] ^= 1
        kept.write_bytes(bytes(content))
    assert run(city).cached == 0


def test_a_site_built_inside_the_city_folder_is_no_dataset(city: Path) -> None:
    """`cd mycity && catalog build .` twice: the first site and its reports are not taken for datasets."""
    inside = {"out": city / "public", "reports": city / "reports"}
    first = run(city, **inside)
    before = files(city / "public")
    second = run(city, **inside)
    assert (second.published, second.held) == (first.published, first.held) == (1, 1)
    assert {p: b for p, b in files(city / "public").items() if p != "manifest.json"} == {
        p: b for p, b in before.items() if p != "manifest.json"
    }


@pytest.mark.parametrize("option", ["out", "reports"])
@pytest.mark.parametrize("place", [".", "halls/public", "theme", "pages/site"])
def test_a_site_or_report_that_a_build_would_read_is_refused(city: Path, option: str, place: str) -> None:
    """Inside a dataset, or in place of the city's own pages, output would be input the next time."""
    with pytest.raises(CatalogError, match=rf"--{option} .* → choose"):
        run(city, **{option: city / place})
    assert run(city).published == 1


def test_a_site_around_the_city_folder_is_refused(city: Path, tmp_path: Path) -> None:
    """The exchange of the old site for the new one would take the city folder along."""
    run(city)
    moved = city.rename(tmp_path / "public" / "city")
    with pytest.raises(CatalogError, match=r"--out .* holds the city folder"):
        run(moved, out=tmp_path / "public", reports=tmp_path / "reports")
    assert (moved / "catalog.yaml").is_file()


def test_history_tells_what_changed(city: Path, tmp_path: Path) -> None:
    """A new version says how many rows came and went."""
    run(city)
    lines = facilities(1).splitlines()
    (city / "halls" / "halls.csv").write_text(
        "\n".join([*lines[:-2], "みなと風99番公園,公園,34.600001,138.200001,1999"]) + "\n", encoding="utf-8"
    )
    run(city, as_of="2026-05-01")
    history = json.loads((tmp_path / "public/datasets/halls/history.json").read_bytes())["versions"]
    assert [v["version"] for v in history] == ["2026-05-01", "2026-04-01"]
    assert (history[0]["rows_added"], history[0]["rows_removed"]) == (1, 2)


def test_a_withdrawn_dataset_leaves_a_tombstone_only(city: Path, tmp_path: Path) -> None:
    """After `withdraw` the data are gone from every file; the reason stays."""
    run(city)
    withdraw(city / "halls", "掲載内容に誤りがあったため", "2026-04-02")
    run(city, as_of="2026-04-02")
    out = everything(tmp_path / "public")
    assert "みなと風1番".encode() not in out
    assert "掲載内容に誤りがあったため".encode() in out
    assert not (tmp_path / "public/datasets/halls/halls.csv").exists()


def test_a_held_successor_is_not_named(city: Path, tmp_path: Path) -> None:
    """A renamed dataset whose new version is held leaves a tombstone that does not say the new id."""
    run(city)
    (city / "halls").rename(city / "newhalls")
    descriptor = (city / "newhalls/datapackage.yaml").read_text(encoding="utf-8")
    renamed = descriptor.replace("name: halls", "name: newhalls", 1) + "formerly: halls\n"
    (city / "newhalls/datapackage.yaml").write_text(renamed, encoding="utf-8")
    run(city)
    assert "newhalls" in (tmp_path / "public/datasets/halls/index.html").read_text(encoding="utf-8")
    (city / "newhalls/halls.csv").write_text(people(4), encoding="utf-8")
    run(city)
    assert b"newhalls" not in everything(tmp_path / "public")


def test_strict_publishes_nothing_when_something_is_held(city: Path, tmp_path: Path) -> None:
    """With --strict one held dataset keeps the old site."""
    built = run(city, strict=True)
    assert built.out is None and not (tmp_path / "public").exists()


def test_any_executor_can_run_a_dataset(city: Path, tmp_path: Path) -> None:
    """The per-dataset function has no shared state: threads give what a loop gives."""
    from catalog.config import load_city
    from catalog.release.history import Previous
    from catalog.release.requests import for_dataset
    from catalog.stages import Job, process

    catalog = load_city(city)
    store = tmp_path / "store"
    store.mkdir()
    jobs = [Job(for_dataset(d, {}, AS_OF, store), catalog, Previous(), tmp_path / "objects") for d in catalog.datasets]
    with ThreadPoolExecutor(2) as pool:
        parallel = [(p.examined.id, p.examined.decision) for p in pool.map(process, jobs)]
    assert parallel == [(p.examined.id, p.examined.decision) for p in map(process, jobs)]


@pytest.mark.parametrize("seed", range(4))
def test_published_and_held_never_meet(tmp_path: Path, seed: int) -> None:
    """Whatever the mix of datasets, no value of a held one stands anywhere in the site."""
    rng = random.Random(seed)
    safe = [rng.random() < 0.5 for _ in range(rng.randint(2, 4))]
    city = start(tmp_path / "city")
    canaries = ["secretname", "秘匿題名"]
    for i, good in enumerate(safe):
        name = f"d{i}-{'good' if good else 'secretname'}"
        text = facilities(seed + i) if good else people(seed + i)
        dataset(city, name, text, title=f"一覧{i}" if good else f"秘匿題名{i}")
        canaries += [] if good else text.replace("\n", ",").split(",")[4:]
    built = run(city)
    assert built.published == sum(safe)
    out = everything(tmp_path / "public")
    assert not [c for c in canaries if c and c.encode() in out]


def test_a_file_name_from_an_old_zip_is_told_and_breaks_nothing(city: Path) -> None:
    """A file name in CP932 (Linux keeps the bytes): reported as unlisted by its Japanese name, the rest is built."""
    odd = city / "halls" / os.fsdecode("控え.csv".encode("cp932"))
    try:
        odd.write_bytes(b"a,b\n1,2\n")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    built = run(city)
    [halls] = [d for d in built.report["datasets"] if d["id"] == "halls"]
    assert "控え.csv" in json.dumps(halls, ensure_ascii=False)
    assert built.published == 1
    [bare] = check([odd], as_of=AS_OF)["datasets"]
    assert bare["id"].endswith("控え.csv")


def test_a_crash_of_the_screening_holds_and_tells(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever fails in our own code: the file is held with a finding, and the command goes on."""
    from catalog.privacy import screen
    from catalog.release import gate

    def broken(*_: object) -> None:
        raise RuntimeError("風早 太郎")

    for module in (gate, screen):
        monkeypatch.setattr(module, "screening", broken)
    [halls] = check([city / "halls"], as_of=AS_OF)["datasets"]
    assert halls["decision"] == "withhold"
    told = [f for r in halls["resources"] for f in r["findings"] if f["rule"] == "file/not-screened"]
    assert told and "風早" not in json.dumps(halls, ensure_ascii=False)


def test_files_of_several_tables_say_which_table_they_hold(tmp_path: Path) -> None:
    """Sheets of a workbook and parts of a feed are named in the list, the preview and the description; of a feed the archive
    is the file to take, and the files of its further tables are folded away."""
    city = start(tmp_path / "city")
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name in ("北地区", "南地区", "東地区", "西地区"):
        page = book.create_sheet(name)
        for row in [["公園名", "面積"], *([f"汐見{name}公園{n}", 100 + n] for n in range(6))]:
            page.append(row)
    book.save(tmp_path / "parks.xlsx")
    dataset(city, "parks", (tmp_path / "parks.xlsx").read_bytes(), file="parks.xlsx", title="公園一覧")
    with zipfile.ZipFile(tmp_path / "feed.zip", "w") as feed:
        feed.writestr(
            "agency.txt",
            "agency_id,agency_name,agency_url,agency_timezone\n1,汐見市営バス,https://www.example.jp/,Asia/Tokyo\n",
        )
        feed.writestr(
            "stops.txt",
            "stop_id,stop_name,stop_lat,stop_lon\n" + "".join(f"s{n},汐見{n}丁目,34.7{n},138.1{n}\n" for n in range(9)),
        )
        feed.writestr("routes.txt", "route_id,agency_id,route_long_name,route_type\nr1,1,汐見線,3\nr2,1,風待線,3\n")
        feed.writestr("trips.txt", "route_id,service_id,trip_id\nr1,平日,t1\nr2,平日,t2\n")
        feed.writestr(
            "stop_times.txt",
            "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt1,8:00:00,8:00:00,s1,1\nt1,8:05:00,8:05:00,s2,2\n",
        )
        feed.writestr("calendar.txt", "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n平日,1,1,1,1,1,0,0,20260401,20270331\n")  # fmt: skip
    dataset(city, "bus", (tmp_path / "feed.zip").read_bytes(), file="bus.zip", title="バス時刻表")
    assert run(city).held == 0
    page, feed_page = (
        (tmp_path / f"public/datasets/{i}/index.html").read_text(encoding="utf-8") for i in ("parks", "bus")
    )
    assert all(f">{name}</span>" in page for name in ("北地区", "南地区", "東地区", "西地区"))
    assert "公園一覧（南地区）" in page and "公園一覧 (parks-2)" not in page
    assert page.index(">parks.csv<") < page.index("more-files") < page.index(">parks-2.csv<")
    assert 'href="bus.zip" download' in feed_page and "GTFS をダウンロード" in feed_page
    turtle = (tmp_path / "public/datasets/parks/metadata.ttl").read_text(encoding="utf-8")
    assert "公園一覧（西地区）" in turtle


def test_what_looks_like_another_format_keeps_its_own(tmp_path: Path) -> None:
    """A topology is no GeoJSON, and linked data are more than a text: names and media types say what is inside."""
    city = start(tmp_path / "city")
    topology = {
        "type": "Topology", "arcs": [[[138.1, 34.7], [138.2, 34.7], [138.2, 34.8], [138.1, 34.7]]],
        "objects": {"wards": {"type": "GeometryCollection", "geometries": [
            {"type": "Polygon", "arcs": [[0]], "properties": {"ward": f"汐見{n}区", "code": f"{n:03}"}} for n in range(4)]}},
    }  # fmt: skip
    dataset(city, "wards", json.dumps(topology, ensure_ascii=False), file="wards.topojson", title="区の境界")
    turtle = "@prefix ex: <https://www.example.jp/> .\n" + "".join(
        f'ex:park{n} ex:name "汐見公園{n}" .\n' for n in range(6)
    )
    dataset(city, "parks", turtle, file="parks.ttl", title="公園")
    assert run(city).held == 0
    public = tmp_path / "public/datasets"
    assert json.loads((public / "wards/wards.topojson").read_bytes())["type"] == "Topology"
    assert not (public / "wards/wards.geojson").exists()
    assert (public / "parks/parks.ttl").read_text(encoding="utf-8") == turtle
    assert "text/turtle" in (public / "parks/metadata.ttl").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("site", "told"),
    [({"colours": "red"}, "names no colours"), ({"languages": ["fr"]}, "no language"), ({"pages": 5}, "'5'")],
)
def test_a_slip_in_the_site_settings_is_told_before_anything_is_read(
    tmp_path: Path, site: dict[str, object], told: str
) -> None:
    """Hundreds of datasets are not examined for nothing."""
    city = start(tmp_path / "city", site=site)
    dataset(city, "halls", facilities(1))
    with pytest.raises(CatalogError, match=told):
        run(city)
    assert not (tmp_path / "reports").exists()
