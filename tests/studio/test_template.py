"""Templates: what a file may say, what is said where it may not, and what the shipped ones all have."""

import pytest
import yaml

from pipelines.core.data import PRESETS, DataError, read
from pipelines.studio.template import Template, templates

STAGE = {
    "ground": {"material": "marble", "tones": ["#ffffff", "#cccccc", "#888888"]},
    "backdrop": {"colour": "#dddddd"},
}
WINDOW = {"view": "window", "tones": ["#ffffff", "#eeeeee", "#88aa66"]}
# fmt: off
KINDS = [
    "beauty_serum", "beauty_cream_jar", "beauty_lipstick", "beauty_perfume", "beauty_haircare_tube",
    "beauty_soap_bar", "beauty_makeup_palette", "jewelry_ring", "jewelry_necklace", "jewelry_earrings",
    "watch_wrist", "shoes_sneaker", "shoes_heels", "shoes_boots_leather", "shoes_sandals", "bag_leather_handbag",
    "bag_backpack", "wallet_small_leather", "apparel_flatlay_tee", "apparel_hanger", "apparel_ghost_mannequin",
    "apparel_knitwear", "apparel_lace", "apparel_ethnic_saree_kurta", "apparel_onmodel",
    "apparel_outerwear_layered", "headwear_cap", "scarf_silk", "eyewear", "belt_strap", "fur_faux_accessory",
    "phone", "headphones", "laptop", "camera_gear", "speaker", "charger_cable", "phone_case", "smartwatch_wearable",
    "home_mug", "home_candle", "home_lamp", "home_cushion", "home_vase", "home_rug", "home_bedding",
    "home_glassware", "wall_mirror", "wall_clock", "kitchen_pan", "kitchen_knife", "kitchen_appliance",
    "kitchen_board", "tableware_plate", "furniture_chair", "furniture_sofa", "furniture_table", "furniture_shelf",
    "food_packaged_snack", "beverage_bottle", "beverage_can", "coffee_bag", "chocolate_confection", "jar_honey_jam",
    "bakery_fresh", "spices_dry_goods", "pet_food", "pet_toy", "baby_care", "baby_clothing", "plush_toy",
    "toy_wooden_plastic", "board_game_puzzle", "sports_bottle", "sports_dumbbell", "sports_ball", "yoga_mat",
    "bike_outdoor_gear", "tool_hand_power", "automotive_part", "stationery_notebook", "book", "supplement_bottle",
    "medical_device_home", "cleaning_spray", "plant_potted", "garden_tool", "craft_ceramic_handmade",
    "art_print_framed", "music_guitar", "gift_box_hamper", "religious_festive_decor", "eco_packaging_box",
]
# fmt: on

CHANNELS = {path.stem for path in (PRESETS / "channels").glob("*.yaml")}
SEASONAL = [id for id, template in templates().items() if template.category == "seasonal"]


def written(tmp_path, **changes):
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump({"name": "Mine", "role": "lifestyle", "stage": STAGE, **changes}))
    return path


def staged(part, **changes):
    return {"stage": {**STAGE, part: {**STAGE.get(part, {}), **changes}}}


@pytest.mark.parametrize(
    "changes",
    [
        {"fill": 0.5, "pose": "lying", "thickness": 0.02},
        staged("light", azimuth=160, gobo="window"),
        staged("pieces", kind="podium", tones=["#ffffff"], height=0.2),
        {"stage": {**STAGE, "backdrop": WINDOW}},
        {"stage": {**STAGE, "backdrop": {"wall": {"material": "plaster", "tones": ["#ffffff", "#eeeeee"]}}}},
        {"role": "main", "stage": None},
    ],
)
def test_a_fitting_file_is_read(tmp_path, changes):
    path = written(tmp_path, **changes)
    assert read(path, Template) == Template.model_validate(yaml.safe_load(path.read_text()))


@pytest.mark.parametrize(
    ("changes", "key", "allowed"),
    [
        ({"fil": 0.5}, "fil", "not permitted"),
        ({"fill": 1.5}, "fill", "less than or equal to 1"),
        ({"role": "hero"}, "role", "'lifestyle'"),
        ({"pose": "sitting"}, "pose", "'hanging'"),
        ({"category": "Food & drink"}, "category", "[a-z_]+"),
        ({"tags": {"seasons": ["eid"]}}, "tags.seasons", "not permitted"),
        ({"role": "main"}, "file", "a main image has no stage"),
        ({"role": "main", "stage": None, "gain": 0.2}, "file", "no gain"),
        (staged("light", elevation=5), "stage.light.elevation", "greater than or equal to 10"),
        (staged("light", softnes=0), "stage.light.softnes", "not permitted"),
        (staged("light", gobo="fence"), "stage.light.gobo", "blinds"),
        (staged("ground", material="lava"), "stage.ground.material", "travertine"),
        (staged("ground", tones=["#ffffff"]), "stage.ground", "3 tones: ground, cloud, vein"),
        (staged("ground", depth=0), "stage.ground.depth", "greater than or equal to 0.3"),
        (staged("pieces", kind="tower", tones=["#ffffff"]), "stage.pieces.kind", "'podium'"),
        (staged("backdrop", colour="white"), "stage.backdrop.colour", "#[0-9a-f]{6}"),
        (staged("backdrop", view="window"), "stage.backdrop", "exactly one of colour, wall and view"),
        ({"stage": {**STAGE, "backdrop": {"view": "moon"}}}, "stage.backdrop.view", "kitchen"),
        ({"stage": {**STAGE, "backdrop": {**WINDOW, "tones": []}}}, "stage.backdrop", "takes 3 tones"),
        ({"stage": {**STAGE, "backdrop": {**WINDOW, "curve": 1}}}, "stage", "plain sheet"),
        (staged("view", pitch=95), "stage.view.pitch", "less than or equal to 90"),
        (staged("finish", grain=9), "stage.finish.grain", "less than or equal to 4"),
    ],
)
def test_what_does_not_fit_is_named_with_file_key_and_what_is_allowed(tmp_path, changes, key, allowed):
    with pytest.raises(DataError) as error:
        read(written(tmp_path, **changes), Template)
    assert all(part in str(error.value) for part in ("mine.yaml", f"{key}:", allowed))


def test_every_kind_of_product_has_its_template():
    assert len(set(KINDS)) == 93
    assert set(KINDS) <= set(templates())


def test_the_basic_studio_and_the_seasons_are_there():
    assert {"white_main", "sweep", "marble", "wood", "gradient"} <= set(templates())
    assert len(SEASONAL) >= 18


def test_main_images_are_locked_and_all_others_have_a_stage():
    for template in templates().values():
        locked = template.stage is None and template.gain == 0 and template.source_type == "algorithmicallyEnhanced"
        assert locked == (template.role == "main")


def test_every_template_has_a_name_of_its_own():
    names = [template.name for template in templates().values()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("id", sorted(templates()))
def test_a_template_says_when_it_serves(id):
    template = templates()[id]
    assert all((template.notes, template.tags.product, template.tags.mood, template.tags.channel))
    assert CHANNELS.issuperset(template.tags.channel)
    assert template.stage is None or "{product}" in template.prompt
    assert template.review or template.risk != "high"


@pytest.mark.parametrize("id", SEASONAL)
def test_a_seasonal_template_names_its_season(id):
    assert templates()[id].tags.season


def test_what_lies_is_seen_from_above():
    lying = [template for template in templates().values() if template.pose == "lying" and template.stage]
    assert len(lying) > 10
    assert all(template.stage.view.pitch >= 50 for template in lying)
