"""Pictures go out as pixels: who took them, where and with what stays behind."""

from __future__ import annotations

import io

import pytest
from PIL import Image, PngImagePlugin

from catalog.release.pictures import bare_picture

NAME = b"Yamakawa Taro"


def picture(form: str) -> bytes:
    """A small picture with a name in every place that its format has."""
    image = Image.effect_noise((48, 32), 40).convert("RGB")
    exif = Image.Exif()
    exif[0x013B] = NAME.decode()
    exif[0x0112] = 6
    out = io.BytesIO()
    if form == "PNG":
        info = PngImagePlugin.PngInfo()
        info.add_text("Author", NAME.decode())
        image.save(out, form, pnginfo=info, exif=exif)
    elif form == "GIF":
        image.quantize(16).save(out, form, comment=NAME)
    elif form == "WEBP":
        image.save(out, form, exif=exif, xmp=b"<x>" + NAME + b"</x>", lossless=True)
    elif form == "TIFF":
        image.save(out, form, tiffinfo={0x013B: NAME.decode()})
    elif form == "BMP":
        image.save(out, form)
    else:
        image.save(out, "JPEG", exif=exif, comment=NAME, progressive=form == "progressive")
    return out.getvalue() + (b"" if form == "TIFF" else NAME)


@pytest.mark.parametrize("form", ["JPEG", "progressive", "PNG", "GIF", "WEBP", "TIFF", "BMP"])
def test_only_the_pixels_go_out(form: str) -> None:
    """The same pixels, and no name anywhere."""
    made = picture(form)
    suffix, bare = bare_picture(made, form.lower())
    assert NAME in made and NAME not in bare and suffix == form.lower()
    with Image.open(io.BytesIO(made)) as before, Image.open(io.BytesIO(bare)) as after:
        assert before.convert("RGB").tobytes() == after.convert("RGB").tobytes()


def test_a_photograph_held_upright_stays_upright() -> None:
    """How it was held is the one fact of EXIF that is kept."""
    _, bare = bare_picture(picture("JPEG"), "jpg")
    with Image.open(io.BytesIO(bare)) as after:
        assert dict(after.getexif()) == {0x0112: 6}


def test_a_picture_that_lies_about_its_parts_is_drawn_anew() -> None:
    """Bytes between the segments of a JPEG that some viewers pass over."""
    made = picture("JPEG")
    size = int.from_bytes(made[4:6], "big")
    suffix, bare = bare_picture(made[: 4 + size] + NAME + made[4 + size :], "jpg")
    assert suffix in ("png", "jpg") and NAME not in bare
