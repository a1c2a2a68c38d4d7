"""What the seller says the product is."""

import re
import unicodedata

from pydantic import BaseModel, ConfigDict, Field


class Product(BaseModel):
    """Facts about the product that no picture may contradict."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sku: str = Field("SKU", max_length=64, description="the seller's own article code; begins every file name")
    name: str = Field("product", max_length=120, description="what it is, in a few words")
    size_cm: float | None = Field(None, gt=0, le=1000, description="longest side of the real product, in cm")


def slug(text: str, fallback: str = "product") -> str:
    """Text of any origin → a file-name part of `a–z A–Z 0–9 -` only, at most 40 characters, never empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")[:40].strip("-") or fallback
