"""The checker: a sound file passes, and each planted fault is found, from the file's bytes alone."""

from io import BytesIO

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pipelines.check import check
from pipelines.core.channel import channels
from pipelines.core.encode import encode
from pipelines.core.errors import UserError
from pipelines.core.metadata import SOURCE_TYPES, VOCABULARY, Provenance, packet
from pipelines.core.on_white import on_white
from pipelines.core.sharpness import edge_width
from pipelines.core.shot import Row
from tests.icc_profiles import display_p3, srgb

SIDE = 1000
HERE = Provenance("Crate", "A crate", "algorithmicallyEnhanced", {"scale": "0.8"})


def crate(fill: float = 0.9, dx: int = 0, dy: int = 0, size: tuple[int, int] = (SIDE, SIDE)) -> np.ndarray:
    """A striped box on pure white."""
    picture = np.full((size[1], size[0], 3), 255, np.uint8)
    half = round(min(size) * fill / 2)
    x, y = size[0] // 2 + dx, size[1] // 2 + dy
    box = picture[max(y - half, 0) : y + half, max(x - half * 3 // 4, 0) : x + half * 3 // 4]
    box[:] = (60, 90, 160)
    box[:, ::40] = (180, 60, 30)
    return picture


def saved(picture: np.ndarray, form: str = "JPEG", **options: object) -> bytes:
    file = BytesIO()
    Image.fromarray(picture).save(file, form, **options)
    return file.getvalue()


def rows(data: bytes, channel: str = "amazon_main", **known: str) -> tuple[Row, ...]:
    return check(data, channels()[channel], **known)


def broken(data: bytes, channel: str = "amazon_main", hard: bool = True, **known: str) -> set[str]:
    return {row.rule for row in rows(data, channel, **known) if not row.passed and row.hard == hard}


def sound(picture: np.ndarray | None = None) -> bytes:
    return encode(crate() if picture is None else picture, "JPEG", HERE)


WHITE = "background pixels that are not pure white"
BORDER = "border pixels that are not pure white"
FILL = "product's longest side / frame"
CENTRE = "product's distance from the centre / frame"
CUT = "sides of the frame that cut the product"
SOURCE = "digital source type"


def test_a_sound_file_keeps_every_hard_rule() -> None:
    assert broken(sound(), name="AB12.MAIN.jpg", source_type="algorithmicallyEnhanced") == set()


@pytest.mark.parametrize("subsampling", ["4:4:4", "4:2:2", "4:2:0"])
@pytest.mark.parametrize("quality", [60, 85, 95])
def test_a_strangers_jpeg_on_pure_white_passes(subsampling: str, quality: int) -> None:
    assert broken(saved(crate(), quality=quality, subsampling=subsampling)) == set()


def test_every_row_says_what_was_measured_against_what_by_whom() -> None:
    for row in rows(sound(), name="x.jpg"):
        assert row.rule
        assert row.measured
        assert row.limit
        assert row.source.startswith(("https://", "Packshot"))


def test_an_off_white_border_is_found() -> None:
    picture = crate()
    picture[3, 400] = 254
    assert broken(saved(picture, "PNG")) == {BORDER, WHITE}


@pytest.mark.parametrize("channel", range(3))
def test_one_pixel_of_254_far_from_the_product_is_found(channel: int) -> None:
    picture = crate()
    picture[500, 60, channel] = 254
    assert broken(saved(picture, "PNG")) == {WHITE}
    assert on_white(picture).background_off_white == 1


def test_beyond_16_px_of_a_hard_edge_one_pixel_is_found() -> None:
    picture = crate()
    left = np.flatnonzero(picture[500, :, 0] < 255)[0]
    picture[500, left - 17] = 254
    assert broken(saved(picture, "PNG")) == {WHITE}


def test_the_edge_of_the_product_may_be_soft() -> None:
    picture = crate()
    left = np.flatnonzero(picture[500, :, 0] < 255)[0]
    picture[400:600, left - 30 : left] = 253
    assert broken(saved(picture, "PNG")) == set()
    picture[400:600, left - 33] = 253
    assert broken(saved(picture, "PNG")) == {WHITE}


def test_a_wide_shadow_is_not_a_soft_edge() -> None:
    fade = np.tile(np.linspace(254.9, 240, 120).astype(np.uint8)[:, None], (800, 1, 3))
    picture = crate()
    left = np.flatnonzero(picture[500, :, 0] < 255)[0]
    picture[100:900, left - 120 : left] = fade
    assert broken(saved(picture, "PNG")) == {WHITE}


@pytest.mark.parametrize("level", [254, 250, 245, 128])
def test_a_background_that_is_not_white_is_found_at_any_level(level: int) -> None:
    assert BORDER in broken(saved(np.minimum(crate(), level).astype(np.uint8), "PNG"))


def test_dirt_and_faint_patches_are_background_not_product() -> None:
    dirt, patch = crate(), crate()
    dirt[40:44, 40:44] = 20
    patch[100:200, 20:90] = 240
    assert broken(saved(dirt, "PNG")) == broken(saved(patch, "PNG")) == {WHITE}


def test_parts_apart_and_gaps_within_belong_to_the_product() -> None:
    pair = np.full((SIDE, SIDE, 3), 255, np.uint8)
    cv2.circle(pair, (280, 500), 180, (90, 40, 30), 60)
    cv2.circle(pair, (740, 500), 180, (90, 40, 30), 60)
    found = on_white(pair)
    assert found.box == (70, 290, 951, 711)
    assert found.background_off_white == 0


@pytest.mark.parametrize(
    ("picture", "fault"),
    [
        (crate(fill=0.5), {FILL}),
        (crate(dx=66), {CENTRE}),
        (crate(dy=80), {CUT, CENTRE, BORDER}),
        (np.full((SIDE, SIDE, 3), 255, np.uint8), {FILL, CUT, CENTRE}),
        (crate(size=(400, 400)), {"longest side"}),
        (crate(size=(2400, 400)), {"width / height"}),
    ],
    ids=["small product", "off centre", "cut by the frame", "no product", "too small", "too wide"],
)
def test_planted_faults_of_composition_are_found(picture: np.ndarray, fault: set[str]) -> None:
    assert broken(saved(picture, "PNG")) == fault


def test_transparency_is_found() -> None:
    rgba = np.dstack([crate(), np.full((SIDE, SIDE), 255, np.uint8)])
    assert "transparency" not in broken(saved(rgba, "PNG"))
    rgba[:5, :5, 3] = 0
    assert "transparency" in broken(saved(rgba, "PNG"))


def test_colours_that_are_not_srgb_are_found() -> None:
    cmyk = BytesIO()
    Image.fromarray(crate()).convert("CMYK").save(cmyk, "JPEG")
    assert "colour space" in broken(cmyk.getvalue())
    assert "colour space" in broken(saved(crate(), icc_profile=display_p3()))
    assert "colour space" not in broken(saved(crate(), icc_profile=srgb()))


def test_the_format_is_read_from_the_content_not_from_the_name() -> None:
    webp = saved(crate(), "WEBP", lossless=True)
    assert "format by content" in broken(webp, name="AB12.MAIN.jpg")
    assert "file ending" in broken(webp, "google_merchant", name="crate.jpg")
    assert "file ending" not in broken(webp, "google_merchant", name="crate.webp")


def test_animation_is_found() -> None:
    file = BytesIO()
    frames = [Image.fromarray(crate()), Image.fromarray(crate(fill=0.5))]
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    assert "animation" in broken(file.getvalue())


def test_a_file_over_its_weight_is_found() -> None:
    noise = np.random.default_rng(2).integers(0, 256, (1350, 1080, 3), dtype=np.uint8)
    assert "file size" not in broken(saved(noise, "PNG"), "instagram_portrait")
    padded = saved(noise, "PNG") + bytes(5_000_000)
    assert "file size" in broken(padded, "instagram_portrait")


@pytest.mark.parametrize(
    ("channel", "size"),
    [("instagram_portrait", (1080, 1080)), ("facebook_link", (1200, 600)), ("etsy_listing", (600, 600))],
)
def test_the_wrong_shape_or_size_for_a_slot_is_found(channel: str, size: tuple[int, int]) -> None:
    made = channels()[channel]
    assert broken(saved(crate(size=(made.width, made.height))), channel) == set()
    assert broken(saved(crate(size=size)), channel) & {"width / height", "shortest side"}


def test_the_hero_is_3000_square_and_nothing_else() -> None:
    assert broken(saved(crate(size=(3000, 3000))), "marketplace_hero_3000") == set()
    assert broken(saved(crate(size=(3000, 2999))), "marketplace_hero_3000") == {"height"}


def test_a_name_that_blocks_a_bulk_upload_is_advised_against() -> None:
    assert "file name" in broken(sound(), hard=False, name="my crate_1.jpg")
    assert "file name" not in broken(sound(), hard=False, name="AB12.MAIN.jpg")


def test_metadata_that_was_stripped_from_our_file_breaks_a_rule() -> None:
    assert SOURCE in broken(saved(crate()), source_type="algorithmicallyEnhanced")
    assert SOURCE in broken(sound(), source_type="compositeSynthetic")


def test_a_strangers_silence_is_advice_but_a_wrong_word_is_a_fault() -> None:
    assert SOURCE in broken(saved(crate()), hard=False)
    honest = packet(HERE)
    bare = honest.replace(VOCABULARY.encode(), b"")
    misspelt = honest.replace(b"algorithmicallyEnhanced", b"algorithmicalyEnhanced")
    assert SOURCE not in broken(saved(crate(), xmp=honest)) | broken(saved(crate(), xmp=honest), hard=False)
    assert SOURCE in broken(saved(crate(), xmp=bare))
    assert SOURCE in broken(saved(crate(), xmp=misspelt))
    assert all(term.isalpha() for term in SOURCE_TYPES)


def test_enlargement_is_told_where_the_file_records_it() -> None:
    label = "enlargement of the photo's product"
    grown = Provenance("", "", "algorithmicallyEnhanced", {"scale": "2.5"})
    assert label not in broken(sound(), hard=False)
    assert label in broken(encode(crate(), "JPEG", grown), hard=False)
    assert label not in {row.rule for row in rows(saved(crate()))}


def test_a_blurred_product_is_advised_against() -> None:
    label = "width of the product's edges"
    assert label not in broken(saved(crate()), hard=False)
    assert label in broken(saved(cv2.GaussianBlur(crate(), (0, 0), 3)), hard=False)


@pytest.mark.parametrize("sigma", [1.0, 2.0, 3.0])
def test_an_edge_is_as_wide_as_its_blur(sigma: float) -> None:
    bars = np.repeat((np.arange(800) // 50 % 2 * 150 + 40).astype(np.uint8)[None], 800, 0)
    picture = np.repeat(cv2.GaussianBlur(bars, (0, 0), sigma)[..., None], 3, -1)
    assert edge_width(picture) == pytest.approx(2.56 * sigma, rel=0.1)


def test_a_photo_lying_on_its_side_is_measured_upright() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    lying = saved(crate(size=(1350, 1080)), exif=turned)
    assert "width / height" not in broken(lying, "instagram_portrait")


@given(data=st.binary(max_size=400))
@settings(max_examples=50, deadline=None)
def test_bytes_that_are_no_picture_are_answered_in_a_sentence(data: bytes) -> None:
    with pytest.raises(UserError):
        rows(data)


@given(cut=st.integers(30, 3000))
@settings(max_examples=20, deadline=None)
def test_truncated_files_are_answered_in_a_sentence(cut: int) -> None:
    with pytest.raises(UserError):
        rows(saved(crate(size=(400, 400)))[:cut])
