"""Style sheets and scripts as they go out: names with a hash of the content, the vendored ones with their version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from catalog.files import content_digest
from catalog.pages.colours import city_css
from catalog.pages.settings import Settings

#: concatenated into one style sheet, in this order
SHEETS = ("vendor/tokens.css", "site.css")
#: scripts that import each other by name keep their names
KEPT = ("vendor", "search")


@dataclass(frozen=True, slots=True)
class Assets:
    """`names`: plain name → path in public/; `files`: path in public/ → bytes."""

    names: dict[str, str]
    files: dict[str, bytes]


def assets(settings: Settings) -> Assets:
    """Everything below `assets/`, the city's overlay and logo included."""
    content = dict(_contents(settings))
    sheet = b"".join(content[name] for name in SHEETS) + city_css(settings.colours).encode()
    extra = content.pop("city.css", b"")
    content = {k: v for k, v in content.items() if k not in SHEETS} | {"site.css": sheet + extra}
    names, files = {}, {}
    for name, body in sorted(content.items()):
        path = f"assets/{name}" if name.split("/", 1)[0] in KEPT else f"assets/{_hashed(name, body)}"
        names[name] = path
        files[path] = body
    return Assets(names, files)


def _contents(settings: Settings) -> Iterator[tuple[str, bytes]]:
    for folder in settings.folders("assets"):
        if folder.is_dir():
            for path in sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith(".")):
                yield path.relative_to(folder).as_posix(), path.read_bytes()
    if settings.logo and settings.city:
        yield "logo" + Path(settings.logo).suffix.lower(), (settings.city / settings.logo).read_bytes()


def _hashed(name: str, body: bytes) -> str:
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}.{content_digest(body)[:10]}{dot}{suffix}"
