"""Metadata: what a file says of itself comes back from its bytes, and hostile packets say nothing."""

from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image

from pipelines.core.encode import encode
from pipelines.core.metadata import SOURCE_TYPES, VOCABULARY, Provenance, key, packet, statements

RECIPE = "- cutout: {}\n- scene:\n    template: wood\n    seed: 7\n"
VASE = Provenance("Vase “Ö” & <co>", "A vase, 30 cm", "compositeSynthetic", {"engine": "studio", "recipe": RECIPE})


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_all_of_it_comes_back_from_the_file(form: str) -> None:
    data = encode(np.full((40, 60, 3), 200, np.uint8), form, VASE)
    with Image.open(BytesIO(data)) as image:
        image.load()
        said, exif = statements(image.info["xmp"]), image.getexif()
        assert round(image.info["dpi"][0]) == 72
    assert said[key("Iptc4xmpExt", "DigitalSourceType")] == f"{VOCABULARY}compositeSynthetic"
    assert said[key("xmp", "CreatorTool")] == exif[ExifTags.Base.Software] == "Packshot"
    assert said[key("dc", "title")] == VASE.title
    assert said[key("dc", "description")] == exif[ExifTags.Base.ImageDescription] == VASE.description
    assert said[key("packshot", "engine")] == "studio"
    assert said[key("packshot", "recipe")] == RECIPE


@given(title=st.text(max_size=80), recipe=st.text(max_size=200))
def test_no_text_breaks_the_packet(title: str, recipe: str) -> None:
    said = statements(packet(Provenance(title, title, "algorithmicallyEnhanced", {"recipe": recipe})))
    assert said[key("Iptc4xmpExt", "DigitalSourceType")] == f"{VOCABULARY}algorithmicallyEnhanced"
    assert said[key("dc", "title")] == "".join(c for c in title if c.isprintable() or c == "\n").strip()


@given(st.binary(max_size=300))
def test_any_bytes_can_be_read(xmp: bytes) -> None:
    assert isinstance(statements(xmp), dict)


def test_entity_bombs_are_not_read() -> None:
    bomb = b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>" + packet(VASE)[60:]
    assert statements(bomb) == {}


def test_properties_written_as_elements_are_read_too() -> None:
    other = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"><!-- by hand -->'
        f"<Iptc4xmpExt:DigitalSourceType>{VOCABULARY}digitalCapture</Iptc4xmpExt:DigitalSourceType>"
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    assert statements(other.encode())[key("Iptc4xmpExt", "DigitalSourceType")] == f"{VOCABULARY}digitalCapture"


def test_a_word_that_iptc_does_not_have_is_not_written() -> None:
    assert "compositedWithTrainedAlgorithmicMedia" not in SOURCE_TYPES
    with pytest.raises(ValueError, match="compositedWith"):
        packet(Provenance("", "", "compositedWithTrainedAlgorithmicMedia"))
