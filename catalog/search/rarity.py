"""How much it says that a piece stands somewhere. Twin: `rarity` in `site/assets/search/match.js`."""


def rarity(count: int, hits: int) -> int:
    """About 8 · log₂ of how rare a piece is among `count` datasets, in integers: 8 for one that all of them hold."""
    value = 2 * (count + 1) // (hits + 1)
    if value < 1:
        return 8
    length = value.bit_length() - 1
    return 8 * length + ((value << 3 >> length) & 7) + 1
