"""Which records contain the words of a query, found by plain comparison: no code of the search is used."""

from __future__ import annotations

import unicodedata

from tests.search.corpus import documents


def folded(text: str) -> str:
    """NFKC, lower case, katakana as hiragana."""
    text = unicodedata.normalize("NFKC", text).lower()
    return "".join(chr(ord(one) - 0x60) if "ァ" <= one <= "ヶ" else one for one in text)


def texts() -> dict[str, str]:
    """Id → all declared texts of a record."""
    return {
        one.id: folded(
            "\n".join(
                (
                    one.title,
                    one.english,
                    one.description,
                    one.publisher,
                    one.publisher_english,
                    *one.keywords,
                    *one.columns,
                    *one.values,
                )
            )
        )
        for one in documents()
    }


TEXTS = texts()


def truth(query: str) -> set[str]:
    """Ids whose texts contain every word of the query."""
    return {id_ for id_, text in TEXTS.items() if all(word in text for word in folded(query).split())}
