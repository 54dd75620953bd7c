"""How a dataset came to be published: PROV (screened source → steps → distribution), DQV (measures), DPV (privacy).

The Data Privacy Vocabulary says what was screened, at which level the data are released and on which basis personal
data in it may be published. Nothing here comes from the data themselves: counts, dates, rules and recorded bases only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.metadata import iris, vocabularies
from catalog.metadata.dcat import agent
from catalog.metadata.distributions import checksum
from catalog.metadata.scope import Scope, distribution_name, origin
from catalog.metadata.terms import date, iri, typed
from catalog.release.published import Distribution
from catalog.text import LangText, pick

#: First word of a step → what it says to a reader.
STEPS: dict[str, LangText] = {
    "unchanged": {"ja": "元のまま", "en": "Unchanged"},
    "read": {"ja": "ファイルの読み取り", "en": "Read"},
    "decoded": {"ja": "文字コードの読み取り", "en": "Decoded"},
    "encoded": {"ja": "文字コードの変換", "en": "Encoded"},
    "written": {"ja": "書き出し", "en": "Written"},
    "rewritten": {"ja": "書き直し", "en": "Rewritten"},
    "remote": {"ja": "外部のファイルへの案内", "en": "Link to a file elsewhere"},
    "text-of": {"ja": "文章の取り出し", "en": "Text extracted"},
    "visible-cells-only": {"ja": "見えているセルだけを採用", "en": "Visible cells only"},
    "header-levels-joined": {"ja": "複数段の見出しを1行に", "en": "Header levels joined"},
    "lines-outside-the-table-left-out": {"ja": "表の外の行を除外", "en": "Lines outside the table left out"},
    # The steps of a recipe (release.recipe).
    "drop": {"ja": "項目の削除", "en": "Column dropped"},
    "keep": {"ja": "項目の選択", "en": "Columns kept"},
    "rename": {"ja": "項目名の変更", "en": "Column renamed"},
    "address": {"ja": "住所の一般化", "en": "Address generalised"},
    "date": {"ja": "日付の一般化", "en": "Date generalised"},
    "classes": {"ja": "階級への置き換え", "en": "Grouped into classes"},
    "top_bottom": {"ja": "上限・下限への丸め", "en": "Top and bottom coded"},
    "suppress_rare": {"ja": "まれな値の秘匿", "en": "Rare values suppressed"},
    "groups": {"ja": "少人数の組の処理", "en": "Small groups treated"},
    "code": {"ja": "符号の置き換え", "en": "Codes replaced"},
    "shuffle": {"ja": "並びの入れ替え", "en": "Rows shuffled"},
    "aggregate": {"ja": "集計", "en": "Aggregated"},
    "round": {"ja": "丸め", "en": "Rounded"},
}
PURPOSE: LangText = {
    "ja": "オープンデータとしての公開（官民データ活用推進基本法第11条）",
    "en": "Publication as open data (Basic Act on the Advancement of Public and Private Sector Data Utilization, Article 11)",
}
METRICS: dict[str, tuple[LangText, LangText, str]] = {
    "readability": (
        {"ja": "機械可読性", "en": "Machine readability"},
        {
            "ja": "行政データにおける機械可読性に関するルールの30項目による0から100の点数",
            "en": "0 to 100 by the 30 items of the government's rules on machine-readable data",
        },
        "machine-readability",
    ),
    "metadata": (
        {"ja": "メタデータの充実度", "en": "Metadata quality"},
        {
            "ja": "欧州データポータルのMQAの指標による0から405の点数",
            "en": "0 to 405 by the indicators of the metadata quality assessment of data.europa.eu",
        },
        "metadata-quality",
    ),
    "completeness": (
        {"ja": "値の充足率", "en": "Completeness"},
        {
            "ja": "公開した表のセルのうち、値のあるものの割合（%）",
            "en": "Per cent of the cells of the published tables that hold a value",
        },
        "completeness",
    ),
}


def provenance(s: Scope) -> None:
    """PROV: which source was screened, and the steps from it to each distribution; where a harvested dataset was found."""
    g, screening = s.graph, s.part("screening")
    _origin(s)
    words = _screening(s)
    g.add(s.iri, "dct:provenance", s.part("provenance"))
    g.add(s.part("provenance"), "a", iri("dct:ProvenanceStatement"))
    g.words(s.part("provenance"), "rdfs:label", words)
    if s.published.is_elsewhere:
        return
    g.add(s.iri, "prov:wasGeneratedBy", screening)
    g.add(screening, "a", iri("prov:Activity"))
    g.words(screening, "rdfs:label", {"ja": "公開前の確認", "en": "Screening before release"})
    g.words(screening, "dct:description", words)
    if (when := date(s.published.screened)) is not None:
        g.add(screening, "prov:endedAtTime", typed(f"{when.value[:10]}T00:00:00+09:00", "xsd:dateTime"))
    before = screening
    for number, step in enumerate(s.published.steps, 1):
        before = _activity(s, s.part(f"recipe-{number}"), _recipe_words(step), before)
    for d in s.published.distributions:
        _derivation(s, d, screening, before)


def quality(s: Scope) -> None:
    """DQV: the scores of the dataset as measurements of described metrics."""
    values = {**s.published.score, "completeness": _completeness(s)}
    for name, (label, definition, dimension) in METRICS.items():
        value = values.get(name)
        if not isinstance(value, int | float):
            continue
        g, node, metric = s.graph, s.part(f"quality-{name}"), iris.metric(s.catalog, name)
        g.add(s.iri, "dqv:hasQualityMeasurement", node)
        g.add(node, "a", iri("dqv:QualityMeasurement"))
        g.add(node, "dqv:computedOn", s.iri)
        g.add(node, "dqv:isMeasurementOf", metric)
        g.add(node, "dqv:value", typed(str(round(value)), "xsd:integer"))
        g.add(node, "dct:date", date(s.published.screened))
        g.add(metric, "a", iri("dqv:Metric"))
        g.words(metric, "skos:prefLabel", label)
        g.words(metric, "skos:definition", definition)
        g.add(metric, "dqv:expectedDataType", iri("xsd:integer"))
        g.add(metric, "dqv:inDimension", iris.metric(s.catalog, dimension))
        g.add(iris.metric(s.catalog, dimension), "a", iri("dqv:Dimension"))
        g.words(iris.metric(s.catalog, dimension), "skos:prefLabel", label)


def _completeness(s: Scope) -> float | None:
    columns = [c for table in s.published.tables for c in table.columns]
    filled, cells = sum(c.filled for c in columns), sum(c.filled + c.missing for c in columns)
    # Rounded down: 100 says that nothing is missing.
    return filled * 100 // cells if cells else None


def privacy(s: Scope) -> None:
    """DPV: who releases what kind of data for which purpose, by which measures, and on which recorded basis."""
    if s.published.is_elsewhere:
        return
    g, screening = s.graph, s.part("screening")
    purpose = iris.concept(s.catalog, "purpose-open-data")
    g.add(screening, "dpv:hasPurpose", purpose)
    g.add(purpose, "a", iri("dpv:Purpose"))
    g.words(purpose, "rdfs:label", PURPOSE)
    if s.publisher.name:
        g.add(screening, "dpv:hasDataController", agent(g, s.catalog, s.publisher))
    if assessment := iris.clean(str(s.published.screening.get("impact_assessment") or "")):
        g.add(screening, "dpv:hasImpactAssessment", assessment)
        g.add(assessment, "a", iri("dpv:ImpactAssessment"), iri("foaf:Document"))
    g.add(s.iri, "dpv:hasProcess", screening)
    g.add(screening, "a", iri("dpv:Process"))
    g.add(screening, "dpv:hasProcessing", iri("dpv:Assess"), iri("dpv:Filter"))
    facts = vocabularies.level(_level(s))
    if facts is not None:
        node = s.part("data")
        g.add(screening, "dpv:hasData", node)
        g.add(node, "a", iri(f"dpv:{facts['dpv']}"))
        g.words(node, "rdfs:label", {"ja": facts["ja"], "en": facts["en"]})
        if facts.get("measure"):
            measure = s.part("measure")
            g.add(screening, "dpv:hasTechnicalOrganisationalMeasure", measure)
            g.add(measure, "a", iri(f"dpv:{facts['measure']}"))
            for number, _ in enumerate(s.published.steps, 1):
                g.add(measure, "dct:hasPart", s.part(f"recipe-{number}"))
    for number, approval in enumerate(s.published.approvals, 1):
        _approval(s, s.part(f"approval-{number}"), approval)


def _level(s: Scope) -> str:
    # Data with a name that may be published (an official's, a licensee's) hold personal data, whatever the rest is.
    # A finding that a person called a false alarm says nothing about people.
    approved = any(
        str(a.get("rule") or "").startswith("privacy/") and not a.get("mistaken") for a in s.published.approvals
    )
    return "raw" if approved and s.published.level == "non-personal" else s.published.level


def _approval(s: Scope, node: str, approval: Mapping[str, Any]) -> None:
    g, basis = s.graph, approval.get("basis")
    g.add(s.part("screening"), "dpv:hasLegalBasis", node)
    g.add(node, "a", iri("dpv:LegalBasis"))
    g.words(node, "rdfs:label", basis if isinstance(basis, Mapping) else {"ja": str(basis or "")})
    g.plain(node, "dct:subject", str(approval.get("rule") or ""))
    g.add(node, "dct:issued", date(str(approval.get("date") or "")))
    g.add(node, "dct:valid", date(str(approval.get("until") or ""), end=True))
    office = approval.get("office")
    g.words(node, "rdfs:comment", office if isinstance(office, Mapping) else {"ja": str(office or "")})


def _derivation(s: Scope, d: Distribution, screening: str, before: str) -> None:
    g, node, name = s.graph, s.distribution(d), distribution_name(d)
    if d.source_sha256:
        source = s.part(f"source-{d.source_sha256[:16]}")
        g.add(source, "a", iri("prov:Entity"))
        g.words(source, "rdfs:label", {"ja": "確認した元ファイル", "en": "Screened source file"})
        g.add(source, "spdx:checksum", checksum(s, iris.checksum(source), d.source_sha256))
        g.add(screening, "prov:used", source)
        g.add(node, "prov:wasDerivedFrom", source)
    for number, step in enumerate(d.steps, 1):
        before = _activity(s, s.part(f"step-{name}-{number}"), step_words(step), before)
    g.add(node, "prov:wasGeneratedBy", before)


def _activity(s: Scope, node: str, words: LangText, before: str) -> str:
    s.graph.add(node, "a", iri("prov:Activity"))
    s.graph.words(node, "rdfs:label", words)
    s.graph.add(node, "prov:wasInformedBy", before)
    return node


def step_words(step: str) -> LangText:
    """A step in words: "decoded:cp932" → 文字コードの読み取り（cp932）."""
    kind, _, detail = step.partition(":")
    known = STEPS.get(kind)
    if known is None:
        return {"ja": step, "en": step}
    return {
        "ja": known["ja"] + (f"（{detail}）" if detail else ""),
        "en": known["en"] + (f" ({detail})" if detail else ""),
    }


def _recipe_words(step: Mapping[str, Any]) -> LangText:
    for key in ("label", "title", "summary", "description"):
        if isinstance(step.get(key), Mapping):
            found: LangText = step[key]
            return found
    # A step is written {drop: [氏名]} or {step: drop, columns: [氏名]}.
    kind = next((k for k in step if k in STEPS), "")
    inner = step.get(kind) if kind else step
    kind = kind or str(step.get("step") or step.get("name") or next(iter(step), ""))
    given = inner.get("columns") or inner.get("column") if isinstance(inner, Mapping) else inner
    detail = "、".join(str(c) for c in given) if isinstance(given, list | tuple) else str(given or "")
    return step_words(f"{kind}:{detail}" if detail else kind)


def _origin(s: Scope) -> None:
    """The record at its own catalogue, under the identifier that it has there."""
    found = origin(s.published.dataset)
    s.graph.add(s.iri, "prov:hadPrimarySource", iris.clean(str(found.get("url") or found.get("catalog") or "")))
    if name := str(found.get("identifier") or ""):
        node = s.part("origin")
        s.graph.add(s.iri, "adms:identifier", node)
        s.graph.add(node, "a", iri("adms:Identifier"))
        s.graph.plain(node, "skos:notation", name)


def _screening(s: Scope) -> LangText:
    if s.published.is_elsewhere:
        found = origin(s.published.dataset)
        where = str(found.get("catalog") or found.get("url") or pick(s.publisher.name))
        return {
            "ja": f"ファイルは公開元にあり、この目録では中身を確認していません（取り込み元：{where}）。",
            "en": f"The files lie at their publisher; this catalogue has not looked into them (found at {where}).",
        }
    facts = s.published.screening
    when = s.published.screened
    counts_ja = "、".join(
        f"{label}{facts[key]:,}" for key, label in (("rows", "行数"), ("cells", "セル数"), ("rules", "確認項目数"))
        if isinstance(facts.get(key), int)
    )  # fmt: skip
    counts_en = ", ".join(f"{facts[k]:,} {k}" for k in ("rows", "cells", "rules") if isinstance(facts.get(k), int))
    approved = len(s.published.approvals)
    return {
        "ja": f"{when}に、個人情報と機械可読性の全件の確認を経て公開しました"
        + (f"（{counts_ja}）" if counts_ja else "")
        + "。"
        + (f"公開の根拠を記録した承認が{approved}件あります。" if approved else ""),
        "en": f"Released after a full screening for personal information and machine readability on {when}"
        + (f" ({counts_en})" if counts_en else "")
        + "."
        + (f" {approved} approval(s) with a recorded basis apply." if approved else ""),
    }
