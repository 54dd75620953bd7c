"""Themes as pages show them: the 13 of the EU vocabulary, the 17 分類 of the Japanese government, or a city's own."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from catalog.text import LangText

#: EU data-theme code → (Japanese, English). Names: EU Publications Office, authority table data-theme.
EU = {
    "AGRI": ("農林水産・食", "Agriculture, fisheries, forestry and food"),
    "ECON": ("経済・財政", "Economy and finance"),
    "EDUC": ("教育・文化・スポーツ", "Education, culture and sport"),
    "ENER": ("エネルギー", "Energy"),
    "ENVI": ("環境・ごみ", "Environment"),
    "GOVE": ("行政・議会・選挙", "Government and public sector"),
    "HEAL": ("健康・医療", "Health"),
    "INTR": ("国際", "International issues"),
    "JUST": ("防災・防犯・司法", "Justice, legal system and public safety"),
    "REGI": ("地域・都市", "Regions and cities"),
    "SOCI": ("人口・福祉・子育て", "Population and society"),
    "TECH": ("科学・情報通信", "Science and technology"),
    "TRAN": ("交通", "Transport"),
}
#: The 17 分類 of 政府統計 / オープンデータ → (slug, English, the icon of the EU theme that is nearest).
GOVERNMENT = {
    "国土・気象": ("land-weather", "Land and weather", "REGI"),
    "人口・世帯": ("population", "Population and households", "SOCI"),
    "労働・賃金": ("labour", "Labour and wages", "ECON"),
    "農林水産業": ("agriculture", "Agriculture, forestry and fisheries", "AGRI"),
    "鉱工業": ("industry", "Mining and manufacturing", "ECON"),
    "商業・サービス業": ("commerce", "Commerce and services", "ECON"),
    "企業・家計・経済": ("economy", "Companies, households and economy", "ECON"),
    "住宅・土地・建設": ("housing", "Housing, land and construction", "REGI"),
    "エネルギー・水": ("energy-water", "Energy and water", "ENER"),
    "運輸・観光": ("transport-tourism", "Transport and tourism", "TRAN"),
    "情報通信・科学技術": ("technology", "Information, communication, science", "TECH"),
    "教育・文化・スポーツ・生活": ("education", "Education, culture, sport and living", "EDUC"),
    "行財政": ("government", "Administration and finance", "GOVE"),
    "司法・安全・環境": ("safety-environment", "Justice, safety and environment", "JUST"),
    "社会保障・衛生": ("welfare-health", "Social security and health", "HEAL"),
    "国際": ("international", "International", "INTR"),
    "その他": ("other", "Other", "REGI"),
}


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme: `key` as declared, `slug` in the address, `icon` one of the EU codes."""

    key: str
    slug: str
    label: LangText
    icon: str


def theme(key: str) -> Theme:
    """A theme by what a descriptor declares: a code, an IRI that ends in the code, a name."""
    code = key.rstrip("/").rsplit("/", 1)[-1]
    if code.upper() in EU:
        ja, en = EU[code.upper()]
        return Theme(key, code.lower(), {"ja": ja, "en": en}, code.upper())
    if key in GOVERNMENT:
        slug, en, icon = GOVERNMENT[key]
        return Theme(key, slug, {"ja": key, "en": en}, icon)
    slug = key.lower() if key.isascii() and key.replace("-", "").isalnum() else f"t-{digest(key)}"
    return Theme(key, slug, {"ja": key}, "REGI")


def digest(text: str) -> str:
    """A short stable name for a text that has no ASCII one."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]
