"""Themes as pages show them: names and addresses as the metadata have them, and a drawing for each."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.files import content_digest
from catalog.metadata import vocabularies
from catalog.text import LangText

#: field of the Japanese government's 17 分類 → the EU theme whose drawing fits best
DRAWINGS = {
    "国土・気象": "REGI", "人口・世帯": "SOCI", "労働・賃金": "ECON", "農林水産業": "AGRI", "鉱工業": "ECON",
    "商業・サービス業": "ECON", "企業・家計・経済": "ECON", "住宅・土地・建設": "REGI", "エネルギー・水": "ENER",
    "運輸・観光": "TRAN", "情報通信・科学技術": "TECH", "教育・文化・スポーツ・生活": "EDUC", "行財政": "GOVE",
    "司法・安全・環境": "JUST", "社会保障・衛生": "HEAL", "国際": "INTR", "その他": "REGI",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme: `key` as declared, `slug` in the address, `icon` one of the EU codes."""

    key: str
    slug: str
    label: LangText
    icon: str

    @property
    def japanese(self) -> bool:
        """True for one of the 17 分類, which readers here know."""
        return self.key in DRAWINGS


def theme(key: str) -> Theme:
    """A theme by what a descriptor declares: a code, an IRI that ends in the code, a name."""
    slug = vocabularies.theme_slug(key)
    code = slug.upper()
    if code in vocabularies.eu_themes():
        return Theme(key, slug, vocabularies.eu_theme(code).label, code)
    if key in DRAWINGS:
        return Theme(key, slug, vocabularies.field(key), DRAWINGS[key])
    known = vocabularies.theme(key)
    return Theme(key, slug, {"ja": key}, known.eu[0] if known and known.eu else "REGI")


def digest(text: str) -> str:
    """A short stable name for a text that has no ASCII one."""
    return content_digest(text)[:8]
