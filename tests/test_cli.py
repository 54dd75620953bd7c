"""The command as a clerk, an officer and a CI job meet it: exit codes, messages, no traceback."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from catalog import cli
from catalog.search.index import files
from tests.cities import dataset, facilities, people, start
from tests.search.conftest import write
from tests.search.corpus import documents


def catalog(*arguments: str | Path, lang: str = "en", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Runs the command in a fresh process."""
    env = {**os.environ, "CATALOG_LANG": lang}
    return subprocess.run(
        [sys.executable, "-m", "catalog", *map(str, arguments)],
        capture_output=True,
        text=True,
        env=env,
        cwd=cwd,
        encoding="utf-8",
        check=False,
    )


def test_check_of_a_clean_and_a_personal_file(tmp_path: Path) -> None:
    """0 when nothing is held, 1 when something is; the report goes to stdout."""
    (tmp_path / "good.csv").write_text(facilities(), encoding="utf-8")
    (tmp_path / "bad.csv").write_text(people(), encoding="utf-8")
    good, both = catalog("check", tmp_path / "good.csv"), catalog("check", tmp_path, "--format", "json")
    assert good.returncode == 0, good.stdout
    assert both.returncode == 1
    report = json.loads(both.stdout)
    assert {Path(d["id"]).name: d["decision"] for d in report["datasets"]} == {
        "good.csv": "publish",
        "bad.csv": "withhold",
    }
    assert report["summary"]["datasets"] == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "nosuch.csv"],
        ["build", "nosuch"],
        ["nosuch"],
        ["check"],
        ["rules", "privacy/nosuch"],
        ["verify", "."],
        ["search", "x", "--facet", "y"],
        ["search", "x", "--facet", "theme="],
        ["search", "x", "--facet", "nosuch=y"],
        ["check", "x.csv", "--format", "xml"],
    ],
)
def test_wrong_use_is_exit_2_without_traceback(tmp_path: Path, arguments: list[str]) -> None:
    """A wrong path, command or option names itself and the way out."""
    done = catalog(*arguments, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert done.stderr.strip() and "Traceback" not in done.stderr
    assert done.stdout == ""


def test_messages_follow_the_language(tmp_path: Path) -> None:
    """Japanese by default, English when asked."""
    assert "ありません" in catalog("check", "nosuch.csv", lang="ja", cwd=tmp_path).stderr
    assert "there is no such file" in catalog("check", "nosuch.csv", lang="en", cwd=tmp_path).stderr


@pytest.mark.parametrize(
    "command",
    [
        "init",
        "add",
        "check",
        "build",
        "serve",
        "search",
        "approve",
        "tidy",
        "transform",
        "rules",
        "verify",
        "withdraw",
        "harvest",
        "diff",
    ],
)
def test_every_command_explains_itself(command: str) -> None:
    """`--help` of every command of the contract teaches with an example that can be typed."""
    done = catalog(command, "--help")
    assert done.returncode == 0 and len(done.stdout) > 200
    assert f"catalog {command} " in done.stdout.split("Options")[0].split("Usage:")[1].split("\n", 2)[2]


def test_search_says_how_it_found(tmp_path: Path) -> None:
    """A slip that was mended, a sentence that was taken apart, other words to try: told beside the results, not in them."""
    site = write(tmp_path, files(documents()))
    near = catalog("search", "--site", site, "図書間", lang="ja")
    assert "「図書館」で探しました" in near.stderr
    assert near.stdout.startswith("library")
    sentence = catalog("search", "--site", site, "ごみの出し方を知りたい", lang="en")
    assert "Your sentence was searched by its words." in sentence.stderr
    none = catalog("search", "--site", site, "format:docx 公園", lang="ja")
    assert none.stdout == ""
    assert "次の言葉でも探せます：公園" in none.stderr


def test_a_mistyped_option_is_told_in_japanese() -> None:
    """What the option parser says is Japanese too, and leads to the help of the command that was meant."""
    done = catalog("search", lang="ja")
    assert done.returncode == 2
    assert "を指定してください" in done.stderr and "catalog search --help" in done.stderr


def test_a_wrong_choice_is_told_in_japanese() -> None:
    """The choices of an option, without the words of the library behind it."""
    done = catalog("check", "a.csv", "--format", "pdf", lang="ja")
    assert "'pdf' は使えません" in done.stderr and "Value error" not in done.stderr


def test_an_address_where_no_site_can_stand(tmp_path: Path) -> None:
    """--base-url is held to what catalog.yaml is held to."""
    start(tmp_path / "city")
    for address in ("ftp://data.example.jp/", "data.example.jp", "https://"):
        done = catalog("build", tmp_path / "city", "--base-url", address, cwd=tmp_path)
        assert done.returncode == 2 and "--base-url" in done.stderr, done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["init", "hall.csv/city"],
        ["tidy", "hall.csv", "-o", "city"],
        ["tidy", "hall.csv", "-o", "nosuch/tidy.csv"],
        ["build", "city", "--out", "hall.csv/public"],
        ["build", "city", "--reports", "hall.csv/reports"],
        ["check", "x" * 300],
    ],
)
def test_a_place_that_cannot_be_used_is_the_users_to_choose(tmp_path: Path, arguments: list[str]) -> None:
    """A folder that is a file, a file that is a folder, no right to write: named, with the way out, and no fault of ours."""
    start(tmp_path / "city")
    (tmp_path / "hall.csv").write_text(facilities(), encoding="utf-8")
    done = catalog(*arguments, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert "→" in done.stderr and any(word[:8] in done.stderr for word in arguments[1:]), done.stderr


def test_no_right_to_write_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever command meets it: the file, and what to do."""

    def refused(**_: object) -> int:
        raise PermissionError(13, "Permission denied", "datasets/aed/release.yaml")

    monkeypatch.setattr(cli, "app", refused)
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 2 and "datasets/aed/release.yaml: " in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_named(tmp_path: Path) -> None:
    """A disk without space is said in words, not as a bug of the program."""
    (tmp_path / "good.csv").write_text(facilities(), encoding="utf-8")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "catalog", "check", str(tmp_path / "good.csv")],
            stdout=full,
            stderr=subprocess.PIPE,
            env={**os.environ, "CATALOG_LANG": "en"},
            encoding="utf-8",
            check=False,
        )
    assert done.returncode == 3 and "disk is full" in done.stderr, done.stderr


def test_build_approve_build(tmp_path: Path) -> None:
    """A held register of officials goes out after a recorded approval, and is held again when the file changes."""
    city = start(tmp_path / "city")
    rows = "".join(
        f"第{i}区,{n}\n" for i, n in enumerate(("風早 太郎", "朝霧 花子", "汐見 一郎", "浜岡 美咲", "磯部 健"), start=1)
    )
    dataset(city, "council", "選挙区,議員氏名\n" + rows, title="市議会議員一覧")
    first = catalog(
        "build", city, "--out", tmp_path / "public", "--reports", tmp_path / "reports", "--as-of", "2026-04-01"
    )
    assert first.returncode == 1, first.stderr
    report = json.loads((tmp_path / "reports/report.json").read_text(encoding="utf-8"))
    held = [f for d in report["datasets"] for r in d["resources"] for f in r["findings"] if f["verdict"] != "pass"]
    assert held
    for f in held:
        for person in ("議会事務局長 千波翔太", "総務課長 灘結衣"):
            done = catalog(
                "approve", "council", "--city", city, "--finding", f["fingerprint"], "--basis", "public-duty",
                "--reason", "議員の氏名は公表されている", "--by", person, "--as-of", "2026-04-01",
            )  # fmt: skip
            assert done.returncode == 0, done.stderr
    again = catalog(
        "build", city, "--out", tmp_path / "public", "--reports", tmp_path / "reports", "--as-of", "2026-04-01"
    )
    assert again.returncode == 0, again.stderr
    assert (tmp_path / "public/datasets/council/council.csv").is_file()
    page = (tmp_path / "public/datasets/council/index.html").read_text(encoding="utf-8")
    assert "公務員" in page and "千波" not in page
    with (city / "council/council.csv").open("a", encoding="utf-8") as file:
        file.write("第6区,千波 さくら\n")
    changed = catalog(
        "build", city, "--out", tmp_path / "public", "--reports", tmp_path / "reports", "--as-of", "2026-04-02"
    )
    assert changed.returncode == 1
    assert "An earlier approval is void, because the file has changed." in changed.stderr
    assert "no longer on the site: council." in changed.stderr
    assert "no longer on the site" not in first.stderr + again.stderr
    assert not (tmp_path / "public/datasets/council/council.csv").exists()


def test_the_slip_of_another_dataset_stops_nobody(tmp_path: Path) -> None:
    """Who adds or checks one dataset need not mend those of other offices first."""
    city = start(tmp_path / "city")
    dataset(city, "halls", facilities())
    (dataset(city, "others", facilities(1)) / "datapackage.yaml").write_text("titel: x\n", encoding="utf-8")
    (tmp_path / "parks.csv").write_text(facilities(2), encoding="utf-8")
    added = catalog("add", tmp_path / "parks.csv", "--city", city)
    checked = catalog("check", city / "halls")
    assert (added.returncode, checked.returncode) == (0, 0), added.stderr + checked.stderr
    assert catalog("build", city, cwd=tmp_path).returncode == 2


def test_add_writes_nothing_into_a_city_whose_catalog_is_wrong(tmp_path: Path) -> None:
    """The slip is told, and the same command works when it is mended."""
    city = start(tmp_path / "city", titel="x")
    (tmp_path / "parks.csv").write_text(facilities(), encoding="utf-8")
    done = catalog("add", tmp_path / "parks.csv", "--city", city)
    assert done.returncode == 2 and "titel" in done.stderr
    assert [p.name for p in city.iterdir()] == ["catalog.yaml"]


def test_a_dataset_is_known_from_inside_its_folder(tmp_path: Path) -> None:
    """`cd council && catalog check .`: its id is the folder's name, and the city's policy holds."""
    city = start(tmp_path / "city", policy={"verdicts": {"readability/low-score": "withhold", "metadata/*": "review"}})
    home = dataset(city, "halls", facilities(), keywords=[])
    done = catalog("check", ".", "--format", "json", cwd=home)
    assert done.returncode == 1, done.stderr
    assert json.loads(done.stdout)["datasets"][0]["id"] == "halls"
    assert catalog("withdraw", ".", "--reason", "誤りがあったため", cwd=home).returncode == 0


def test_an_approval_needs_a_name_and_a_file_that_was_read(tmp_path: Path) -> None:
    """Neither a blank approver nor a file that nobody can open gets into release.yaml."""
    city = start(tmp_path / "city")
    home = dataset(city, "council", "選挙区,議員氏名\n第1区,風早 太郎\n第2区,朝霧 花子\n第3区,汐見 一郎\n")
    dataset(city, "broken", b"PK\x03\x04\x14", file="broken.xlsx")
    report = json.loads(catalog("check", city, "--format", "json").stdout)
    held = {d["id"]: r["findings"][0] for d in report["datasets"] for r in d["resources"]}
    for name, by, told in (("council", " \u3000", "--by: is empty"), ("broken", "課長", "save it again")):
        done = catalog(
            "approve", name, "--city", city, "--finding", held[name]["fingerprint"], "--basis", "consent",
            "--reason", "内容を確かめた", "--by", by,
        )  # fmt: skip
        assert done.returncode == 2 and told in done.stderr, done.stderr
    assert not (home / "release.yaml").exists() and not (city / "broken/release.yaml").exists()


def check_digit(body: str) -> str:
    """The 12th digit of an individual number (総務省令85号5条)."""
    total = sum(int(p) * (n + 1 if n <= 6 else n - 5) for n, p in enumerate(reversed(body), start=1))
    return str(0 if total % 11 <= 1 else 11 - total % 11)


def test_individual_numbers_cannot_be_approved(tmp_path: Path) -> None:
    """The command refuses, whatever the basis."""
    numbers = [body + check_digit(body) for body in (f"{12345678900 + i * 7919:011}" for i in range(12))]
    city = start(tmp_path / "city")
    dataset(city, "list", "番号,個人番号\n" + "".join(f"{i},{n}\n" for i, n in enumerate(numbers)))
    done = catalog("check", city, "--format", "json")
    report = json.loads(done.stdout)
    [finding] = [
        f
        for d in report["datasets"]
        for r in d["resources"]
        for f in r["findings"]
        if f["rule"] == "privacy/individual-number"
    ]
    assert finding["verdict"] == "withhold"
    refused = catalog(
        "approve",
        "list",
        "--city",
        city,
        "--finding",
        finding["fingerprint"],
        "--basis",
        "consent",
        "--reason",
        "同意があるため",
        "--by",
        "課長 千波",
    )
    assert refused.returncode == 2 and "can never be approved" in refused.stderr


def test_diff_of_two_reports(tmp_path: Path) -> None:
    """What was decided differently stands in the difference."""
    file = tmp_path / "x.csv"
    for name, text in (("old", facilities()), ("new", people())):
        file.write_text(text, encoding="utf-8")
        catalog("check", "x.csv", "--format", "json", "-o", f"{name}.json", cwd=tmp_path)
    done = catalog("diff", "old.json", "new.json", "--format", "json", cwd=tmp_path)
    assert json.loads(done.stdout)["decisions"] == [{"id": "x.csv", "from": "publish", "to": "withhold"}]
    (tmp_path / "both").mkdir()
    for name in ("a", "b"):
        (tmp_path / f"both/{name}.csv").write_text(people(), encoding="utf-8")
    (tmp_path / "both/x.csv").write_text(people(), encoding="utf-8")
    catalog("check", "both/a.csv", "both/b.csv", "x.csv", "--format", "json", "-o", "new.json", cwd=tmp_path)
    told = catalog("diff", "old.json", "new.json", lang="ja", cwd=tmp_path).stdout
    assert "判定の変化: x.csv  公開できます → 公開不可" in told
    assert [line for line in told.splitlines() if "a.csv" in line] == ["追加: both/a.csv"]


@pytest.mark.parametrize("text", ['{"files": 5}', '{"datasets": [5]}', '{"files": [{"path": 1}]}', "[1]", "{"])
def test_diff_of_something_else(tmp_path: Path, text: str) -> None:
    """A JSON file that is no report is named as such."""
    (tmp_path / "other.json").write_text(text, encoding="utf-8")
    done = catalog("diff", "other.json", "other.json", cwd=tmp_path)
    assert done.returncode == 2 and "other.json: is n" in done.stderr, done.stderr


def test_annotations_name_files_as_the_repository_has_them(tmp_path: Path) -> None:
    """A CI job checks `data/`, and the marks appear beside data/register/register.csv."""
    dataset(start(tmp_path / "data"), "register", people())
    for path in ("data", "data/register"):
        lines = catalog("check", path, "--format", "github", cwd=tmp_path).stdout.splitlines()
        assert lines and all("file=data/register/register.csv," in line for line in lines)
    [run] = json.loads(catalog("check", tmp_path / "data", "--format", "sarif", cwd=tmp_path).stdout)["runs"]
    place = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert place == "data/register/register.csv"


@pytest.mark.parametrize("how", [KeyboardInterrupt, typer.Abort, None])
def test_an_interrupted_command_says_what_stands(
    how: type[BaseException] | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl-C, at work or at a question: no fault of the program, and the published site is as it was."""

    def stopped(**_: object) -> int:
        if how is not None:
            raise how
        return cli.INTERRUPTED

    monkeypatch.setattr(cli, "app", stopped)
    monkeypatch.setenv("CATALOG_LANG", "en")
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 130 and "Interrupted" in capsys.readouterr().err


def test_the_commands_that_are_named_run_as_they_stand(tmp_path: Path) -> None:
    """A city folder of another name stands in the commands of build, check and report; a row's kind is said once."""
    catalog("init", "mycity", cwd=tmp_path)
    home = dataset(tmp_path / "mycity", "members", people())
    built = catalog("build", "mycity", lang="ja", cwd=tmp_path)
    assert built.returncode == 1, built.stderr
    assert "`catalog approve DATASET --city mycity`" in built.stderr
    checked = catalog("check", home, lang="ja", cwd=tmp_path)
    assert f"--city {tmp_path / 'mycity'}" in checked.stderr and "次にすること" in checked.stderr
    assert checked.stdout.count("1行は個人とみました") == 1
    page = (tmp_path / "reports/report.html").read_text(encoding="utf-8")
    assert "catalog approve members --city mycity --finding" in page and page.count("1行は個人とみました") == 1
    [line] = [line for line in built.stderr.splitlines() if " members: " in line]
    assert "1行は" not in line and "例の行" in line


def test_what_nobody_has_written_yet_is_said(tmp_path: Path) -> None:
    """The sample's blanks and the guesses of `catalog add` go out with a word at the end of the build."""
    catalog("init", "mycity", cwd=tmp_path)
    (tmp_path / "図書館.csv").write_text(facilities(), encoding="utf-8")
    catalog("add", "図書館.csv", "--city", "mycity", "--id", "places", cwd=tmp_path)
    built = catalog("build", "mycity", lang="ja", cwd=tmp_path)
    assert "catalog.yaml が見本のまま" in built.stderr and "1件あります（places）" in built.stderr
    assert "見本のデータ（libraries）" in built.stderr
    for path in (tmp_path / "mycity/catalog.yaml", tmp_path / "mycity/places/datapackage.yaml"):
        text = path.read_text(encoding="utf-8").replace("○○", "みなと風")
        path.write_text(re.sub(r" +# 推測.*", "", text), encoding="utf-8")
    shutil.rmtree(tmp_path / "mycity/libraries")
    gone = catalog("build", "mycity", lang="ja", cwd=tmp_path)
    assert gone.returncode == 2 and "フォルダを戻して" in gone.stderr and "公開フォルダを消して" in gone.stderr
    shutil.rmtree(tmp_path / "public")
    done = catalog("build", "mycity", lang="ja", cwd=tmp_path)
    assert done.returncode == 0 and "注意" not in done.stderr


def test_the_bare_command_shows_its_help_and_nothing_empty() -> None:
    """`catalog` alone: help and usage, no line that says nothing."""
    bare = catalog(lang="ja")
    assert bare.returncode == 2 and "catalog: \n" not in bare.stderr


def test_an_empty_folder_is_not_passed_in_silence(tmp_path: Path) -> None:
    """Nothing is held, but a clerk who gave the wrong folder is told that nothing was looked at."""
    done = catalog("check", tmp_path)
    assert done.returncode == 0 and "no file to check" in done.stderr
