"""A dataset of another catalogue, in our words, whatever shape it came in."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from catalog.metadata import iris, vocabularies

#: A contact that ends like this is an office; anything else may be a person's name and is not taken over.
_OFFICE = re.compile(
    r"(課|部|局|室|係|所|署|院|館|会|校|園|庁|府|省|市|区|町|村|県|都|道|センター|本部|グループ|チーム|担当|窓口|事務局|team|office|division|department|desk|center|centre|section|bureau|agency)\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A resource that stays where it is."""

    url: str
    title: str = ""
    description: str = ""
    format: str = ""
    media_type: str = ""
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """What is taken over of a dataset. Texts by language; dates ISO 8601; addresses cleaned."""

    identifier: str
    #: a name that can become a folder
    name: str
    title: dict[str, str]
    description: dict[str, str] = field(default_factory=dict)
    keywords: dict[str, list[str]] = field(default_factory=dict)
    themes: list[str] = field(default_factory=list)
    publisher: str = ""
    publisher_url: str | None = None
    contact: str = ""
    email: str | None = None
    #: as it was given: id or title, and address
    licence: str = ""
    licence_url: str | None = None
    issued: str | None = None
    modified: str | None = None
    frequency: str | None = None
    spatial: str | None = None
    start: str | None = None
    end: str | None = None
    landing_page: str | None = None
    files: list[RemoteFile] = field(default_factory=list)

    @classmethod
    def of(cls, **facts: Any) -> Record:
        """A record of facts as they were given: each field is cleaned here, whatever shape it came in.

        `themes` are words, `contact` the name of whoever answers: a person's is left out with the address, an office's
        stays.
        """
        contact, mail = text(facts.pop("contact", "")), facts.pop("email", "")
        office = bool(_OFFICE.search(contact))
        cleaned: dict[str, Any] = {
            "themes": themes(facts.pop("themes", ())),
            "contact": contact if office else "",
            "email": email(mail) if office else None,
            "frequency": frequency(facts.pop("frequency", "")),
            **{name: day(facts.pop(name, "")) for name in ("issued", "modified", "start", "end")},
            **{name: address(facts.pop(name, "")) for name in ("publisher_url", "licence_url", "landing_page")},
        }
        return cls(**facts, **cleaned)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of another catalogue: its datasets, or the news that it has not changed."""

    address: str
    records: tuple[Record, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()
    unchanged: bool = False


Pages = Iterator[Page]


def text(value: Any) -> str:
    """A string out of what JSON gave, trimmed; "" for anything else."""
    return value.strip() if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""


def day(value: Any) -> str | None:
    """The day of a date or moment, when it is a real one."""
    found = re.match(r"\d{4}-\d{2}-\d{2}", text(value))
    if found is None:
        return None
    try:
        return datetime.date.fromisoformat(found[0]).isoformat()
    except ValueError:
        return None


def address(value: Any) -> str | None:
    """A web address made clean, None when it is none."""
    found = iris.clean(text(value))
    return found if found and found.startswith(("http://", "https://")) else None


def email(value: Any) -> str | None:
    """An e-mail address without "mailto:", None when it is none."""
    word = text(value).removeprefix("mailto:")
    return word if iris.mailto(word) else None


def size(value: Any) -> int | None:
    try:
        found = int(float(value))
    except (TypeError, ValueError, OverflowError):
        return None
    return found if 0 < found < 10**15 else None


def frequency(value: Any) -> str | None:
    """The frequency's EU code, when the words are known."""
    found = vocabularies.frequency(text(value))
    return found.code if found else None


def themes(words: Iterable[Any]) -> list[str]:
    """EU theme codes and fields of what another catalogue calls its groups, each once."""
    found: list[str] = []
    for word in words:
        theme = vocabularies.theme(text(word))
        if theme is not None:
            found += [code for code in theme.eu if code not in found]
    return found
