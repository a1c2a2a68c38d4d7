"""EXIF numbers: read where they stand, the default where they do not, nothing where they cannot be read."""

from io import BytesIO

import numpy as np
import pytest
from PIL import ExifTags, Image

from pipelines.core.exif import stated


def picture(**exif):
    image, tags = Image.fromarray(np.zeros((4, 4, 3), np.uint8)), Image.Exif()
    tags.get_ifd(ExifTags.IFD.Exif).update(exif.pop("inner", {}))
    tags.update(exif.pop("outer", {}))
    file = BytesIO()
    image.save(file, "JPEG", exif=tags)
    return Image.open(file)


def test_a_number_is_read_from_either_directory():
    image = picture(outer={ExifTags.Base.Orientation: 6}, inner={ExifTags.Base.FocalLengthIn35mmFilm: 26})
    assert stated(image, ExifTags.Base.Orientation, 1) == 6
    assert stated(image, ExifTags.Base.FocalLengthIn35mmFilm, ifd=ExifTags.IFD.Exif) == 26


@pytest.mark.parametrize("default", [1.0, None])
def test_where_nothing_stands_the_default_is_given(default):
    assert stated(picture(), ExifTags.Base.Orientation, default) == default


def test_what_is_no_number_is_not_taken_for_one():
    assert stated(picture(outer={ExifTags.Base.Make: "no number"}), ExifTags.Base.Make, 1) is None
