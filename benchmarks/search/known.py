"""Known items: words of real titles as they sound, and with one slip of the pen. Recall@10 and mean reciprocal rank.

    python benchmarks/search/known.py --seed 5 --queries 60 [--large] [--misses]

Right is every record whose title holds the word that was meant. Words are runs of kanji or katakana cut at eight or ten
characters, so some of them are pieces of a longer one, which is harder than what people type. A slip leaves a character
out, puts another in its place, puts one in, or swaps two; the first and the last one stay.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks" / "search")]

from run import real  # noqa: E402

from catalog.search.index import files  # noqa: E402
from catalog.search.normalise import normalise  # noqa: E402
from catalog.search.query import search_store  # noqa: E402
from catalog.search.readings import reading  # noqa: E402
from catalog.search.store import Store  # noqa: E402

LETTERS = {
    "kana": "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろんっー",
    "kanji": "地方公共市政府年度情報ンスアリ",
    "latin": "etaoinsr",
}
KINDS = ("sound", "sound with a slip", "slip", "Latin slip")


def slip(rng: random.Random, word: str, letters: str) -> str:
    """A word with one slip that leaves its ends as they are."""
    at = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + rng.choice(letters) + word[at + 1 :]
    if kind == 2:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + rng.choice(letters) + word[at:]


def asked(rng: random.Random, kind: str, title: str) -> tuple[str, str] | None:
    """(query, the word that is meant) from a title; None when it has no word for this kind."""
    if kind == "Latin slip":
        words = [one.lower() for one in re.findall("[A-Za-z]{6,12}", title)]
    else:
        words = re.findall("[一-龠]{3,8}|[ァ-ヺー]{4,10}", title)
    if kind.startswith("sound"):
        words = [one for one in words if len(reading(one).replace(" ", "")) >= 5]
    elif kind == "slip":
        words = [one for one in words if len(one) >= 4]
    if not words:
        return None
    word = rng.choice(words)
    sound = reading(word).replace(" ", "")
    query = {
        "sound": lambda: sound,
        "sound with a slip": lambda: slip(rng, sound, LETTERS["kana"]),
        "slip": lambda: slip(rng, word, LETTERS["kanji"]),
        "Latin slip": lambda: slip(rng, word, LETTERS["latin"]),
    }[kind]()
    return (query, word) if query != word else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--queries", type=int, default=60, help="of each kind")
    parser.add_argument("--large", action="store_true", help="the form for large catalogues")
    parser.add_argument("--misses", action="store_true", help="print what was not among the first ten")
    options = parser.parse_args()
    found = real()
    if not found:
        sys.exit("the real records do not lie beside the repository: ../shared/realdata/catalog-metadata")
    rng = random.Random(options.seed)
    titles = {one.id: normalise(one.title) for one in found}
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files(found, large=options.large):
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        store = Store(Path(folder))
        for kind in KINDS:
            ranks: list[float] = []
            while len(ranks) < options.queries:
                if (pair := asked(rng, kind, rng.choice(found).title)) is None:
                    continue
                query, word = pair
                right = {id_ for id_, title in titles.items() if normalise(word) in title}
                ids = [one["id"] for one in search_store(store, query, None, 10)["results"]]
                at = next((place for place, one in enumerate(ids, 1) if one in right), 0)
                ranks.append(1 / at if at else 0)
                if options.misses and not at:
                    print(f"  {query} for {word}")
            share = sum(rank > 0 for rank in ranks) / len(ranks)
            print(f"{kind}: recall@10 {share:.3f}, MRR {sum(ranks) / len(ranks):.3f} ({len(ranks)} queries)")


if __name__ == "__main__":
    main()
