"""What a picture file says about itself: XMP (ISO 16684-1) with IPTC's digital source type, and EXIF.

Property: Iptc4xmpExt:DigitalSourceType, IPTC Photo Metadata Standard; its value is a whole URI of the vocabulary
https://cv.iptc.org/newscodes/digitalsourcetype/.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree

from PIL import ExifTags, Image

VOCABULARY = "http://cv.iptc.org/newscodes/digitalsourcetype/"
SOURCE_TYPES = frozenset({
    "algorithmicMedia", "algorithmicallyEnhanced", "composite", "compositeCapture", "compositeSynthetic",
    "compositeWithTrainedAlgorithmicMedia", "computationalCapture", "dataDrivenMedia", "digitalCapture",
    "digitalCreation", "humanEdits", "negativeFilm", "positiveFilm", "print", "screenCapture",
    "trainedAlgorithmicMedia", "virtualRecording",
})  # fmt: skip
"""The vocabulary's terms, without those retired."""

_SPACES = {
    "x": "adobe:ns:meta/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "packshot": "urn:packshot:xmp:1.0/",
}
_LARGEST = 1_000_000  # bytes of a stranger's packet that are read
TOOL = "Packshot"

for _prefix, _space in _SPACES.items():
    ElementTree.register_namespace(_prefix, _space)


@dataclass(frozen=True)
class Provenance:
    """Where a picture comes from."""

    title: str
    description: str
    source_type: str  # one of SOURCE_TYPES
    made: Mapping[str, str] = field(default_factory=dict)  # engine, template, seed, recipe …: written as packshot:…


def key(prefix: str, name: str) -> str:
    """A property's name as `statements` gives it."""
    return f"{{{_SPACES[prefix]}}}{name}"


def packet(provenance: Provenance) -> bytes:
    """The XMP packet, UTF-8. Raises ValueError for a source type that IPTC does not have."""
    if provenance.source_type not in SOURCE_TYPES:
        raise ValueError(f"{provenance.source_type!r} is not an IPTC digital source type")
    root = ElementTree.Element(key("x", "xmpmeta"))
    about = ElementTree.SubElement(ElementTree.SubElement(root, key("rdf", "RDF")), key("rdf", "Description"))
    about.set(key("rdf", "about"), "")
    about.set(key("xmp", "CreatorTool"), TOOL)
    about.set(key("Iptc4xmpExt", "DigitalSourceType"), VOCABULARY + provenance.source_type)
    for name, value in provenance.made.items():
        about.set(key("packshot", name), _clean(value))
    for name, value in (("title", provenance.title), ("description", provenance.description)):
        languages = ElementTree.SubElement(ElementTree.SubElement(about, key("dc", name)), key("rdf", "Alt"))
        entry = ElementTree.SubElement(languages, key("rdf", "li"))
        entry.set("{http://www.w3.org/XML/1998/namespace}lang", "x-default")
        entry.text = _clean(value)
    body = ElementTree.tostring(root, "unicode")
    return f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>{body}<?xpacket end="w"?>'.encode()


def statements(xmp: bytes) -> dict[str, str]:
    """The properties of any XMP packet by their `{namespace}name`; empty where it cannot be read or is too long.

    A packet with a document type is not read: XMP has none, entity bombs do.
    """
    text = xmp[:_LARGEST].decode("utf-8", "replace").strip("\0 \r\n\ufeff")
    if "<!" in re.sub(r"<!--|<!\[CDATA\[", "", text):
        return {}
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError:
        return {}
    rdf = root if root.tag == key("rdf", "RDF") else root.find(key("rdf", "RDF"))
    found: dict[str, str] = {}
    for about in () if rdf is None else rdf.findall(key("rdf", "Description")):
        found |= about.attrib
        for child in about:
            found[child.tag] = child.get(key("rdf", "resource")) or "".join(child.itertext()).strip()
    return found


def exif(provenance: Provenance) -> bytes:
    """Description and software; nothing of the photo's own EXIF (place, camera, owner) goes into a store's file."""
    tags = Image.Exif()
    tags[ExifTags.Base.ImageDescription] = _clean(provenance.description).encode()
    tags[ExifTags.Base.Software] = TOOL
    return tags.tobytes()


def _clean(text: str) -> str:
    """Without what XML cannot hold: control characters (but line breaks), lone surrogates, non-characters."""
    return "".join(c for c in text if c == "\n" or c.isprintable())
