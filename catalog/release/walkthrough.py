"""The document's own flow for 目的外提供, one plain question at a time, with the answers kept beside the approval.

利用目的の範囲内の提供か → 利用目的の変更が可能か → 本人の同意 → 目的外提供が認められる場合か → otherwise no.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from catalog.config import CATALOG_FILES, find, load_catalog
from catalog.errors import CatalogError, Mistake
from catalog.release.approvals import NEVER, bases
from catalog.release.approving import Wish, check_reason, examined_dataset, last_day
from catalog.rule import Finding
from catalog.text import pick

Ask = Callable[[str], str]
Tell = Callable[[str], None]

#: Rules that are about persons get the law's questions; others only basis, reason and name.
ABOUT_PEOPLE = ("privacy", "disclosure", "hidden", "confidential")

_QUESTIONS: tuple[tuple[str, dict[str, str], str], ...] = (
    (
        "within-purpose",
        {
            "ja": "この情報の公開は、集めたときに示した利用目的の範囲内ですか（個情法61条・69条1項）",
            "en": "Is publishing this within the purpose for which it was collected (APPI art. 61, 69-1)?",
        },
        "planned-publication",
    ),
    (
        "purpose-change",
        {
            "ja": "利用目的を、相当の関連性がある範囲で変更し、公開を含められますか（個情法61条3項）",
            "en": "Can the purpose be changed, within reasonable relevance, to include publication (APPI art. 61-3)?",
        },
        "law-or-ordinance",
    ),
    (
        "consent",
        {"ja": "本人の同意がありますか（個情法69条2項1号）", "en": "Is there the person's consent (APPI art. 69-2-1)?"},
        "consent",
    ),
    (
        "exception",
        {
            "ja": "目的外提供が認められる場合に当たりますか（個情法69条2項2〜4号{ordinances}）",
            "en": "Is this one of the cases in which other use is allowed (APPI art. 69-2-2 to 4{ordinances})?",
        },
        "",
    ),
)
_VERDICTS: dict[str, dict[str, str]] = {
    "review": {"ja": "要確認", "en": "needs review"},
    "withhold": {"ja": "公開不可", "en": "must not go out"},
}
_EXCEPTIONS = ("law-or-ordinance", "statistics-or-research", "own-duties", "other-public-body")
#: Bases for use inside the administration: they seldom carry a release to everybody.
_INTERNAL = ("own-duties", "other-public-body")
#: Asked first where a person stands in a register or in office (review): 情報公開法5条.
_PUBLIC: tuple[tuple[str, dict[str, str], tuple[str, ...]], ...] = (
    (
        "public-duty",
        {
            "ja": "公務員等の職務に関する情報で、氏名を公表する慣行がありますか（情報公開法5条1号ハ）",
            "en": "Is it about the duties of a public official whose name is customarily published (FOI art. 5-1 ha)?",
        },
        ("privacy/person-name", "privacy/person-name-kana"),
    ),
    (
        "business-activity",
        {
            "ja": "事業を営む人が、その事業のために自ら公にしている情報ですか（屋号、営業所の電話など。自宅と兼用のものを除く。情報公開法5条2号）",
            "en": "Does a trader make it public for the trade itself (trade name, office telephone; not one shared with a home)?",
        },
        ("privacy/person-name", "privacy/person-name-kana", "privacy/phone-number", "privacy/email-address", "privacy/home-address"),
    ),
)  # fmt: skip


def walk(
    folder: Path, as_of: str, lang: str, *, finding: str | None, by: str | None, ask: Ask, tell: Tell
) -> Wish | None:
    """Leads to a wish, or to None when the answer is that it must not go out."""
    held = [f for f in examined_dataset(folder, as_of).findings if f.verdict != "pass" and f.approval is None]
    open_ones = [f for f in held if f.rule not in NEVER]
    if not open_ones:
        tell(_nothing_open(bool(held), lang))
        return None
    chosen = next((f for f in open_ones if f.fingerprint == finding), None) or _choose(open_ones, lang, ask, tell)
    answers: dict[str, Any] = {}
    basis = _basis(chosen, folder, lang, ask, tell, answers)
    if basis is None:
        tell(
            "公開の根拠がありません。列を落とす・抽象化する・統計にする方法（catalog transform）を検討してください。"
            if lang == "ja"
            else "There is no basis for release. Consider dropping the column, generalising, or statistics (catalog transform)."
        )
        return None
    cited = bases()[basis].article
    tell(f"→ {pick(bases()[basis].title, lang)}" + (f"（{cited}）" if cited else ""))
    article = None
    if basis != "law-or-ordinance":
        tell(pick(bases()[basis].explanation, lang))
    if basis == "law-or-ordinance":
        article = _text(
            "根拠となる法令・条例の名前と条番号（例：食品衛生法55条、○○条例5条）: "
            if lang == "ja"
            else "Law or ordinance and its article: ",
            ask,
        )
    reason = _accepted(
        "理由（あとで説明できるように）: " if lang == "ja" else "Reason (so that you can answer for it): ",
        ask,
        check_reason,
        lang,
        tell,
    )
    name = by or _text(
        "承認者（課名と職・氏名、公開されません）: "
        if lang == "ja"
        else "Approver (office and person, not published): ",
        ask,
    )
    until = _accepted(
        "期限（YYYY-MM-DD、空なら1年）: " if lang == "ja" else "Until (YYYY-MM-DD, empty: one year): ",
        ask,
        lambda answer: last_day(answer or None, as_of),
        lang,
        tell,
    )
    return Wish(chosen.fingerprint, basis, reason, name, until or None, article, answers or None)


def again(count: int, lang: str, ask: Ask) -> bool:
    """Whether the same basis, reason and approver stand for the other findings by the same rule."""
    question = (
        f"同じ規則の指摘がほかに{count}件あります。同じ根拠・理由・期限で、1件ずつ記録しますか"
        if lang == "ja"
        else f"There are {count} more findings by this rule. Record the same basis, reason and date for each of them"
    )
    return _yes(question, lang, ask, {}, "alike")


def _choose(held: list[Finding], lang: str, ask: Ask, tell: Tell) -> Finding:
    for index, f in enumerate(held, start=1):
        sheet = f"{f.place.sheet}: " if f.place.sheet else ""
        tell(f"{index}. [{_VERDICTS[f.verdict][lang]}] {sheet}{f.message[lang]}")
    while True:
        number = ask(
            f"どの指摘ですか（1〜{len(held)}）: " if lang == "ja" else f"Which finding (1-{len(held)})? "
        ).strip()
        if number.isdigit() and 1 <= int(number) <= len(held):
            return held[int(number) - 1]


def _basis(finding: Finding, folder: Path, lang: str, ask: Ask, tell: Tell, answers: dict[str, Any]) -> str | None:
    """The basis that the answers lead to; None when the last answer is no."""
    if finding.rule.split("/")[0] not in ABOUT_PEOPLE:
        return "quality-accepted"
    ask_first = (
        "人が確認した結果、個人に関する情報ではありませんか（誤検知）"
        if lang == "ja"
        else "Did a person check that it is not about a person (false alarm)?"
    )
    if _yes(ask_first, lang, ask, answers, "not-personal"):
        return "not-personal"
    if finding.rule.startswith("disclosure/") and finding.verdict == "review":
        question = (
            "再識別のおそれを評価し、影響評価書などに残しましたか"
            if lang == "ja"
            else "Was the risk of re-identification assessed and written down?"
        )
        if _yes(question, lang, ask, answers, "risk-assessed"):
            return "risk-assessed"
    for key, words, rules in _PUBLIC:
        if finding.verdict == "review" and finding.rule in rules and _yes(words[lang], lang, ask, answers, key):
            return key
    for key, words, basis in _QUESTIONS:
        if _yes(words[lang].format(ordinances=_ordinances(folder, lang)), lang, ask, answers, key):
            return basis or _exception(lang, ask, tell, answers)
    return None


def _exception(lang: str, ask: Ask, tell: Tell, answers: dict[str, Any]) -> str | None:
    for index, name in enumerate(_EXCEPTIONS, start=1):
        tell(f"{index}. {pick(bases()[name].title, lang)}（{bases()[name].article}）")
    number = ask("どれに当たりますか（なければ空）: " if lang == "ja" else "Which one (empty: none)? ").strip()
    if not (number.isdigit() and 1 <= int(number) <= len(_EXCEPTIONS)):
        return None
    chosen = _EXCEPTIONS[int(number) - 1]
    carries = (
        "これは庁内での利用や他の機関への提供の根拠です。一般に公開することまで認める根拠がありますか"
        if lang == "ja"
        else "This allows use inside the administration. Does it carry a release to the general public?"
    )
    if chosen in _INTERNAL and not _yes(carries, lang, ask, answers, "carries-release"):
        return None
    return chosen


def _ordinances(folder: Path, lang: str) -> str:
    """The city's own articles, as named in catalog.yaml `policy: {ordinances: [...]}`."""
    if not find(folder.parent, CATALOG_FILES):
        return ""
    named = load_catalog(folder.parent).policy.get("ordinances") or []
    return "".join(f"、{o}" if lang == "ja" else f", {o}" for o in named)


def _yes(question: str, lang: str, ask: Ask, answers: dict[str, Any], key: str) -> bool:
    while True:
        answer = ask(f"{question} [はい/いいえ]: " if lang == "ja" else f"{question} [yes/no]: ").strip().lower()
        if answer in ("はい", "y", "yes", "h", "1"):
            answers[key] = "yes"
            return True
        if answer in ("いいえ", "n", "no", "i", "0"):
            answers[key] = "no"
            return False


def _nothing_open(held: bool, lang: str) -> str:
    """Why there is nothing to approve: nothing holds, or only what no approval can release."""
    if held:
        return (
            "保留はありますが、承認できるものはありません（個人番号、読めないファイルなど）。`catalog check` の直し方を見て直してください。"
            if lang == "ja"
            else "What is held here can never be approved (individual numbers, files that cannot be read …). `catalog check` says how to mend it."
        )
    return (
        "公開を止めている指摘はありません。承認は要りません。"
        if lang == "ja"
        else "Nothing holds this dataset: it needs no approval."
    )


def _accepted(question: str, ask: Ask, check: Callable[[str], object], lang: str, tell: Tell) -> str:
    """An answer that can be recorded: a slip at the last question must not cost all the answers before it."""
    while True:
        answer = ask(question).strip()
        try:
            check(answer)
        except CatalogError as error:
            for mistake in error.mistakes:
                tell(Mistake("", mistake.what, mistake.hint).text(lang))
        else:
            return answer


def _text(question: str, ask: Ask) -> str:
    while True:
        if answer := ask(question).strip():
            return answer
