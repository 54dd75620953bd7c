"""What a column's heading says: the header lexicon (`validators/privacy/lexicon/headers.yaml`), extended by the city.

Headings come stacked (本人_氏名), padded (氏　名), decorated (※氏名（必須）), in English (dateOfBirth) or romaji (shimei).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, Literal

from catalog.privacy.folding import fold
from catalog.privacy.words import CityWords, data
from catalog.regex import regex

#: Sense of a heading that the city's ordinance makes sensitive (法60条5項).
ORDINANCE = "ordinance"
Owner = Literal["private", "role", "organisation", ""]
_DECORATION = regex(r"^[\s※*＊◎○●◯■□◆◇▲△▼▽・>＞#→←\-_.,:;'\"\d]+(?=\D)|[\s※*＊◎○●:;'\"→←]+$")
_BRACKETS = regex(r"[(\[{【「『〈《〔<]([^)\]}】」』〉》〕>]*)[)\]}】」』〉》〕>]?")
_CAMEL = regex(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[_\-./:\s#]+|(?<=[a-z])(?=\d)")
_SEPARATORS = regex(r"[\s_/／・|｜>＞→\-:：.,、]+")
_NUMBERED = regex(r"[\d一二三①-⑳]+$")
_ROLE_NAME = regex(r"(.+?)(の?(?:御|お|ご)?(?:名前|氏名|名称|名))")
#: 回答数, 増加率, 延べ面積: numbers of something
_MEASURE = regex(r"(?:数|率|割合|比|額|量|高|面積|件|回数|時間|距離|[%％])$")
_FIRM = frozenset({"phone", "private-phone", "email", "address", "postcode", "birth", "home"})
#: 0～4歳, 65歳以上, 20代男性: a column of a cross table, not somebody's age
_AGE_CLASS = regex(r"[0-9]+(?:歳|才|代)(?!児童?名)|^[0-9]{1,3}[~-][0-9]{1,3}$")
_NEUTRAL = regex(
    r"^(?:項目|列|欄|カラム|フィールド|データ|属性|値|その他|column|col|field|item|f|c|v|x|var|data|unnamed|attr)?[\s_:.-]*\d*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sense:
    """What a heading means. `weak`: the values decide whether it is about a person."""

    sense: str
    category: str | None = None
    weak: bool = False
    sensitive: bool = False
    subject: str | None = None
    owner: Owner = ""
    #: how many characters of the heading the matched term covers
    length: int = 0

    def __bool__(self) -> bool:
        return bool(self.sense)


NOTHING = Sense("")


@dataclass(frozen=True, slots=True)
class _Terms:
    ends: Mapping[str, Sense]
    whole: Mapping[str, Sense]
    latin: Mapping[str, Sense]
    longest: int


def sense_of(header: str, city: CityWords | None = None) -> Sense:
    """The sense of one heading; falsy when the lexicon does not know it."""
    return _sense_of(header, city or CityWords())


@lru_cache(maxsize=8192)
def _sense_of(header: str, city: CityWords) -> Sense:
    if _AGE_CLASS.search(fold(header)):
        return Sense("count", None, subject="statistic", length=len(header))
    text = _DECORATION.sub("", fold(header)).strip()
    if not text or is_neutral(text):
        return NOTHING
    terms = _terms(city)
    best = NOTHING
    for candidate in _candidates(text):
        found = _match(candidate, terms)
        if found.length > best.length:
            best = found
    if (
        best.category != "person-name"
        and "氏名" in text
        and best.category != "person-name-kana"
        and best.sense != "thing-name"
    ):
        # 使用者氏名又は名称, 氏名・住所: whatever else it holds, it holds names
        best = Sense("business-role", "person-name", weak=True, subject="business", length=2)
    if not best and _MEASURE.search(_BRACKETS.sub("", text)):
        best = Sense("count", None, subject="statistic", length=1)
    if best.sense == "name" and re.search(r"[^お御]名前$", _BRACKETS.sub("", text)) and not _owner(text):
        # 駅の名前, 犬の名前: only the values can say whose
        best = Sense("bare-name", "person-name", weak=True, length=best.length)
    return replace(best, owner=_owner(text)) if best else NOTHING


def is_neutral(header: str) -> bool:
    """Headings that say nothing: empty, 項目1, 列2, Column3, F4."""
    return not header.strip() or _NEUTRAL.fullmatch(fold(header)) is not None


def _candidates(text: str) -> Iterator[str]:
    """The heading itself, without and with its brackets, and its last parts when it is stacked."""
    bare = _BRACKETS.sub("", text).strip()
    yield text
    if bare and bare != text:
        yield bare
        for inside in _BRACKETS.findall(text):
            yield bare + inside
    parts = [p for p in re.split(r"[_|>→\n]+", bare) if p]
    if len(parts) > 1:
        yield parts[-1]
        yield "".join(parts[-2:])
        # a merged cell that spans a group leaves the meaning in the first level
        if is_neutral(parts[-1]):
            yield parts[0]


def _match(text: str, terms: _Terms) -> Sense:
    compact = _compact(text)
    whole = terms.whole.get(compact)
    if whole is not None:
        return replace(whole, length=len(compact) + 1)
    best = NOTHING
    for stem in (compact, _NUMBERED.sub("", compact), re.sub(r"(?:欄|等|の別|の名称|さん|様)$", "", compact)):
        for start in range(max(0, len(stem) - terms.longest), len(stem)):
            found = terms.ends.get(stem[start:])
            if found is not None and len(stem) - start > best.length:
                # a single character only counts as a whole heading (母 yes, 酵母 no)
                if len(stem) - start == 1 and start > 0:
                    continue
                best = replace(found, length=len(stem) - start)
                break
    if len(compact) - best.length > 0 and (named := _ROLE_NAME.fullmatch(compact)):
        # 契約者名, 世帯主のお名前: the role it ends with, now surely by name
        role = _match(named[1], terms)
        if role.category == "person-name" and role.length + len(named[2]) > best.length:
            best = replace(role, weak=role.weak and role.sense != "private-role", length=role.length + len(named[2]))
    if re.search("[A-Za-z]", text):
        latin = _latin(text, terms)
        if latin.length > best.length:
            best = latin
    return best


def _latin(text: str, terms: _Terms) -> Sense:
    tokens = [t.lower() for t in _CAMEL.split(text) if t and re.fullmatch("[A-Za-z0-9]+", t)]
    tokens = [t for t in tokens if not t.isdigit()] or tokens
    if tokens[:2] == ["number", "of"] or tokens[:1] == ["num"]:
        return Sense("count", None, subject="statistic", length=sum(map(len, tokens)))
    if len(tokens) > 1 and tokens[-1] in ("no", "num", "number", "nr"):
        numbered = terms.latin.get(" ".join(tokens[:-1]))
        if numbered is not None and numbered.sense in ("phone", "private-phone", "fax"):
            return replace(numbered, length=sum(map(len, tokens)))
    for start in range(len(tokens)):
        found = terms.latin.get(" ".join(tokens[start:])) or terms.latin.get("".join(tokens[start:]))
        # single words end too many headings (menuName, unpaidIncome) to mean much there
        if found is not None and (
            start == 0 or len(tokens) - start > 1 or found.category is None or found.sense in _FIRM
        ):
            return replace(found, length=sum(map(len, tokens[start:])))
    if len(tokens) > 1 and tokens[-1] in ("name", "fullname", "kana"):
        role = terms.latin.get(" ".join(tokens[:-1]))
        if role is not None and role.category == "person-name":
            return replace(role, weak=role.weak and role.sense != "private-role", length=sum(map(len, tokens)))
    return NOTHING


def _compact(text: str) -> str:
    return _SEPARATORS.sub("", text).lower()


def _owner(text: str) -> Owner:
    folded = text.lower()
    owners = data("headers").get("owners", {})
    best: Owner = ""
    length = 0
    for owner in ("private", "role", "organisation"):
        for word in owners.get(owner, ()):
            if len(word) > length and word in folded:
                best, length = owner, len(word)  # type: ignore[assignment]
    return best


@cache
def _bundled_terms() -> _Terms:
    ends: dict[str, Sense] = {}
    whole: dict[str, Sense] = {}
    latin: dict[str, Sense] = {}
    for entry in data("headers").get("senses", ()):
        sense = _entry_sense(entry)
        for term in entry.get("ends", ()):
            key = _compact(_BRACKETS.sub("", fold(str(term)))) if "（" in str(term) else _compact(fold(str(term)))
            ends.setdefault(key, sense)
        for term in entry.get("is", ()):
            whole.setdefault(_compact(fold(str(term))), sense)
        for term in entry.get("latin", ()):
            latin.setdefault(str(term).lower(), sense)
    return _Terms(ends, whole, latin, max(map(len, ends)))


@lru_cache(maxsize=32)
def _terms(city: CityWords) -> _Terms:
    base = _bundled_terms()
    if not city.headers and not city.sensitive:
        return base
    ends, whole = dict(base.ends), dict(base.whole)
    by_category = {s.category: s for s in reversed(list(base.ends.values())) if s.category and not s.weak}
    for category, added in city.headers:
        sense = by_category.get(category) or Sense(category, category)
        for term in added:
            ends[_compact(fold(term))] = whole[_compact(fold(term))] = sense
    for term in city.sensitive:
        ends[_compact(fold(term))] = Sense(ORDINANCE, "social-status", sensitive=True)
    return _Terms(ends, whole, base.latin, max(map(len, ends)))


def _entry_sense(entry: Mapping[str, Any]) -> Sense:
    return Sense(
        sense=str(entry["sense"]),
        category=entry.get("category"),
        weak=bool(entry.get("weak")),
        sensitive=bool(entry.get("sensitive")),
        subject=entry.get("subject"),
    )


@cache
def personal_terms() -> frozenset[str]:
    """Headings of columns about people, as they stand in files: 氏名, 生年月日, 電話番号 …"""
    terms = _bundled_terms()
    return frozenset(
        t
        for group in (terms.ends, terms.whole)
        for t, s in group.items()
        if s.category and not s.weak and len(t) > 1 and s.sense not in ("creator",)
    )
