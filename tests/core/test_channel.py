"""Channels: data that is whole, sourced and refused when wrong; file names that are safe whatever the seller types."""

import re
from pathlib import Path
from typing import get_args

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipelines.check import MEASURES, NAMES
from pipelines.core.channel import Among, Channel, Within, channel_of, channels
from pipelines.core.data import PRESETS, DataError, read
from pipelines.core.errors import UserError
from pipelines.core.product import Product, slug
from pipelines.scene import Scene
from pipelines.studio.template import templates

SLOTS = {
    "amazon_main", "amazon_secondary", "shopify_product", "etsy_listing", "google_merchant", "instagram_portrait",
    "facebook_link", "marketplace_hero_3000",
}  # fmt: skip
ANYTHING = st.text(max_size=60)


def test_the_eight_slots_are_there_under_their_own_ids() -> None:
    assert set(channels()) == SLOTS
    assert all(channel.id == name for name, channel in channels().items())


def test_every_check_that_data_may_ask_for_can_be_measured() -> None:
    assert set(get_args(Within.model_fields["check"].annotation)) == set(MEASURES)
    assert set(get_args(Among.model_fields["check"].annotation)) == set(NAMES)


@pytest.mark.parametrize("channel", channels().values(), ids=list(channels()))
def test_what_is_made_keeps_the_rules_that_size_and_fill_decide(channel: Channel) -> None:
    made = {
        "width": channel.width, "height": channel.height, "aspect": channel.width / channel.height,
        "longest_side": max(channel.width, channel.height), "shortest_side": min(channel.width, channel.height),
        "megapixels": channel.width * channel.height / 1e6, "fill": channel.fill,
    }  # fmt: skip
    for rule in channel.rules:
        if isinstance(rule, Within) and rule.check in made:
            value = made[rule.check]
            assert rule.min is None or value >= rule.min, (rule, value)
            assert rule.max is None or value <= rule.max, (rule, value)
    Scene(template=channel.template, width=channel.width, height=channel.height, fill=channel.fill)
    assert channel.template in templates()


@pytest.mark.parametrize("channel", channels().values(), ids=list(channels()))
def test_every_slot_checks_format_colour_weight_and_provenance(channel: Channel) -> None:
    hard = {rule.check for rule in channel.rules if rule.hard}
    assert {"format", "colour", "megabytes", "provenance"} <= hard
    assert channel.format in next(r.allowed for r in channel.rules if isinstance(r, Among) and r.check == "format")


def test_the_byte_limit_is_the_least_of_the_hard_ones() -> None:
    assert channels()["amazon_main"].byte_limit == 10_000_000
    assert channels()["instagram_portrait"].byte_limit == 8_000_000


def test_a_listing_has_one_main_picture_and_says_by_whom_it_takes_more() -> None:
    several = {id: channel.pictures.most for id, channel in channels().items() if channel.pictures.most > 1}
    assert several == {
        "amazon_secondary": 8, "etsy_listing": 10, "shopify_product": 250, "google_merchant": 11,
        "instagram_portrait": 10,
    }  # fmt: skip
    for channel in channels().values():
        names = {channel.file_name(Product(), number) for number in range(1, channel.pictures.most + 1)}
        assert len(names) == channel.pictures.most
        assert channel.pictures.source in channel.sources


def test_amazon_names_are_its_own_and_others_say_what_they_are() -> None:
    product = Product(sku="AB-12_3 x", name="Blue Vase / 30 cm")
    assert channels()["amazon_main"].file_name(product, 1) == "AB123x.MAIN.jpg"
    assert channels()["amazon_secondary"].file_name(product, 3) == "AB123x.PT03.jpg"
    assert channels()["etsy_listing"].file_name(product, 2) == "AB-12-3-x_Blue-Vase-30-cm_etsy_listing_2.jpg"
    assert (
        channels()["marketplace_hero_3000"].file_name(product, 1)
        == "AB-12-3-x_Blue-Vase-30-cm_marketplace_hero-3000_1.jpg"
    )


@given(text=ANYTHING)
def test_a_slug_is_a_plain_word(text: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38}[A-Za-z0-9])?", slug(text))


@given(sku=ANYTHING, name=ANYTHING, number=st.integers(1, 99))
def test_no_file_name_leaves_its_folder_or_starts_a_formula(sku: str, name: str, number: int) -> None:
    for channel in channels().values():
        made = channel.file_name(Product(sku=sku, name=name), number)
        assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*(\.(MAIN|PT\d\d))?\.(jpg|png)", made)
        assert Path("out", made).parent == Path("out")
        assert any(rule.check == "name" and re.fullmatch(rule.pattern, made) for rule in channel.rules)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"colour": "red"}, "colour"),
        ({"width": 100}, "width"),
        ({"name": "{sku}/{nonsense}"}, "name"),
        ({"rules": [{"check": "width", "source": "own"}]}, "needs min, max or both"),
        ({"rules": [{"check": "width", "min": 5, "source": "nobody"}]}, "nobody"),
        ({"rules": [{"check": "smell", "min": 5, "source": "own"}]}, "smell"),
        ({"rules": [{"check": "name", "pattern": "(", "source": "own"}]}, "not a regular expression"),
        ({"pictures": {"most": 0, "source": "own"}}, "pictures.most"),
        ({"pictures": {"most": 3, "source": "nobody"}}, "nobody"),
        ({"sources": {"own": {"url": "ftp://x", "confidence": "blog", "date": "2026-01-01"}}}, "url"),
    ],
)
def test_a_wrong_channel_file_is_refused_by_file_and_key(tmp_path: Path, change: dict[str, object], named: str) -> None:
    whole = yaml.safe_load((PRESETS / "channels" / "facebook_link.yaml").read_text("utf-8"))
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump(whole | change), "utf-8")
    with pytest.raises(DataError, match=re.escape(named)) as caught:
        read(path, Channel)
    assert "mine.yaml" in str(caught.value)


def test_an_unknown_channel_is_answered_with_those_there_are() -> None:
    with pytest.raises(UserError, match="amazon_main"):
        channel_of("ebay")
