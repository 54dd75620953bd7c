"""The city's colours, made readable: a colour is darkened or lightened until text in it reaches 4.5 : 1 (WCAG 1.4.3)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from catalog.errors import CatalogError

#: what `site.colours` may name → (custom property, the darkest light ground, the lightest dark ground it stands on)
ROLES = {"key": ("--key", "#f2f2f2", "#1d232a"), "link": ("--link", "#f2f2f2", "#1d232a")}
_HEX = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")


def city_css(colours: Mapping[str, str]) -> str:
    """Rules that set the city's colours over ours; "" when it names none."""
    unknown = sorted(set(colours) - set(ROLES))
    wrong = sorted(k for k, v in colours.items() if not _HEX.fullmatch(v))
    if unknown or wrong:
        raise CatalogError(
            *(f"catalog.yaml: site.colours.{k}: unknown; known: {', '.join(ROLES)}" for k in unknown),
            *(f"catalog.yaml: site.colours.{k}: '{colours[k]}' is no colour; write it as #0055ad" for k in wrong),
        )
    if not colours:
        return ""
    light = "".join(f"{ROLES[k][0]}:{readable(v, ROLES[k][1])};" for k, v in sorted(colours.items()))
    dark = "".join(f"{ROLES[k][0]}:{readable(v, ROLES[k][2])};" for k, v in sorted(colours.items()))
    return f"\n:root{{{light}}}\n@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"


def readable(colour: str, background: str, ratio: float = 4.5) -> str:
    """The colour, moved towards black (or white, on a dark ground) in steps of 4 % until it contrasts enough."""
    target = (0, 0, 0) if _luminance(_rgb(background)) > 0.18 else (255, 255, 255)
    rgb = _rgb(colour)
    for _ in range(60):
        if contrast(rgb, _rgb(background)) >= ratio:
            break
        rgb = tuple(round(c + (t - c) * 0.04 + (0.5 if t > c else -0.5)) for c, t in zip(rgb, target, strict=True))
        rgb = tuple(min(255, max(0, c)) for c in rgb)
    return "#" + "".join(f"{c:02x}" for c in rgb)


def contrast(a: tuple[int, ...], b: tuple[int, ...]) -> float:
    """WCAG contrast ratio of two sRGB colours, 1…21."""
    high, low = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _rgb(colour: str) -> tuple[int, ...]:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(d * 2 for d in digits)
    return tuple(int(digits[i : i + 2], 16) for i in (0, 2, 4))


def _luminance(rgb: tuple[int, ...]) -> float:
    channels = [c / 255 for c in rgb]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
