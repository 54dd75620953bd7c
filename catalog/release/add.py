"""`catalog add` and `catalog init`: a file gets its descriptor, a folder becomes a city that builds.

What was guessed is marked in the descriptor (`# 推測`), so that a person can check it; nothing is invented: dates, office and
frequency are left as lines to fill in.
"""

from __future__ import annotations

import datetime
import glob
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from catalog.config import CATALOG_FILES, DESCRIPTOR_FILES, find, load_catalog, load_dataset
from catalog.descriptor import ID
from catalog.errors import CatalogError, OurFault
from catalog.files import write_file
from catalog.regex import regex
from catalog.release.add_text import closed_up, descriptor_text
from catalog.release.decision import Decision
from catalog.release.gate import examine
from catalog.release.infer import Guess, Topic, columns, named, topic
from catalog.release.init_city import FILES
from catalog.release.requests import for_dataset
from catalog.release.tidied import beside
from catalog.release.unreadable import readable
from catalog.rule import Finding
from catalog.rules.wording import approve_command, first_sentence
from catalog.standards import PREFIX, Match, recognise, titles
from catalog.strict_yaml import loads
from catalog.tables.table import Source
from catalog.text import LangText, path_text, pick

#: Slug and standard number of the formats that say themselves what they are.
_FORMATS = {"gtfs": "21"}
#: what stands above a table and is no title: settings (#lang ja), and marks that are explained (◎… ○…)
_SETTING = regex(r"^\s*[#＃]")
_LEGEND = regex(r"^\s*[◎○●◇◆□■△▲×☆★].*[\s、,・][◎○●◇◆□■△▲×☆★]", re.S)
#: encodings in a clerk's words
_ENCODINGS = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8（BOM付き）", "cp932": "シフトJIS（CP932）"}


@dataclass(frozen=True, slots=True)
class Described:
    """What is known and guessed of a file before its descriptor is written."""

    id: str
    file: str
    title: str
    title_guessed: bool
    source: Source
    match: Match | None
    guesses: list[Guess]
    topic: Topic
    conforms_to: str | None
    #: notes that `tidy` took out of the sheet
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """What `add` did: where, what was said, and what the gate decides as it stands."""

    id: str
    folder: Path
    messages: Mapping[str, list[str]]
    decision: Decision


def add(file: Path, city: Path, id: str | None = None, *, as_of: str | None = None) -> Added:
    """Copies a file into `city/<id>/`, writes its descriptor, runs the gate over it.

    Raises:
        CatalogError: no such file or city, an id that is taken or wrong, or a file that cannot be read.
    """
    if file.is_dir():
        raise CatalogError.at(file.name, "is a folder", "add its files one by one")
    if str(file).startswith(("http:/", "https:/")):
        raise CatalogError.at(file.name, "is a web address", "download the file first, or use `catalog harvest`")
    if not file.is_file():
        raise CatalogError.at(file.name, "is no file", "check the spelling")
    if not city.is_dir() or find(city, CATALOG_FILES) is None:
        raise CatalogError.at(
            city.name or str(city), "is not a city folder", "make one with `catalog init DIR`, or name it with --city"
        )
    catalog = load_catalog(city)
    if id is None:
        _refuse_again(file, city)
    source = readable(file, path_text(file.name))
    described = describe(file, source, id, city)
    home = city / described.id
    if home.exists() and find(home, DESCRIPTOR_FILES) is not None:
        raise CatalogError.at(f"{described.id}/", "has a descriptor already", "edit it, or give another id with --id")
    text = descriptor_text(described)
    _judge(text)
    home.mkdir(exist_ok=True)
    place = home / described.file
    if place.resolve() != file.resolve():
        if place.exists():
            raise CatalogError.at(
                f"{described.id}/{place.name}", "exists already", "move it away, or give another id with --id"
            )
        shutil.copyfile(file, place)
    write_file(home / "datapackage.yaml", text)
    dataset = load_dataset(home, catalog)
    with tempfile.TemporaryDirectory() as store:
        examined = examine(
            for_dataset(dataset, catalog.policy, as_of or datetime.date.today().isoformat(), Path(store))
        )
    messages = _messages(described, home, city, examined.decision, examined.findings, id)
    return Added(described.id, home, messages, examined.decision)


def _refuse_again(file: Path, city: Path) -> None:
    """A file of the same name is most likely a new version: a second dataset would stand beside the old one.

    Raises:
        CatalogError: some dataset has a file of this name, and it is not the file itself.
    """
    for there in sorted(city.glob(f"*/{glob.escape(file.name)}")):
        if find(there.parent, DESCRIPTOR_FILES) and there.resolve() != file.resolve():
            raise CatalogError.at(
                f"{there.parent.name}/",
                "has a file of this name already",
                f"to update it, put the new file in its place ({there}) and build; for another dataset, give its id with --id",
            )


def _judge(descriptor: str) -> None:
    """What we write is a Data Package in the eyes of others too.

    Raises:
        OurFault: frictionless refuses the descriptor.
    """
    from frictionless import Package

    verdict = Package.validate_descriptor(loads(descriptor, "datapackage.yaml").data)
    if not verdict.valid:
        raise OurFault("; ".join(str(note) for [note] in verdict.flatten(["note"])[:3]))


def init(folder: Path) -> list[Path]:
    """Writes a small city folder that builds as it is; the files written.

    Raises:
        CatalogError: the folder holds something already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CatalogError.at(folder.name or str(folder), "is not empty", "name a new folder")
    written = []
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, text)
        written.append(path)
    return written


def describe(file: Path, source: Source, wanted: str | None, city: Path) -> Described:
    """Everything that can be said of a file from its name, its header and its values."""
    main = source.main
    usable = main is not None and not main.headerless and named(main.header)
    match = recognise(main.header) if main is not None and usable else None
    number = match.layout.number if match else _FORMATS.get(source.format)
    left = beside(file)
    title, guessed = _title(file, source, number, left.title)
    about = topic(f"{title} {file.stem} {pick(titles()[number]) if number else ''}")
    identifier = wanted or _identifier(file, match, about, city)
    if not ID.match(identifier):
        raise CatalogError(
            f"--id {identifier}: is no dataset id → use a–z, 0–9, hyphen and underscore: it becomes the dataset's address"
        )
    # one schema holds for all tables of a file: sheets of other columns would be held for not keeping to it
    alike = {t.header for t in source.tables if t.visible} if source.format != "gtfs" else set()
    guesses = columns(main, match) if main is not None and usable and len(alike) == 1 else []
    name = unicodedata.normalize("NFC", path_text(file.name)).lstrip(".") or "data"
    return Described(
        identifier, name, title, guessed, source, match, guesses, about, PREFIX + number if number else None, left.notes
    )


def _title(file: Path, source: Source, number: str | None, kept: str) -> tuple[str, bool]:
    """The title that stands above the table, or stood there before it was tidied, else the operator's or standard's, else the file's name."""
    main = source.main
    above = [text for row, text in main.notes if main.height and row < main.rows[0]] if main else []
    for text in (*above[:1], kept):
        if 3 <= len(heading := _heading(text)) <= 60:
            return heading, True
    if source.format == "gtfs":
        operator = _operator(source)
        return (f"{operator} 路線・時刻表（GTFS）" if operator else pick(titles()["21"])), True
    if number:
        return pick(titles()[number]), True
    stem = unicodedata.normalize("NFC", file.stem).removesuffix(".tidy")
    return re.sub(r"[_＿]+", " ", stem).strip() or file.stem, True


def _heading(text: str) -> str:
    """A line above a table as a title: without marks and unit, letters closed up; "" for a setting or a key of signs."""
    if _SETTING.match(text) or _LEGEND.match(text):
        return ""
    heading = re.sub(r"^(?:[☆★○●◎■□◆◇※・\s]|[(（]?\d{1,2}[)）.．])+|\s*[(（\[【]?単位.*$", "", text).strip()
    return closed_up(heading)


def _operator(source: Source) -> str:
    """Who runs the lines of a GTFS feed, by its agency.txt."""
    for table in source.tables:
        if table.sheet == "agency" and "agency_name" in table.header and table.height:
            return str(table.frame[0, table.header.index("agency_name")] or "").strip()[:40]
    return ""


def _identifier(file: Path, match: Match | None, about: Topic, city: Path) -> str:
    """A short id: the file's name when it is plain, else the standard's short name, else what the data are about; with a
    number when it is taken."""
    stem = re.sub(r"[^a-z0-9]+", "-", unicodedata.normalize("NFKC", file.stem).lower()).strip("-")
    stem = re.sub(r"^\d{6}-", "", stem).removesuffix("-tidy")
    slug = match.layout.slug.replace("_", "-") if match and match.layout.slug else ""
    subject = re.sub(r"[^a-z0-9]+", "-", "-".join(about.keywords.get("en", ())).lower()).strip("-")
    base = stem if len(re.sub(r"[^a-z]", "", stem)) >= 3 else slug or subject or "dataset"
    taken = {p.name for p in city.iterdir() if p.is_dir() and find(p, DESCRIPTOR_FILES)}
    name, n = base[:60].strip("-"), 2
    while name in taken:
        name, n = f"{base[:56]}-{n}", n + 1
    return name


def _read_as(d: Described) -> LangText:
    """Format, encoding and size of what was read: csv、シフトJIS（CP932）、28項目."""
    encoding = d.source.encoding
    ja, en = [d.source.format], [d.source.format]
    if encoding:
        ja.append(_ENCODINGS.get(encoding.lower(), encoding))
        en.append(encoding)
    if len(d.source.tables) > 1:
        ja.append(f"{len(d.source.tables)}個の表")
        en.append(f"{len(d.source.tables)} tables")
    if d.guesses:
        ja.append(f"{len(d.guesses)}項目")
        en.append(f"{len(d.guesses)} columns")
    return {"ja": "、".join(ja), "en": ", ".join(en)}


def _messages(
    d: Described, home: Path, city: Path, decision: Decision, findings: list[Finding], wanted: str | None
) -> dict[str, list[str]]:
    """What a clerk should know: what was written, which standard it follows, what to check, what holds, what comes next."""
    ja, en = [], []
    read_as, descriptor = _read_as(d), home / "datapackage.yaml"
    ja.append(f"「{d.title}」を {home}/ に加えました（{read_as['ja']}）。記述子: {descriptor}")
    en.append(f"Added “{d.title}” as {home}/ ({read_as['en']}). Descriptor: {descriptor}")
    if wanted is None:
        ja.append(
            f"ID は {d.id} です。公開後のアドレスになります。変えるなら、{home}/ を消して --id を付けて加え直してください。"
        )
        en.append(f"The id is {d.id}: it becomes the address. To change it, remove {home}/ and add the file with --id.")
    if d.match:
        layout = d.match.layout
        ja.append(
            f"標準データセット {layout.number}「{pick(layout.title)}」{'（推奨データセットの様式）' if layout.layout == 'legacy' else ''}として読みました（conformsTo: {layout.id}）。"
        )
        en.append(
            f"Follows the standard dataset {layout.number} “{pick(layout.title, 'en')}” (conformsTo: {layout.id})."
        )
        for label_ja, label_en, names in (
            ("足りない列", "Missing columns", [f.name for f in d.match.missing]),
            ("余分な列", "Extra columns", [d.source.main.header[i] for i in d.match.extra] if d.source.main else []),
            (
                "名前の違う列",
                "Renamed columns",
                [f"{d.source.main.header[i]}→{n}" for i, n in d.match.renamed.items()] if d.source.main else [],
            ),
        ):
            if names:
                ja.append(f"  {label_ja}: {'、'.join(names)}")
                en.append(f"  {label_en}: {', '.join(names)}")
    if d.source.format != "gtfs" and len({t.header for t in d.source.tables if t.visible}) > 1:
        ja.append(
            "列の違う表がいくつかあるため、列の定義は書いていません。表ごとのファイルに分けると書けます（`catalog tidy`）。"
        )
        en.append("Tables of different columns are not described: one file for each can be (`catalog tidy`).")
    elif d.source.main is not None and not d.guesses and d.source.format != "gtfs":
        ja.append(
            "名前のない列か、同じ名前の列があるため、列の定義は書いていません。`catalog tidy` で整えた CSV なら書けます。"
        )
        en.append("Columns without a name, or of one name, are not described: `catalog tidy` makes a CSV that can be.")
    ja.append("「# 推測」の行を確かめ、「# ここに」の行を書き足してください。")
    en.append("Check the lines marked “# 推測” (guess) and fill in those marked “# ここに”.")
    word = {
        "publish": ("公開できます", "can be published"),
        "review": ("確認が要ります", "needs a review"),
        "withhold": ("公開できません", "must not be published"),
    }[decision]
    ja.append(f"判定: {word[0]}")
    en.append(f"Decision: {word[1]}")
    open_ones = [f for f in findings if f.verdict != "pass" and f.approval is None]
    for lang, lines in (("ja", ja), ("en", en)):
        lines.extend(_held(open_ones, lang))
    if open_ones:
        ja.append(
            f"次にすること: `catalog check {home}` で直し方を見て、直すか、根拠を付けて承認してください（`{approve_command(d.id, city)}`）。"
        )
        en.append(
            f"Next: `catalog check {home}` says how to mend it; or approve it with a basis (`{approve_command(d.id, city)}`)."
        )
    else:
        ja.append(f"次にすること: `catalog build {city}` でサイトを作ります。")
        en.append(f"Next: `catalog build {city}` makes the site.")
    return {"ja": ja, "en": en}


def _held(findings: Sequence[Finding], lang: str) -> Iterator[str]:
    """One line per rule that holds: its first finding in one sentence, and how many more there are."""
    by_rule: dict[tuple[bool, str], list[Finding]] = {}
    for f in findings:
        by_rule.setdefault((f.verdict != "withhold", f.rule), []).append(f)
    for (_, rule), same in sorted(by_rule.items()):
        first, more = first_sentence(pick(same[0].message, lang), lang), len(same) - 1
        again = (f"（ほか{more}件）" if lang == "ja" else f" (and {more} more)") if more else ""
        yield f"  [{rule}] {first}{again}"
