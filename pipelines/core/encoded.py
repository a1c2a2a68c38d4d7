"""A picture file as a store receives it: everything is read from its bytes, nothing from who made it."""

from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Self

import numpy as np
from PIL import Image

from pipelines.core.errors import UserError
from pipelines.core.load import decode_photo, display_name
from pipelines.core.metadata import key, statements
from pipelines.core.on_white import OnWhite, on_white
from pipelines.core.profile import is_srgb
from pipelines.core.sharpness import edge_width
from pipelines.core.shot import Photo


@dataclass(frozen=True, eq=False)
class EncodedFile:
    """One picture file, decoded once; measures are made when first asked for."""

    photo: Photo
    mode: str  # Pillow's mode before any conversion
    profile: bytes | None  # ICC
    moving: bool
    statements: dict[str, str]  # XMP properties by `{namespace}name`
    name: str | None  # as the file is called, where it has a name

    @classmethod
    def read(cls, data: bytes, name: str | None = None) -> Self:
        """Decode a file of any origin, within the limits of every upload. Raises UserError."""
        photo = decode_photo(data, name or "the file")
        try:
            with Image.open(BytesIO(data)) as image:
                if photo.format == "PNG":
                    image.load()  # its text may follow the pixels
                moving = getattr(image, "is_animated", False) and image.format != "MPO"
                said = statements(image.info.get("xmp") or b"")
                return cls(photo, image.mode, image.info.get("icc_profile"), moving, said, name)
        except Exception as error:  # on hostile bytes Pillow's decoders raise almost anything
            shown = display_name(name or "the file")
            raise UserError(f"“{shown}” is damaged after its first picture; save it anew as JPEG or PNG.") from error

    @property
    def size(self) -> tuple[int, int]:
        """Width, height in pixels, upright."""
        return self.photo.size

    @property
    def colour(self) -> str:
        """Colour space: sRGB (by profile, or untagged RGB and grey, which count as sRGB), or what else it is."""
        if self.mode in ("CMYK", "LAB", "YCbCr"):
            return self.mode
        if self.profile is None or is_srgb(self.profile):
            return "sRGB"
        return "another RGB profile"

    @property
    def source_type(self) -> str | None:
        """The IPTC digital source type as it is written: honest when it is a whole URI of the vocabulary."""
        return self.statements.get(key("Iptc4xmpExt", "DigitalSourceType"))

    @property
    def enlargement(self) -> float | None:
        """Photo → file scale of the product, where the file records it."""
        try:
            return float(self.statements.get(key("packshot", "scale"), ""))
        except ValueError:
            return None

    @cached_property
    def on_white(self) -> OnWhite:
        return on_white(self.photo.pixels)

    @property
    def edge_width(self) -> float | None:
        """10–90 % width of edges within the product, in pixels."""
        if self.on_white.box is None:
            return None
        x0, y0, x1, y1 = self.on_white.box
        return edge_width(np.ascontiguousarray(self.photo.pixels[y0:y1, x0:x1]))
