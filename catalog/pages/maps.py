"""The map without a map: points as dots on a graticule, drawn when the page is made. Tiles come only after a click."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from markupsafe import Markup

WIDTH, HEIGHT, EDGE = 640, 400, 34
#: room for the label of a meridian beside its line: none stands where the scale is
LABEL = 58


def dot_map(points: Sequence[tuple[float, float, str]], identifier: str, title: str, description: str) -> Markup:
    """An SVG of (longitude, latitude, label) points, north up, in an equal-distance projection around their middle.

    Dots that would fall on the same pixel are drawn once, so that 5,000 points stay small.
    """
    west, east = _span([p[0] for p in points])
    south, north = _span([p[1] for p in points])
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = min((WIDTH - 2 * EDGE) / ((east - west) * squeeze), (HEIGHT - 2 * EDGE) / (north - south))
    left = (WIDTH - (east - west) * squeeze * scale) / 2
    top = (HEIGHT - (north - south) * scale) / 2

    def x(longitude: float) -> float:
        return left + (longitude - west) * squeeze * scale

    def y(latitude: float) -> float:
        return top + (north - latitude) * scale

    cells = sorted({(round(x(p[0])), round(y(p[1]))) for p in points})
    dots = "".join(f"M{a} {b}h0" for a, b in cells)
    lines = []
    step = _step(max((east - west), (north - south)))
    metres, length = _bar(scale)
    far = WIDTH - 14
    for longitude in _marks(west - left / (squeeze * scale), east + left / (squeeze * scale), step):
        at = round(x(longitude))
        lines.append(f'<path class="grid" d="M{at} 0V{HEIGHT}"/>')
        if EDGE < at < min(WIDTH - 2.5 * EDGE, far - length - LABEL):
            lines.append(f'<text class="tick" x="{at + 3}" y="{HEIGHT - 6}">{longitude:.{_digits(step)}f}°</text>')
    for latitude in _marks(south - top / scale, north + top / scale, step):
        at = round(y(latitude))
        lines.append(f'<path class="grid" d="M0 {at}H{WIDTH}"/>')
        if EDGE < at < HEIGHT - 1.5 * EDGE:
            lines.append(f'<text class="tick" x="4" y="{at - 3}">{latitude:.{_digits(step)}f}°</text>')
    distance = f"{metres // 1000:,} km" if metres >= 1000 else f"{metres} m"
    lines.append(
        f'<path class="scale" d="M{far - length} {HEIGHT - 12}v5H{far}v-5"/>'
        f'<text class="tick" x="{far}" y="{HEIGHT - 18}" text-anchor="end">{distance}</text>'
    )
    big = 9 if len(cells) < 60 else 7 if len(cells) < 600 else 4
    return Markup(
        f'<svg class="dotmap" role="img" aria-labelledby="{identifier}-t {identifier}-d" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<title id="{identifier}-t">{escape(title)}</title><desc id="{identifier}-d">{escape(description)}</desc>'
        f'{"".join(lines)}<path class="halo w{big}" d="{dots}"/><path class="dots w{big}" d="{dots}"/></svg>'
    )


def _bar(scale: float) -> tuple[int, int]:
    """A round distance in metres and its length in the drawing, where a degree of latitude (111.2 km) is `scale` long."""
    metre = scale / 111_200
    rough = WIDTH / 5 / metre
    power = 10 ** math.floor(math.log10(rough))
    metres = int(next(power * m for m in (5, 2, 1) if power * m <= rough))
    return max(metres, 1), round(max(metres, 1) * metre)


def _span(values: list[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    return (low, high) if high - low > 0.002 else ((low + high) / 2 - 0.005, (low + high) / 2 + 0.005)


def _step(span: float) -> float:
    power = 10.0 ** math.floor(math.log10(span / 3))
    return next(power * m for m in (1, 2, 5, 10) if power * m >= span / 4)


def _marks(low: float, high: float, step: float) -> list[float]:
    first = math.ceil(low / step)
    return [k * step for k in range(first, math.floor(high / step) + 1)]


def _digits(step: float) -> int:
    return max(0, -math.floor(math.log10(step)))


def extent(points: Sequence[tuple[float, float, str]]) -> tuple[float, float, float, float]:
    """(west, south, east, north) of the points, for the interactive map's first view."""
    longitudes, latitudes = [p[0] for p in points], [p[1] for p in points]
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)
