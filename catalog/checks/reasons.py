"""Why something in a file holds, in words: the `reason` of a problem, for the {reason} of messages."""

from __future__ import annotations

import re

from catalog.text import LangText

REASONS: dict[str, LangText] = {
    "damaged": {"ja": "ファイルが壊れています", "en": "the file is damaged"},
    "empty": {"ja": "中身が空です", "en": "the file is empty"},
    "checksum": {"ja": "検査合計が合いません", "en": "a checksum does not fit"},
    "cut-off": {"ja": "途中で切れています", "en": "it is cut off"},
    "malformed": {"ja": "中のXMLが壊れています", "en": "the XML inside is malformed"},
    "doctype": {"ja": "XMLに文書型宣言（DOCTYPE）があり、展開攻撃のおそれがあります", "en": "the XML has a DOCTYPE, which can hide an expansion attack"},
    "too-large": {"ja": "部品が大きすぎます", "en": "a part is too large"},
    "no-workbook": {"ja": "ブックの本体がありません", "en": "there is no workbook in it"},
    "no-directory": {"ja": "ZIPの目次がありません", "en": "the ZIP directory is missing"},
    "directory": {"ja": "ZIPの目次が壊れています", "en": "the ZIP directory is damaged"},
    "entry": {"ja": "ZIPの中のファイルが指す場所が壊れています", "en": "a ZIP entry points to a wrong place"},
    "several-disks": {"ja": "分割されたZIPです", "en": "it is a ZIP split over several disks"},
    "entries": {"ja": "ZIPの中のファイルが多すぎます", "en": "there are too many files in the ZIP"},
    "directories": {"ja": "ZIPの目次と中身の記述が食い違います", "en": "the two directories of the ZIP disagree"},
    "overlap": {"ja": "ZIPの中のファイルが重なっています", "en": "files in the ZIP overlap"},
    "after-end": {"ja": "終わりの印の後に余分なバイトがあります", "en": "there are bytes after the end mark"},
    "before-start": {"ja": "先頭に余分なバイトがあります", "en": "there are bytes before the beginning"},
    "between": {"ja": "ファイルとファイルの間に余分なバイトがあります", "en": "there are bytes between the entries"},
    "path": {"ja": "フォルダーの外を指す名前、または制御文字を含む名前です", "en": "the name leaves the folder or holds control characters"},
    "link": {"ja": "ほかの場所を指すリンクです", "en": "it is a link to another place"},
    "compression": {"ja": "知らない圧縮方式です", "en": "the compression is unknown"},
    "nested": {"ja": "圧縮ファイルや文書が何重にも入っています", "en": "archives or documents are nested too deep"},
    "unknown-format": {"ja": "知らない形式です", "en": "the format is unknown"},
    "unknown-part": {"ja": "知らない部品が入っています", "en": "it holds a part of unknown kind"},
    "macro": {"ja": "マクロ", "en": "macros"},
    "xlm": {"ja": "Excel 4.0マクロ", "en": "Excel 4.0 macros"},
    "activex": {"ja": "ActiveXコントロール", "en": "ActiveX controls"},
    "extension": {"ja": "拡張機能", "en": "an add-in"},
    "dde": {"ja": "DDE（ほかのプログラムの呼出し）", "en": "DDE (calls to other programs)"},
    "ole-link": {"ja": "OLEリンク", "en": "an OLE link"},
    "ole": {"ja": "OLEオブジェクト", "en": "an OLE object"},
    "loaded": {"ja": "開くと外部から読み込む部品", "en": "parts loaded from elsewhere when opened"},
    "script": {"ja": "スクリプト", "en": "scripts"},
    "launch": {"ja": "プログラムを起動する動作", "en": "an action that starts a program"},
    "xfa": {"ja": "XFAフォーム", "en": "an XFA form"},
    "media": {"ja": "動画・音声などの実行部品", "en": "rich media"},
    "hidden": {"ja": "隠し文字", "en": "text marked as hidden"},
    "colour": {"ja": "背景と同じ色の文字", "en": "text in the colour of its background"},
    "size": {"ja": "読めない大きさの文字", "en": "letters too small to be read"},
    "merged": {"ja": "結合したセルの下に残った値", "en": "a value left under merged cells"},
    "format": {"ja": "何も表示しない表示形式", "en": "a number format that shows nothing"},
    "font": {"ja": "文字として読めないフォント", "en": "a font that cannot be read as text"},
    "scan": {"ja": "文字情報のない画像だけのページ", "en": "pages that are pictures without text"},
    "picture": {"ja": "画像の中の文字は読めません", "en": "text inside a picture cannot be read"},
    "pages": {"ja": "ページが多すぎます", "en": "there are too many pages"},
    "old-format": {"ja": "古い形式で、中身を確実には調べられません", "en": "the old format cannot be searched with certainty"},
    "time": {"ja": "調べるのに時間がかかりすぎます", "en": "it takes too long to search"},
    "remote": {"ja": "ほかの場所にあるファイルです", "en": "the file lies elsewhere"},
    "crash": {"ja": "読み取りの途中でプログラムが止まりました", "en": "reading it stopped the program"},
    "memory": {"ja": "読み取りに記憶領域が足りません", "en": "reading it takes too much memory"},
    "password": {"ja": "パスワードがかかっています", "en": "it has a password"},
    "nested too deeply": {"ja": "入れ子が深すぎます", "en": "it is nested too deeply"},
    "not valid JSON": {"ja": "JSONの書き方が正しくありません", "en": "it is not valid JSON"},
    "not well-formed XML": {"ja": "XMLの書き方が正しくありません", "en": "the XML is not well-formed"},
    "DOCTYPE": {"ja": "XMLに文書型宣言（DOCTYPE）があります", "en": "the XML has a DOCTYPE"},
    "link out of the folder": {"ja": "フォルダーの外を指すリンクです", "en": "it is a link out of the folder"},
    "cannot be opened": {"ja": "開けません", "en": "it cannot be opened"},
    "Permission denied": {"ja": "読み取りの権限がありません", "en": "permission denied"},
    "not a plain file": {"ja": "通常のファイルではありません", "en": "it is not a plain file"},
    "changed while it was read": {"ja": "読み取り中に書き換えられました", "en": "it changed while it was read"},
}  # fmt: skip

#: reasons that carry numbers or names of errors: pattern → replacement in Japanese and in English
_PATTERNS: tuple[tuple[str, str, str], ...] = (
    (r"^UTF-8 fails at byte (\d+), CP932 at byte (\d+), EUC-JP fails$",
     r"UTF-8では\1バイト目、CP932では\2バイト目が読めず、EUC-JPでもありません", r"\g<0>"),
    (r"^(.*), but not valid (\S+)$", r"\2と決めましたが、正しくないバイトがあります（\1）", r"\g<0>"),
    (r"^(?:layout|inspection|shapefile): (\w+)$", r"ファイルの作りが正しくありません（\1）", r"its structure is wrong (\1)"),
    (r"^(\w*(?:Error|Exception|BadZipFile))$", r"ファイルの作りが正しくありません（\1）", r"its structure is wrong (\1)"),
    (r"^(\d+) bytes$", r"\1バイトあります", r"it has \1 bytes"),
)  # fmt: skip


def worded(reason: str) -> LangText:
    """A reason in Japanese and English; one that is not known is given as it stands."""
    known = REASONS.get(reason)
    if known is not None:
        return known
    for pattern, ja, en in _PATTERNS:
        if re.search(pattern, reason):
            return {"ja": re.sub(pattern, ja, reason), "en": re.sub(pattern, en, reason)}
    return {"ja": reason or "理由不明", "en": reason or "unknown"}
