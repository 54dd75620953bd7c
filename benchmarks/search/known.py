"""Known items: what somebody types who has one real record in mind. Recall@10 and mean reciprocal rank, kind by kind.

    python benchmarks/search/known.py --seed 5 --queries 60 [--large] [--misses] [--kind "two words"]

Words are one to three nouns of a title (`sudachipy`) in a row. For one word, right is every record whose title holds what
was meant. For several, right is only the record they were taken from (and records of the same title and publisher):
words that more than ten titles (`--shared`) hold together are drawn anew, nobody finds one record by them. What is left is still
shared by several titles, and which of these was meant no search can tell: `of` is the MRR that putting them all first,
in any order, would get.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks" / "search")]

from run import real, text_of, write  # noqa: E402
from sudachipy import dictionary, tokenizer  # noqa: E402

from catalog.search.document import SearchDocument  # noqa: E402
from catalog.search.normalise import normalise  # noqa: E402
from catalog.search.query import search_store  # noqa: E402
from catalog.search.readings import reading  # noqa: E402
from catalog.search.store import Store  # noqa: E402
from catalog.search.words import words as vocabulary  # noqa: E402

KANA = "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろんっー"
KANJI = "地方公共市政府年度情報ンスアリ"
LATIN = "etaoinsr"
WORD = re.compile("[一-龠]{2,8}|[ァ-ヺー]{3,10}|[一-龠ァ-ヺー]{4,10}|[A-Za-z]{3,12}")
YEAR = re.compile(r"(平成|令和)([0-9０-９]{1,2})年|((?:19|20)[0-9]{2})年")
ASKED = (
    "{}の{}について知りたい",
    "{}と{}が分かるデータはありますか",
    "{}に関する{}の資料",
    "{}の{}を調べたい",
    "{}について、{}のデータがほしい",
)
#: (query, words that were meant)
Asked = tuple[str, tuple[str, ...]]
Random = random.Random


def slip(rng: Random, word: str, letters: str) -> str:
    """A word with one slip that leaves its ends as they are: a character left out, replaced, swapped or put in."""
    at = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + rng.choice(letters) + word[at + 1 :]
    if kind == 2:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + rng.choice(letters) + word[at:]


def sound(word: str) -> str:
    """A word in hiragana."""
    return reading(word).replace(" ", "")


def romaji(word: str) -> str:
    """A word in Hepburn letters, long vowels as one; "" when a sound of it has none."""
    kana, out = sound(word), ""
    spelled = {said: letters for letters, said in sorted(vocabulary().romaji.items(), key=lambda one: -len(one[0]))}
    spelled |= {"し": "shi", "ち": "chi", "つ": "tsu", "ふ": "fu", "じ": "ji", "ん": "n"}
    spelled |= {f"{row}{small}": letters + vowel for row, letters in (("し", "sh"), ("ち", "ch"), ("じ", "j"))
                for small, vowel in (("ゃ", "a"), ("ゅ", "u"), ("ょ", "o"))}  # fmt: skip
    at = 0
    while at < len(kana):
        if kana[at] == "っ" and at + 1 < len(kana):
            follows = spelled.get(kana[at + 1 : at + 3]) or spelled.get(kana[at + 1])
            out, at = out + (follows or " ")[0], at + 1
            continue
        if kana[at] == "ー" or (kana[at] == "う" and out[-1:] in {"o", "u"}):
            at += 1
            continue
        size = 2 if kana[at : at + 2] in spelled and len(kana[at : at + 2]) == 2 else 1
        if (letters := spelled.get(kana[at : at + size])) is None:
            return ""
        out, at = out + letters, at + size
    return out


@cache
def words_of(text: str) -> tuple[str, ...]:
    """One to three nouns in a row, each such word once: none begins with a suffix, a counter or a single character."""
    runs: list[list[str]] = [[]]
    counted = False
    for token in tokenizers()[0].tokenize(text, tokenizers()[1]):
        kind, counted_by = token.part_of_speech(), counted
        counted = kind[1] == "数詞"
        if (kind[0] == "名詞" and not counted and not counted_by) or (kind[0] == "接尾辞" and runs[-1]):
            runs[-1].append(token.surface())
        elif runs[-1]:
            runs.append([])
    found = (
        "".join(run[at : at + size])
        for run in runs
        for size in (1, 2, 3)
        for at in range(len(run) - size + 1)
        if len(run[at]) > 1
    )
    return tuple(dict.fromkeys(word for word in found if WORD.fullmatch(word)))


@cache
def tokenizers() -> tuple[tokenizer.Tokenizer, tokenizer.Tokenizer.SplitMode]:
    """The tokenizer, and how it cuts: short."""
    return dictionary.Dictionary(dict="small").tokenizer(), tokenizer.Tokenizer.SplitMode.A


def one_word(rng: Random, title: str, fits: Callable[[str], bool] = lambda _: True) -> str | None:
    """A word of a title that fits."""
    found = [word for word in words_of(title) if fits(word)]
    return rng.choice(found) if found else None


def several(rng: Random, text: str, count: int = 2) -> list[str] | None:
    """Different words of a text, in the order in which they stand there, none a part of another."""
    found = words_of(text)
    if len(found) < count:
        return None
    kept = sorted(rng.sample(found, count), key=text.index)
    return None if any(one in other for one in kept for other in kept if one is not other) else kept


def by_sound(rng: Random, one: SearchDocument) -> Asked | None:
    word = one_word(rng, one.title, lambda word: len(sound(word)) >= 5)
    return (sound(word), (word,)) if word else None


def by_sound_with_a_slip(rng: Random, one: SearchDocument) -> Asked | None:
    word = one_word(rng, one.title, lambda word: len(sound(word)) >= 5)
    return (slip(rng, sound(word), KANA), (word,)) if word else None


def with_a_slip(rng: Random, one: SearchDocument) -> Asked | None:
    word = one_word(rng, one.title, lambda word: len(word) >= 4 and not word.isascii())
    return (slip(rng, word, KANJI), (word,)) if word else None


def latin_with_a_slip(rng: Random, one: SearchDocument) -> Asked | None:
    word = one_word(rng, one.title, lambda word: len(word) >= 6 and word.isascii())
    return (slip(rng, word.lower(), LATIN), (word,)) if word else None


def two_words(rng: Random, one: SearchDocument) -> Asked | None:
    words = several(rng, one.title)
    return (" ".join(words), tuple(words)) if words else None


def three_words_mixed(rng: Random, one: SearchDocument) -> Asked | None:
    words = several(rng, one.title, 3)
    return (" ".join(rng.sample(words, 3)), tuple(words)) if words else None


def two_words_in_other_widths(rng: Random, one: SearchDocument) -> Asked | None:
    words = several(rng, one.title)
    if not words or not any(re.match("[ァ-ヺA-Za-z]", word) for word in words):
        return None
    wide = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
    hiragana = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
    return "　".join(word.translate(wide).translate(hiragana) for word in words), tuple(words)


def one_of_two_by_sound(rng: Random, one: SearchDocument) -> Asked | None:
    words = several(rng, one.title)
    if not words or len(sound(words[0])) < 3:
        return None
    return f"{sound(words[0])} {words[1]}", tuple(words)


def both_by_sound(rng: Random, one: SearchDocument) -> Asked | None:
    words = several(rng, one.title)
    if not words or any(len(sound(word)) < 3 for word in words):
        return None
    return " ".join(map(sound, words)), tuple(words)


def one_of_two_in_romaji(rng: Random, one: SearchDocument) -> Asked | None:
    words = several(rng, one.title)
    if not words or len(romaji(words[0])) < 5:
        return None
    return f"{romaji(words[0])} {words[1]}", tuple(words)


def one_of_two_as_a_synonym(rng: Random, one: SearchDocument) -> Asked | None:
    known = vocabulary()
    for word in (words := several(rng, one.title) or []):
        others = [
            other
            for group in known.lookup.get(normalise(word), ())
            for other in known.groups[group][0]
            if normalise(word) not in other and other not in normalise(one.title)
        ]
        if others:
            other = rng.choice(others)
            return " ".join(other if each == word else each for each in words), tuple(words)
    return None


def word_and_year_in_another_era(rng: Random, one: SearchDocument) -> Asked | None:
    word, year = one_word(rng, one.title), YEAR.search(one.title)
    if not word or not year:
        return None
    if year[3]:
        number = int(year[3])
        said = f"平成{number - 1988}年" if 1989 <= number <= 2018 else f"R{number - 2018}" if number > 2018 else ""
    else:
        said = str(int(year[2]) + (1988 if year[1] == "平成" else 2018))
    return (f"{word} {said}", (word, year[0])) if said else None


def word_and_publisher(rng: Random, one: SearchDocument) -> Asked | None:
    words = several(rng, one.title, 2)
    return (f"{one.publisher} {' '.join(words)}", tuple(words)) if words and one.publisher else None


def word_of_title_and_of_description(rng: Random, one: SearchDocument) -> Asked | None:
    first, second = several(rng, one.title, 1), several(rng, one.description, 1)
    if not first or not second or second[0] in one.title:
        return None
    return f"{first[0]} {second[0]}", (first[0], second[0])


def as_a_sentence(rng: Random, one: SearchDocument) -> Asked | None:
    words = several(rng, one.title)
    return (rng.choice(ASKED).format(*words), tuple(words)) if words else None


def the_title_without_signs(rng: Random, one: SearchDocument) -> Asked | None:
    return re.sub(r"[\W_]+", " ", one.title).strip(), (one.title,)


ONE_WORD = (by_sound, by_sound_with_a_slip, with_a_slip, latin_with_a_slip)
ONE_RECORD = (
    two_words, three_words_mixed, two_words_in_other_widths, one_of_two_by_sound, both_by_sound, one_of_two_in_romaji,
    one_of_two_as_a_synonym, word_and_year_in_another_era, word_and_publisher, word_of_title_and_of_description,
    as_a_sentence, the_title_without_signs,
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--queries", type=int, default=60, help="of each kind")
    parser.add_argument("--shared", type=int, default=10, help="titles that may hold all words of a query")
    parser.add_argument("--large", action="store_true", help="the form for large catalogues")
    parser.add_argument("--misses", action="store_true", help="print what was not among the first ten")
    parser.add_argument("--kind", help="only this kind")
    options = parser.parse_args()
    found = real()
    if not found:
        sys.exit("the real records do not lie beside the repository: ../shared/realdata/catalog-metadata")
    rng = random.Random(options.seed)
    titles = {one.id: normalise(one.title) for one in found}
    texts = {one.id: normalise(text_of(one)) for one in found}
    same: dict[tuple[str, str], set[str]] = {}
    for one in found:
        same.setdefault((titles[one.id], one.publisher), set()).add(one.id)
    every: list[tuple[float, float]] = []
    read: list[int] = []
    with tempfile.TemporaryDirectory() as folder:
        store = Store(write(Path(folder), found, large=options.large))
        always = 2 + (store.reserve or len(store.manifest["heads"]["names"]) // 8)
        for make in (*ONE_WORD, *ONE_RECORD):
            name = make.__name__.replace("_", " ")
            if options.kind not in {None, name}:
                continue
            ranks: list[tuple[float, float]] = []
            requests: list[int] = []
            tries = 0
            while len(ranks) < options.queries and tries < 200 * options.queries:
                tries += 1
                record = rng.choice(found)
                if (pair := make(rng, record)) is None or pair[0] in pair[1]:
                    continue
                query, meant = pair[0], tuple(map(normalise, pair[1]))
                if make in ONE_WORD:
                    right = {id_ for id_, title in titles.items() if meant[0] in title}
                    ceiling = 1.0
                else:
                    right = same[titles[record.id], record.publisher]
                    inside = texts if make is word_of_title_and_of_description else titles
                    sharing = [id_ for id_, text in inside.items() if all(word in text for word in meant)]
                    if len(sharing) > options.shared:
                        continue
                    others = len(set(sharing) - right)
                    ceiling = sum(1 / place for place in range(1, others + 2)) / (others + 1)
                ids = [one["id"] for one in search_store(store, query, None, 10)["results"]]
                at = next((place for place, id_ in enumerate(ids, 1) if id_ in right), 0)
                ranks.append((1 / at if at else 0, ceiling))
                requests.append(always + store.requests())
                if options.misses and not at:
                    print(f"  {query} for {record.title}")
            every += ranks if make in ONE_RECORD else []
            report(name, ranks, requests)
            read += requests if make in ONE_RECORD else []
    if every:
        report("one record meant, all kinds", every, read)


def report(name: str, ranks: list[tuple[float, float]], requests: list[int]) -> None:
    """One line of figures."""
    share = sum(rank > 0 for rank, _ in ranks) / len(ranks)
    mean, best = (sum(values) / len(ranks) for values in zip(*ranks, strict=True))
    of = f" of {best:.3f}" if best < 1 else ""
    print(
        f"{name}: recall@10 {share:.3f}, MRR {mean:.3f}{of} "
        f"({len(ranks)} queries; "
        f"requests {statistics.median(requests):.0f}, worst {max(requests)})",
        flush=True,
    )


if __name__ == "__main__":
    main()
