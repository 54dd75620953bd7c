"""Where the made-up city lies: codes, towns, addresses, coordinates and numbers that belong to nobody.

The municipality code 222992 has a right check digit and is given to no municipality. Telephone numbers use exchange
codes that start with 0, which are never allocated; corporate numbers use the registry office 0099, which does not exist.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

CODE = "222992"
PREFECTURE = "静岡県"
CITY = "みなと風市"
LOCALGOV = PREFECTURE + CITY
OFFICE = "2000020222992"


@dataclass(frozen=True)
class Town:
    """A town: its name, reading, centre, and how many people live there (about)."""

    name: str
    kana: str
    latin: str
    latitude: float
    longitude: float
    people: int
    elevation: int


#: The coast runs north to south in the east; the ground rises westwards.
TOWNS = tuple(
    Town(
        name,
        kana,
        latin,
        34.745 - 0.0075 * (i // 3),
        138.196 - 0.014 * (i % 3) - 0.001 * (i // 6),
        people,
        3 + 14 * (i % 3),
    )
    for i, (name, kana, latin, people) in enumerate(
        (
            ("汐見町", "シオミチョウ", "Shiomi-cho", 4180),
            ("風待町", "カザマチチョウ", "Kazamachi-cho", 3620),
            ("凪ケ丘", "ナギガオカ", "Nagigaoka", 6240),
            ("波止場町", "ハトバチョウ", "Hatoba-cho", 2480),
            ("帆柱町", "ホバシラチョウ", "Hobashira-cho", 3050),
            ("星見坂", "ホシミザカ", "Hoshimizaka", 5310),
            ("鴎浜", "カモメハマ", "Kamomehama", 2890),
            ("白帆町", "シラホチョウ", "Shiraho-cho", 4470),
            ("松風台", "マツカゼダイ", "Matsukazedai", 7120),
            ("貝寄町", "カイヨセチョウ", "Kaiyose-cho", 2210),
            ("入江町", "イリエチョウ", "Irie-cho", 3390),
            ("港見台", "ミナトミダイ", "Minatomidai", 6530),
            ("渚町", "ナギサチョウ", "Nagisa-cho", 2740),
            ("潮路町", "シオジチョウ", "Shioji-cho", 4010),
            ("茶摘町", "チャツミチョウ", "Chatsumi-cho", 3180),
            ("灯台下", "トウダイシタ", "Todaishita", 2360),
            ("若潮町", "ワカシオチョウ", "Wakashio-cho", 4820),
            ("風車通", "フウシャドオリ", "Fushadori", 3940),
        )
    )
)


def lot(rng: random.Random) -> str:
    """番地以下, as a number that no house has."""
    return f"{rng.randint(1, 4)}-{rng.randint(1, 28)}-{rng.randint(1, 20)}"


def near(town: Town, rng: random.Random) -> tuple[str, str]:
    """(latitude, longitude) of a place in the town, six decimals."""
    return (
        f"{town.latitude + rng.uniform(-0.0028, 0.0028):.6f}",
        f"{town.longitude + rng.uniform(-0.0048, 0.0048):.6f}",
    )


def telephone(number: int) -> str:
    """A landline that cannot be called."""
    return f"0549-00-{number % 10000:04d}"


def corporate_number(serial: int) -> str:
    """A corporate number with a right check digit that was never given out."""
    body = f"0099{serial:08d}"
    total = sum(int(d) * (1 if n % 2 else 2) for n, d in enumerate(reversed(body), start=1))
    return str(9 - total % 9) + body
