"""Substring truth: pieces of real records asked as they stand. Recall and precision, kind by kind.

    python benchmarks/search/truth.py --seed 5 --queries 100 [--large] [--extra]

True is every record that holds all words of the query in its title, description, keywords, publisher or file names, by
plain comparison (NFKC, lower case, katakana as hiragana): no code of the search is used for it.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks" / "search")]

from known import several  # noqa: E402
from run import real, text_of, write  # noqa: E402

from catalog.search.document import SearchDocument  # noqa: E402
from catalog.search.query import search_store  # noqa: E402
from catalog.search.store import Store  # noqa: E402
from tests.search.truth import folded  # noqa: E402

Random = random.Random


def piece(rng: Random, text: str, shortest: int, longest: int) -> str:
    """A piece of a text, blanks and signs of the query language at its ends and inside taken out by drawing anew."""
    for _ in range(20):
        size = rng.randint(shortest, longest)
        if len(text) < size:
            continue
        at = rng.randrange(len(text) - size + 1)
        found = text[at : at + size]
        if not set(found) & set(" 　\n\t\"「」『』“”:：-－-‐'’") and found[0] not in "・。、，．,.":
            return found
    return ""


def halves(word: str) -> str:
    """A word in full-width letters and with katakana as hiragana."""
    table = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
    return word.translate(table)


def words(rng: Random, text: str, count: int) -> str:
    return " ".join(several(rng, text, count) or ())


KINDS: dict[str, Callable[[Random, SearchDocument], str]] = {
    "one character of a title": lambda rng, one: piece(rng, one.title, 1, 1),
    "2-4 characters of a title": lambda rng, one: piece(rng, one.title, 2, 4),
    "5-9 characters of a title": lambda rng, one: piece(rng, one.title, 5, 9),
    "10-20 characters of a title": lambda rng, one: piece(rng, one.title, 10, 20),
    "a whole title": lambda rng, one: one.title if not set(one.title) & set(" 　\"「」『』“”:：-") else "",
    "2-4 characters of a description": lambda rng, one: piece(rng, one.description, 2, 4),
    "5-12 characters of a description": lambda rng, one: piece(rng, one.description, 5, 12),
    "a keyword": lambda rng, one: rng.choice(one.keywords).strip() if one.keywords else "",
    "3-8 characters of a file name": lambda rng, one: piece(rng, rng.choice(one.resources), 3, 8) if one.resources else "",
    "a word of a title": lambda rng, one: words(rng, one.title, 1),
    "a word of a description": lambda rng, one: words(rng, one.description, 1),
    "two words of a title": lambda rng, one: words(rng, one.title, 2),
    "two words of a description": lambda rng, one: words(rng, one.description, 2),
    "two words of both": lambda rng, one: f"{words(rng, one.title, 1)} {words(rng, one.description, 1)}".strip(),
    "a word in other widths and kana": lambda rng, one: halves(words(rng, one.title, 1)),
    "the publisher": lambda rng, one: one.publisher,
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--queries", type=int, default=100, help="of each kind")
    parser.add_argument("--large", action="store_true", help="the form for large catalogues")
    parser.add_argument("--extra", action="store_true", help="print queries that found more than what is true, or less")
    options = parser.parse_args()
    found = real()
    if not found:
        sys.exit("the real records do not lie beside the repository: ../shared/realdata/catalog-metadata")
    rng = random.Random(options.seed)
    texts = {one.id: folded(text_of(one)) for one in found}
    every: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        store = Store(write(Path(folder), found, large=options.large))
        for kind, draw in KINDS.items():
            shares: list[tuple[float, float]] = []
            for _ in range(options.queries * 20):
                if not (query := draw(rng, rng.choice(found))):
                    continue
                wanted = folded(query).split()
                true = {id_ for id_, text in texts.items() if all(word in text for word in wanted)}
                given = {one["id"] for one in search_store(store, query, None, 10_000)["results"]}
                shares.append((len(true & given) / len(true), len(true & given) / len(given) if given else 0.0))
                if options.extra and true != given:
                    print(f"  {query}: {len(true)} true, {len(given)} given, {len(true & given)} both")
                if len(shares) == options.queries:
                    break
            every += shares
            report(kind, shares)
    report("all kinds", every)


def report(kind: str, shares: list[tuple[float, float]]) -> None:
    """One line of figures."""
    recall, precision = (statistics.mean(values) for values in zip(*shares, strict=True))
    print(f"{kind}: recall {recall:.3f}, precision {precision:.3f} ({len(shares)} queries)", flush=True)


if __name__ == "__main__":
    main()
