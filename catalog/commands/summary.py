"""The last words of a build: what went out, what was held and why, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from catalog.rules.wording import approve_command, brief

if TYPE_CHECKING:
    from catalog.pipeline import Built, Settings


def closing_words(built: Built, settings: Settings, lang: str, city: Path | None = None) -> list[str]:
    """One line per held dataset (the finding that holds it first), then the next steps."""
    ja = lang == "ja"
    lines: list[str] = []
    words = {"review": "要確認" if ja else "needs review", "withhold": "公開不可" if ja else "withheld"}
    for dataset in sorted(built.report["datasets"], key=lambda d: d["decision"] != "withhold"):
        if dataset["decision"] == "publish":
            continue
        held = [
            (f, r) for r in dataset["resources"] for f in r["findings"] if f["verdict"] != "pass" and not f["approval"]
        ]
        held.sort(key=lambda found: found[0]["verdict"] != "withhold")
        reason = brief(*held[0], lang) if held else ""
        more = (f"（ほか{len(held) - 1}件）" if ja else f" (and {len(held) - 1} more)") if len(held) > 1 else ""
        lines.append(f"  {words[dataset['decision']]}  {dataset['id']}: {reason}{more}")
    if built.held:
        command = approve_command("DATASET", city)
        lines.insert(0, f"保留 {built.held} 件:" if ja else f"Held: {built.held}")
        lines.append(
            f"次にすること: {settings.reports}/report.html を開いて、直すか、根拠を付けて承認してください（`{command}`）。"
            if ja
            else f"Next: open {settings.reports}/report.html, then mend the data or approve with a basis (`{command}`)."
        )
    if built.out is None:
        lines.append("--strict のため、何も公開していません。" if ja else "--strict: nothing was published.")
    else:
        lines.append(
            f"公開 {built.published} 件 → {built.out}（見るには `catalog serve {built.out}`）"
            if ja
            else f"Published {built.published} → {built.out} (see it with `catalog serve {built.out}`)"
        )
    lines += _unfinished(built, ja)
    lines += [f"  リンク切れ {link['ja']}" if ja else f"  broken link {link['en']}" for link in built.broken_links]
    lines += [f"  DCAT-AP に合わない {x}" if ja else f"  does not conform to DCAT-AP: {x}" for x in built.nonconformant]
    return lines


def _unfinished(built: Built, ja: bool) -> list[str]:
    """What readers miss from now on, and what went out although nobody has written or checked it yet."""
    lines = []
    if built.dropped:
        listed = _some(built.dropped, "、" if ja else ", ")
        lines.append(
            f"注意: 前のサイトにあった{len(built.dropped)}件（{listed}）は保留になり、このサイトに載っていません。直すか承認するまで、前のファイルに戻せば載ります。"
            if ja
            else f"Note: held now, and no longer on the site: {listed}. Until it is mended or approved, the earlier file brings it back."
        )
    if built.sample:
        lines.append(
            "注意: catalog.yaml が見本のままです（○○市、data.example.jp など）。公開する前に書きかえてください。"
            if ja
            else "Note: catalog.yaml is still the sample (○○市, data.example.jp …). Write your own before publishing."
        )
    if built.made_up:
        lines.append(
            f"注意: 見本のデータ（{'、'.join(built.made_up)}）が載っています。サイトを公開する前に、そのフォルダと {built.out} を消してビルドし直してください。"
            if ja
            else f"Note: made-up sample data ({', '.join(built.made_up)}) are on the site. Before it goes public, remove their folder and {built.out}, and build anew."
        )
    if built.guessed:
        listed = _some(built.guessed, "、" if ja else ", ")
        lines.append(
            f"注意: 題名や説明が推測のままのデータが{len(built.guessed)}件あります（{listed}）。datapackage.yaml の「# 推測」の行を確かめ、# から行の終わりまでを消してください。"
            if ja
            else f"Note: {len(built.guessed)} datasets have guessed titles or descriptions ({listed}). Check the lines marked “# 推測” in datapackage.yaml, and remove the mark to the end of its line."
        )
    return lines


def _some(names: Sequence[str], comma: str, most: int = 5) -> str:
    return comma.join(names[:most]) + (" …" if len(names) > most else "")
