"""The last words of a build: what went out, what was held and why, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from catalog.pipeline import Built, Settings


def closing_words(built: Built, settings: Settings, lang: str) -> list[str]:
    """One line per held dataset (the finding that holds it first), then the next steps."""
    ja = lang == "ja"
    lines: list[str] = []
    words = {"review": "要確認" if ja else "needs review", "withhold": "公開不可" if ja else "withheld"}
    for dataset in built.report["datasets"]:
        if dataset["decision"] == "publish":
            continue
        held = [f for r in dataset["resources"] for f in r["findings"] if f["verdict"] != "pass" and not f["approval"]]
        held.sort(key=lambda f: f["verdict"] != "withhold")
        reason = held[0]["message"][lang] if held else ""
        more = (f"（ほか{len(held) - 1}件）" if ja else f" (and {len(held) - 1} more)") if len(held) > 1 else ""
        lines.append(f"  {words[dataset['decision']]}  {dataset['id']}: {reason}{more}")
    if built.held:
        lines.insert(0, f"保留 {built.held} 件:" if ja else f"Held: {built.held}")
        lines.append(
            f"次にすること: {settings.reports}/report.html を開いて、直すか、根拠を付けて承認してください（`catalog approve DATASET`）。"
            if ja
            else f"Next: open {settings.reports}/report.html, then mend the data or approve with a basis (`catalog approve DATASET`)."
        )
    if built.out is None:
        lines.append("--strict のため、何も公開していません。" if ja else "--strict: nothing was published.")
    else:
        lines.append(
            f"公開 {built.published} 件 → {built.out}（見るには `catalog serve {built.out}`）"
            if ja
            else f"Published {built.published} → {built.out} (see it with `catalog serve {built.out}`)"
        )
    lines += [f"  リンク切れ {link['ja']}" if ja else f"  broken link {link['en']}" for link in built.broken_links]
    lines += [f"  DCAT-AP に合わない {x}" if ja else f"  does not conform to DCAT-AP: {x}" for x in built.nonconformant]
    return lines
