"""Numbers that a camera wrote into a picture's EXIF, from files that may be hostile."""

from PIL import ExifTags, Image


def stated(
    image: Image.Image, tag: ExifTags.Base, default: float | None = None, ifd: ExifTags.IFD | None = None
) -> float | None:
    """The number under a tag of the picture's main directory, or of `ifd`: `default` where there is none, None where it
    cannot be read."""
    try:
        exif = image.getexif()
        found = (exif if ifd is None else exif.get_ifd(ifd)).get(tag, default)
        return None if found is None else float(found)
    except Exception:  # on hostile bytes Pillow's reader raises almost anything, and the picture may still be good
        return None
