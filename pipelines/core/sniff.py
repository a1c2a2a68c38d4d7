"""What a file is, by its bytes: the name and its ending are never believed."""

import re

PICTURES = {
    "JPEG": rb"\xff\xd8\xff",
    "PNG": rb"\x89PNG\r\n\x1a\n",
    "WebP": rb"RIFF....WEBP",
    "TIFF": rb"II\*\0(?!....CR)|MM\0\*",
    "BMP": rb"BM....\0\0\0\0",
    "GIF": rb"GIF8[79]a",
    "AVIF": rb"....ftyp(avif|avis)",
    "HEIC": rb"....ftyp(hei[cxms]|hev[cxms]|mif1|msf1)",
}
"""Signatures at the start of the formats that are read, in the order they are tried."""

_AS_PICTURE = "save it as JPEG or PNG and choose that file"
_OTHERS = (
    (rb"%PDF", "a PDF document", "export its picture as JPEG or PNG and choose that file"),
    (
        rb"(\xef\xbb\xbf)?\s*(<\?xml.*|<!--.*|<!DOCTYPE svg.*)?<svg",
        "an SVG drawing",
        "export it as PNG and choose that file",
    ),
    (rb"(\xef\xbb\xbf)?\s*<(!doctype html|html)", "a web page", "save the picture itself and choose that file"),
    (
        rb"II\*\0....CR|II(U\0|RO|RS)|MMOR|FUJIFILMCCD-RAW|....ftypcrx|FOVb",
        "a camera's RAW file",
        "develop it, save it as JPEG or TIFF and choose that file",
    ),
    (
        rb"....ftyp|....moov|\x1aE\xdf\xa3|RIFF....AVI |OggS|FLV\x01|\0\0\x01[\xb3\xba]",
        "a video",
        "save one of its frames as JPEG or PNG and choose that file",
    ),
    (rb"8BPS", "a Photoshop document", _AS_PICTURE),
    (rb"\0\0\0\x0cJXL |\xff\x0a", "a JPEG XL file", _AS_PICTURE),
    (rb"\0\0\0\x0cjP  |\xffO\xffQ", "a JPEG 2000 file", _AS_PICTURE),
    (rb"PK\x03\x04|Rar!|7z\xbc\xaf|\x1f\x8b", "an archive or office document", "choose the picture inside it"),
)
"""Signature, what it is, what to do."""


def picture_format(data: bytes) -> str | None:
    """The format whose signature the bytes begin with, of those that are read; None where there is none."""
    return next((name for name, pattern in PICTURES.items() if re.match(pattern, data[:32], re.DOTALL)), None)


def refusal(data: bytes) -> str:
    """What a file is that is not one of the pictures that are read, and what to do: the end of a sentence."""
    for pattern, what, advice in _OTHERS:
        if re.match(pattern, data[:2048], re.DOTALL | re.IGNORECASE):
            return f"is {what}, not a photo; {advice}."
    return f"is not a picture: its content is none of {', '.join(PICTURES)}; {_AS_PICTURE}."
