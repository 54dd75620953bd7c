"""Answers written one way, in full, with their code table (L2-02, L2-04, L2-05, L3-02)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

import polars as pl

from catalog.checks.columns import (
    ADDRESS,
    LINK,
    REMARK,
    Column,
    columns,
    is_amount,
    is_symbol,
    parts,
)
from catalog.rule import Context, Hit, check
from catalog.tables.cell_kinds import kind
from catalog.tables.table import Source

#: an arrow down fills in for the value above, unless others point elsewhere (a trend)
_DOWN, _OTHER_WAYS = frozenset("↓"), frozenset("↑→←↗↘")


@check("omitted-value", "source")
def omitted_value(source: Source, context: Context, ditto: str = "", share: float = 0.3) -> Iterator[Hit]:
    """L2-02: 〃 and 同上, or labels that stand only at the first row of their group."""
    signs = ditto.split()
    first_signs = frozenset(sign[0] for sign in signs)
    for part in parts(source, context):
        for column in part.columns:
            if not column.filled:
                continue
            if column.has(first_signs) and not (column.has(_DOWN) and column.has(_OTHER_WAYS)):
                flags = column.series.str.strip_chars().is_in(signs).fill_null(value=False)
                count = int(flags.sum())
                if count and column.role != "number":
                    yield Hit(column.place(column.rows(flags)), count, column.height)
                    continue
            if _grouped(column, part.columns, share):
                flags = column.series.is_null()
                yield Hit(column.place(column.rows(flags)), column.height - column.filled, column.height)


def _grouped(column: Column, others: tuple[Column, ...], share: float) -> bool:
    """Labels of groups: the first cell filled, gaps under each, other columns full, values that do not come again soon."""
    blank = column.height - column.filled
    if column.height < 4 or blank < share * column.height or (column.filled < 2 and column.height < 6):
        return False
    if column.position > max(3, len(others) // 3) or column.role in ("number", "coordinate") or not column.series[0]:
        return False
    if _optional(column):
        return False
    full = sum(other.filled == other.height for other in others if other is not column)
    if not full:
        return False
    # a group's label fills the gap under it: where runs of blanks are, labels are few and mostly different ones
    labels = column.series.drop_nulls()
    different = labels.n_unique()
    run = _longest_run(column.series)
    left_of_data = all(
        other.filled == 0
        or other.filled < other.height
        or other.position > column.position
        or other.role in ("text", "code", "year", "date")
        for other in others
    )
    return left_of_data and different * 2 > len(labels) and run < column.height - 1 and _spread(column, run)


def _optional(column: Column) -> bool:
    return bool(
        REMARK.search(column.name)
        or LINK.search(column.name)
        or ADDRESS.search(column.name)
        or re.search(
            r"電話|TEL|FAX|内線|カナ|かな|英語|英字|通称|法人|団体|終了|郵便|メール|有無|フラグ",
            column.name,
            re.IGNORECASE,
        )
    )


def _longest_run(series: pl.Series) -> int:
    runs = series.is_null().rle().struct.unnest()
    return int(runs.filter(runs["value"])["len"].max() or 0)  # type: ignore[arg-type]


def _spread(column: Column, run: int) -> bool:
    """Blanks follow nearly every label: at most a third of the labels stands directly above another label."""
    null = column.series.is_null()
    follows = (~null) & null.shift(-1).fill_null(value=True)
    filled = column.filled
    return int(follows.sum()) * 3 >= filled * 2 and run >= 1


#: ways to say the same answer; the first of each is only its name
_ANSWERS = {
    "yes": "有 有り あり 在り ある ゆう 可 可能 ok かのう 出来る できる 利用可 利用可能 ○ 〇 ◯ はい yes y true レ ✓ ✔ ☑ 対応 対応可 対応可能 実施 実施済 実施済み 済 済み すみ 完了 該当 設置 設置済",
    "male": "男 男性 男子 male m おとこ だんせい",
    "female": "女 女性 女子 female f おんな じょせい",
    "no": "無 無し なし 無い ない む 不可 不可能 ng ふか ふかのう 出来ない できない 利用不可 × ✕ ✗ ✖ ☓ ╳ x いいえ no n false 非対応 対応不可 未対応 未実施 未 未了 非該当 未設置",
}


@cache
def _answer_words() -> dict[str, str]:
    return {
        unicodedata.normalize("NFKC", word).lower(): side for side, words in _ANSWERS.items() for word in words.split()
    }


@check("inconsistent-choice", "source")
def inconsistent_choice(source: Source, context: Context, most: int = 40) -> Iterator[Hit]:
    """L2-04: one answer written in several ways (有/あり/○, 取組済/取組済み, 不 可/不可/ふか)."""
    for column in columns(source, context):
        if not _is_choice(column, most):
            continue
        groups = _same_answers(column.counts)
        if not groups:
            continue
        minor = [word for words in groups for word in sorted(words, key=lambda w: (-column.counts[w], w))[1:]]
        flags = column.series.is_in(minor).fill_null(value=False)
        words = " / ".join(word.strip() for word in sorted(groups[0], key=lambda w: (-column.counts[w], w))[:4])
        yield Hit(
            column.place(column.rows(flags)), int(flags.sum()), column.filled, shown=words, details={"words": words}
        )


def _is_choice(column: Column, most: int) -> bool:
    if column.role in ("date", "year", "coordinate", "empty") or column.filled < 3 or column.kinds["time"] > 1:
        return False
    if column.role == "number" and (column.distinct > 10 or column.kinds["text"] < 2):
        return False
    if LINK.search(column.name) or (REMARK.search(column.name) and not re.search(r"内容", column.name)):
        return False
    longest = max(map(len, column.sample), default=0)
    total = len(column.sample)
    few = column.distinct <= most and (column.distinct * 2 <= total or (total <= 20 and column.distinct < total))
    return few and longest <= 20 and not (column.role == "code" and column.kinds["number"] * 2 > len(column.sample))


def _same_answers(counts: dict[str, int]) -> list[list[str]]:
    """Groups of different spellings of one answer."""
    by_form: dict[str, list[str]] = {}
    for word in counts:
        if word.strip():
            by_form.setdefault(canonical(word), []).append(word)
    groups = [words for words in by_form.values() if len(words) > 1]
    by_side: dict[str, list[str]] = {}
    for words in by_form.values():
        side = _answer_words().get(re.sub(r"\s", "", unicodedata.normalize("NFKC", words[0]).lower()))
        if side:
            by_side.setdefault(side, []).extend(words)
    groups.extend(words for words in by_side.values() if len({canonical(w) for w in words}) > 1)
    groups.extend(_shortened(list(by_form.values())))
    if not groups:
        groups = _by_reading(list(by_form.values()))
    return groups or _codes_and_words(counts)


#: endings that change what a word says
_TELLING = frozenset("外前後上下中内間長員別費数系的化未非不無有立")


def _shortened(forms: list[list[str]]) -> list[list[str]]:
    """街区 among 街区公園, 近隣公園: an answer without the ending that it has elsewhere and that others share."""
    words = {unicodedata.normalize("NFKC", spelled[0]).strip(): spelled for spelled in forms}
    found = []
    for short, spelled in words.items():
        ends = [w[len(short) :] for w in words if w.startswith(short) and w != short]
        for end in ends:
            if (
                len(short) < 2
                or not 2 <= len(end) <= 3
                or _TELLING & set(end)
                or not re.fullmatch(r"[ァ-ヶー\u4e00-\u9fff]+", end)
            ):
                continue
            if sum(w.endswith(end) and len(w) > len(end) for w in words) >= 2:
                found.append([*words[short + end], *spelled])
    return found


def canonical(word: str) -> str:
    """A spelling without what varies by habit: width, case, blanks, marks, numbering in front, okurigana, long vowels."""
    folded = unicodedata.normalize("NFKC", word).strip().lower()
    text = re.sub(r"^[(\[]?\d{1,2}(?:[)\]]|[.:、]\s*(?=\D)|\s+)(?=\D)", "", folded) or folded
    # between digits a mark means something (1～5, 7:30)
    bare = re.sub(r"(?<!\d)[\W_ー]+|[\W_ー]+(?!\d)", "", text) or text
    # okurigana stand behind a kanji; what stands in front says something of its own (やや不満)
    kanji = re.sub(r"(?<!^)[ぁ-ん]", "", bare) if not re.match(r"[ぁ-ん]", bare) else bare
    return kanji if sum("\u4e00" <= c <= "\u9fff" for c in kanji) >= 2 and len(bare) - len(kanji) <= 2 else bare


def _codes_and_words(counts: dict[str, int]) -> list[list[str]]:
    """Numbers for some answers and words for others."""
    numbers = [w for w in counts if re.fullmatch(r"\d{1,2}", unicodedata.normalize("NFKC", w).strip())]
    words = [w for w in counts if kind(w) == "text" and not is_symbol(w) and not is_amount(w)]
    few, many = sorted((numbers, words), key=lambda ws: sum(counts[w] for w in ws))
    if few and numbers and len(words) >= 2 and len(many) >= 2 and sum(counts[w] for w in few) >= 2:
        return [[*many[:1], *few]]
    return []


def _by_reading(forms: list[list[str]]) -> list[list[str]]:
    """A word in kana beside the same word in kanji. The dictionary is only opened for such columns."""
    kana = [words for words in forms if re.fullmatch(r"[ぁ-んー]{2,}", unicodedata.normalize("NFKC", words[0]).strip())]
    kanji = [words for words in forms if re.search(r"[\u4e00-\u9fff]", words[0])]
    if not kana or not kanji:
        return []
    try:
        from sudachipy import Dictionary

        tokenizer = Dictionary(dict="small").create()
    except Exception:
        return []
    readings: dict[str, list[str]] = {}
    for words in kanji:
        reading = "".join(m.reading_form() for m in tokenizer.tokenize(unicodedata.normalize("NFKC", words[0])))
        readings.setdefault("".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in reading), []).extend(words)
    return [[*readings[w[0].strip()], *w] for w in kana if w[0].strip() in readings]


@check("other-with-detail", "source")
def other_with_detail(source: Source, context: Context) -> Iterator[Hit]:
    """L2-05: その他（…） with the detail in the same cell as the choice."""
    pattern = r"^\s*(?:[\d０-９]{1,2}\s*[.．:：、)）]?\s*|[①-⑳❶-❿]\s*)?(?:その他|そのほか|other)\s*[（(［\[【〔「『＜<：:、，,→⇒…・／/＝=～~－―\- \u{3000}\n]+.*[^\s）)\]］】〕」』＞>]"
    for column in columns(source, context):
        if (
            column.role in ("number", "coordinate", "date")
            or REMARK.search(column.name)
            or not column.has(frozenset("そoO"))
        ):
            continue
        flags = column.series.str.contains(rf"(?i){pattern}").fill_null(value=False)
        count = int(flags.sum())
        if count:
            yield Hit(column.place(column.rows(flags)), count, column.filled)


@check("code-without-table", "source")
def code_without_table(source: Source, context: Context, known: str = "") -> Iterator[Hit]:
    """L3-02: a column of small codes whose meaning stands nowhere in the file."""
    public = re.compile(known)
    for column in columns(source, context):
        if not re.search(r"(?:コード|CD|code|区分値|フラグ)$", column.bare, re.IGNORECASE) or public.search(
            column.bare
        ):
            continue
        if (
            column.sample
            and column.distinct <= 30
            and all(re.fullmatch(r"[0-9A-Za-z]{1,4}", v.strip()) for v in column.sample)
        ):
            yield Hit(column.place(), column.filled)
