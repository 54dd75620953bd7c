"""Every IRI and every public address of the catalogue: the one module that makes them.

They stand for ever, so they are made of what does not change: the base address, the id of the dataset, the name of a
file, the name of an office. All are RFC 3987 clean and percent-encoded to plain ASCII (RFC 3986), so that every
harvester takes them: 日本語.csv → %E6%97%A5….csv. A page (https://…/datasets/aed/) and the thing it describes
(…/datasets/aed/#dataset) are told apart by a fragment, so that both can be spoken of.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from catalog.files import content_digest
from catalog.model import Agent, Catalog, ContactPoint
from catalog.regex import regex
from catalog.text import LangText, pick

#: Characters that stay as they are in a path and a fragment (RFC 3986 `pchar` and "/").
_PATH = "/-._~!$&'()*+,;=:@"
_SEGMENT = "-._~!$&'()*+,;=:@"
_SCHEME = regex(r"[a-z][a-z0-9+.-]*\Z", re.I)
_BAD = regex(r"[\x00-\x20<>\"{}|\\^`\x7f]")
_SLUG = regex(r"[^a-z0-9]+")


def site(catalog: Catalog) -> str:
    """The address of the front page, with a slash at its end."""
    return _site(catalog.base_url)


def address(catalog: Catalog, path: str = "") -> str:
    """The address of a file in the output folder: `address(c, "datasets/aed/aed.csv")`."""
    return site(catalog) + quote(path, safe=_PATH)


def catalogue(catalog: Catalog) -> str:
    return site(catalog) + "#catalog"


def dataset_page(catalog: Catalog, dataset_id: str) -> str:
    """The address of a dataset's page."""
    return address(catalog, f"datasets/{dataset_id}/")


def dataset(catalog: Catalog, dataset_id: str) -> str:
    return dataset_page(catalog, dataset_id) + "#dataset"


def part(catalog: Catalog, dataset_id: str, name: str) -> str:
    """Something that belongs to one dataset: its record, its period, its screening …"""
    return f"{dataset_page(catalog, dataset_id)}#{fragment(name)}"


def distribution(catalog: Catalog, dataset_id: str, file: str) -> str:
    """A distribution, by the name of its file inside the dataset's folder."""
    return part(catalog, dataset_id, f"distribution-{file}")


def checksum(distribution_iri: str) -> str:
    return distribution_iri + "-sha256"


def publisher_slug(name: LangText) -> str:
    """The folder name of a publisher's page: its English name, else a short hash of its Japanese one."""
    english = _SLUG.sub("-", name.get("en", "").lower()).strip("-")
    if english and name["en"].isascii():
        return english
    return f"p-{_short(pick(name))[:8]}"


def publisher_page(catalog: Catalog, agent: Agent) -> str:
    return address(catalog, f"publishers/{publisher_slug(agent.name)}/")


def agent(catalog: Catalog, who: Agent) -> str:
    return publisher_page(catalog, who) + "#agent"


def contact(catalog: Catalog, who: ContactPoint) -> str:
    """A contact point: the same office with the same addresses is the same node everywhere."""
    return f"{site(catalog)}#contact-{_short(pick(who.name), who.email or '', who.url or '', who.telephone or '')}"


def series_slug(series: str) -> str:
    """The id of a series: its name when that is plain ASCII, else a short hash of it."""
    slug = _SLUG.sub("-", series.lower()).strip("-")
    return slug if slug and series.isascii() else "s-" + _short(series)


def series(catalog: Catalog, name: str) -> str:
    return f"{site(catalog)}#series-{series_slug(name)}"


def area(catalog: Catalog, code: str) -> str:
    """A municipality or prefecture, by its code (全国地方公共団体コード), or an area by its name."""
    return f"{site(catalog)}#area-{code if code.isascii() and code.isalnum() else 'a-' + _short(code)}"


def metric(catalog: Catalog, name: str) -> str:
    """A quality measure, explained on the quality page."""
    return f"{address(catalog, 'quality/')}#{fragment(name)}"


def concept(catalog: Catalog, name: str) -> str:
    """A word that the catalogue itself defines (classification of 17 fields, level of the release)."""
    return f"{address(catalog, 'about/')}#{fragment(name)}"


def service(catalog: Catalog) -> str:
    return f"{address(catalog, 'api/')}#service"


@lru_cache(maxsize=4096)
def fragment(name: str) -> str:
    """A name as it may stand after #."""
    return quote(name, safe=_SEGMENT)


def clean(value: object) -> str | None:
    """An IRI that somebody typed, made RFC 3987 clean; None when it is none (no scheme, no host, "ttps:").

    Blanks and Japanese letters are percent-encoded, a host in Japanese becomes punycode, what is encoded stays.
    """
    return _clean(value.strip()) if isinstance(value, str) else None


@lru_cache(maxsize=4096)
def _clean(value: str) -> str | None:
    if value.lower().startswith("mailto:"):
        return mailto(value[7:])
    try:
        parts = urlsplit(value)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not _SCHEME.match(parts.scheme or "") or parts.scheme.lower() not in ("http", "https", "ftp", "urn"):
        return None
    if parts.scheme.lower() == "urn":
        return value if value.isascii() and not _BAD.search(value) and value.count(":") >= 2 else None
    if not host:
        return None
    try:
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    if _BAD.search(host) or "%" in host:
        return None
    place = f"[{host}]" if ":" in host else host
    place = f"{place}:{port}" if port is not None else place
    path = _requote(parts.path, _PATH)
    return urlunsplit(
        (parts.scheme.lower(), place, path, _requote(parts.query, _PATH + "?"), _requote(parts.fragment, _PATH + "?"))
    )


def mailto(email: str | None) -> str | None:
    """mailto: IRI of an e-mail address, None when it is no address."""
    email = (email or "").strip()
    name, at, host = email.rpartition("@")
    if not at or not name or "." not in host or not email.isascii() or _BAD.search(email):
        return None
    return f"mailto:{quote(name, safe=_SEGMENT)}@{host.lower()}"


def telephone(number: str | None) -> str | None:
    """tel: IRI of a Japanese telephone number in international form, None when it is none."""
    import unicodedata

    given = unicodedata.normalize("NFKC", number or "")
    digits = re.sub(r"[^\d+]", "", given)
    if re.fullmatch(r"0\d{8,10}", digits):
        return f"tel:+81{digits[1:]}"
    return f"tel:{digits}" if re.fullmatch(r"\+\d{8,15}", digits) else None


@lru_cache(maxsize=8)
def _site(base_url: str) -> str:
    return clean(base_url.rstrip("/") + "/") or "https://example.invalid/"


def _requote(value: str, safe: str) -> str:
    # Encodes what is not allowed; "%" only when no two hex digits follow it.
    value = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", value)
    return quote(value, safe=safe + "%")


def _short(*values: str) -> str:
    return content_digest("\x1f".join(values))[:10]


def file_name(path: str) -> str:
    """The last part of a published path, decoded."""
    return unquote(path.rsplit("/", 1)[-1])
