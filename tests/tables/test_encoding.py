"""Which encoding a text file is in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.tables.encoding import decide, decode_euc, decode_iso2022jp

TEXT = "施設名,備考\n中央公民館,①㈱髙﨑商店\n東公民館,ｶﾀｶﾅと　空白\n"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp932", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_every_encoding_gives_the_same_text(codec: str) -> None:
    """The same table in another encoding is the same table."""
    decision = decide(TEXT.encode(codec))
    assert decision.text == TEXT
    assert decision.evidence


def test_cp932_is_never_read_as_shift_jis() -> None:
    """The characters that Windows added are kept."""
    decision = decide("㈱髙橋①".encode("cp932"))
    assert (decision.encoding, decision.text) == ("cp932", "㈱髙橋①")


def test_japanese_late_in_the_file_counts() -> None:
    """A file that is ASCII for a megabyte and Japanese in its last line is decided by that line."""
    data = b"id,name\n" + b"1,abc\n" * 200_000 + "2,高松市".encode("cp932")
    assert decide(data).encoding == "cp932"


def test_euc_jp() -> None:
    """EUC-JP is told from CP932 although both could be valid."""
    text = "施設名,所在地\n中央図書館,ひがし町一丁目\n"
    assert decide(text.encode("euc_jp")).encoding == "euc-jp"
    assert decide(text.encode("euc_jp")).text == text


def test_half_width_kana_in_cp932_are_no_kanji() -> None:
    """A file of half-width kana stays what it is."""
    assert decide("ｶﾌﾞｼｷｶﾞｲｼｬ\nﾄﾞｳﾛ\n".encode("cp932")).encoding == "cp932"


def test_euc_with_circled_digits() -> None:
    """NEC's characters in EUC-JP, which the standard library refuses, are read."""
    assert decode_euc(b"\xad\xa1\xa4\xa2") == "①あ"


def test_iso2022jp() -> None:
    """Mail-style seven-bit Japanese is read, with half-width kana and circled digits too."""
    assert decide(TEXT.replace("①㈱髙﨑", "").replace("ｶﾀｶﾅ", "").encode("iso2022_jp")).encoding == "iso-2022-jp"
    assert decode_iso2022jp(b"\x1b$B-!\x1b(I1\x1b(B!") == "①ｱ!"


@pytest.mark.parametrize("data", [b"\x81\xff\xfe\xff,", b"\xff\xfe\x00\xd8\x00\x00"])
def test_undecodable_says_where(data: bytes) -> None:
    """Nothing is replaced in silence: without an encoding there is an offset instead of a text."""
    decision = decide(data)
    assert decision.encoding is None
    assert decision.offset is not None


@given(st.text(alphabet=st.characters(codec="cp932", exclude_characters="\x80\xa0\x1b\x00¢£¬‖−〜"), min_size=1))
def test_cp932_never_comes_out_changed(text: str) -> None:
    """Whatever a CP932 file holds is either read as it was written or not claimed to be CP932."""
    try:
        data = text.encode("cp932")
    except UnicodeEncodeError:
        return
    decision = decide(data)
    if decision.encoding == "cp932":
        assert decision.text == data.decode("cp932")
