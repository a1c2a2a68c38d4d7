"""The Export tab without a browser: which of the contact sheet leaves with the set, and what is said of it."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import cv2
import gradio as gr
import numpy as np
import pytest

from pipelines.angles import Angle, View, angles
from pipelines.core.engines import Engines
from pipelines.core.product import Product
from pipelines.core.recipe import Recipe
from pipelines.core.shot import Cutout, Photo, Shot
from pipelines.details import Detail, details
from ui import export_tab, more_photos
from ui.state import Visitor

STUDIO = Engines("studio")
SLOTS = ["facebook_link", "instagram_portrait"]


@pytest.fixture(scope="module")
def jar():
    """A shot of a jar with a dark lid and a line of lettering."""
    pixels = np.full((500, 400, 3), 235, np.uint8)
    pixels[60:460, 60:340] = (150, 160, 190)
    pixels[60:150, 60:340] = (70, 40, 30)
    cv2.putText(pixels, "PURE TEA", (110, 320), cv2.FONT_HERSHEY_SIMPLEX, 1.1, (20, 30, 60), 3, cv2.LINE_AA)
    alpha = np.zeros((500, 400), np.float32)
    alpha[60:460, 60:340] = 1
    photo = Photo(pixels.tobytes(), "jar.png", "PNG", pixels)
    return Shot(photo, pixels, cutout=Cutout(alpha, pixels, 0.9, "studio"))


@pytest.fixture(scope="module")
def label(jar):
    return details(jar, Detail(what="label"), STUDIO)


@pytest.fixture
def visitor(uploads, jar):
    visitor = Visitor()
    visitor.do(current=jar, product=Product(sku="T1", name="Tea"))
    yield visitor
    visitor.forget()


@pytest.fixture(scope="module")
def tab():
    with gr.Blocks():
        return export_tab.render()


def made(visitor, more=True, slots=SLOTS):
    export_tab.make(visitor, STUDIO, slots, "", False, more)
    return [shot.file.name for shot in visitor.exported.shots]


def in_zip(visitor):
    names = ZipFile(BytesIO(Path(visitor.exported.archive).read_bytes())).namelist()
    return {Path(name).name for name in names} - {"report.json"}


def test_the_choice_is_there_once_there_is_something_to_take_along(visitor, tab, label):
    assert not export_tab.show(tab, visitor)[tab.more]["visible"]
    visitor.do(shots=(label,))
    assert export_tab.show(tab, visitor)[tab.more]["visible"]


def test_a_slot_of_several_pictures_gets_the_detail_too_and_one_of_one_does_not(visitor, tab, label):
    visitor.do(shots=(label,))
    names = made(visitor)
    assert names == ["T1_Tea_facebook_link_1.jpg", "T1_Tea_instagram_portrait_1.jpg", "T1_Tea_instagram_portrait_2.jpg"]
    broken = visitor.exported.shots[2].file.broken
    assert in_zip(visitor) == set(names[: 2 if broken else 3])
    html = export_tab.show(tab, visitor)[tab.results]
    assert html.count('class="file ') == 3
    assert "fewer than asked for" in html
    assert made(visitor, more=False) == names[:2]


def test_a_computed_side_is_shown_as_held_back_with_the_reason_and_never_as_passing(visitor, tab, jar):
    visitor.do(shots=(angles(jar, Angle(yaw=15), STUDIO),))
    names = made(visitor)
    assert in_zip(visitor) == set(names[:2])
    html = export_tab.show(tab, visitor)[tab.results]
    card = html.split('<details class="file ')[-1]
    assert names[2] in card
    assert '<span class="mark">held back</span>' in card
    assert ">passes<" not in card
    assert "1 of 3 files are held back." in html
    assert f"no person has reviewed it: {names[2]}" in html
    assert "All 2 files keep their store" in html


def test_what_has_no_room_is_named(visitor, tab, jar):
    turned = angles(jar, Angle(yaw=15), STUDIO)
    sides = [replace(turned, recipe=Recipe(steps=(Angle(yaw=yaw),))) for yaw in range(1, 11)]
    visitor.do(shots=tuple(sides))
    assert len(made(visitor, slots=["instagram_portrait"])) == 10
    html = export_tab.show(tab, visitor)[tab.results]
    assert "Not everything had room" in html
    assert "takes 10 pictures, for: the angle +10°, +0°." in html


def test_another_products_shots_stay_behind_and_added_photos_of_this_one_do_not(visitor, jar, label, tmp_path):
    other = replace(label, photo=replace(label.photo, original=b"another photo"))
    path = tmp_path / "side.png"
    cv2.imwrite(str(path), np.dstack([jar.pixels[..., ::-1], np.uint8(jar.cutout.alpha * 255)]))
    more_photos.add(visitor, STUDIO, "right", None, None, str(path))
    (added,) = more_photos.of(visitor)
    beside = angles(jar, Angle(yaw=90, photos=(View(picture=added.picture, yaw=90),)), STUDIO)
    assert beside.photo.original != jar.photo.original
    visitor.do(shots=(other, beside, label))
    assert export_tab.further(visitor) == [beside, label]
    assert len(made(visitor, slots=["instagram_portrait"])) == 3
    assert "T1_Tea_instagram_portrait_2.jpg" in in_zip(visitor)
