"""The channel's page, drawn by a browser, beside pictures that somebody has looked at.

After a wanted change, run this file with MARSAD_REWRITE=1 in the environment and look at the pictures. What is compared
is the layout, a sixth of its size: fonts draw their letters a little otherwise from one machine to the next.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat

LOOKED_AT = Path(__file__).parent / "looked_at"
_SMALLER = 6
_MOST, _MEAN = 90, 4.0  # grey levels of 255 that a spot, and the whole, may differ by
_TALLER = 0.03


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["ar", "en", "ru", "zh"])
def test_the_channel_looks_as_it_did(phone: Any, channel: Callable[[str], str], language: str, scheme: str) -> None:
    phone.show(channel(language), scheme)
    phone.show(channel(language), scheme, height=phone.ask("return document.documentElement.scrollHeight"))
    drawn = Image.open(io.BytesIO(phone.picture())).convert("RGB")
    file = LOOKED_AT / f"{language}-{scheme}.png"
    if os.environ.get("MARSAD_REWRITE"):
        drawn.quantize(64).save(file, optimize=True)
    assert _unlike(drawn, Image.open(file).convert("RGB")) == ""


def test_a_mirrored_or_shifted_page_is_told_apart() -> None:
    seen = Image.open(LOOKED_AT / "ar-light.png").convert("RGB")
    assert _unlike(seen, seen) == ""
    assert _unlike(seen.transpose(Image.Transpose.FLIP_LEFT_RIGHT), seen)
    assert _unlike(ImageChops.offset(seen, 0, 40), seen)
    assert _unlike(Image.open(LOOKED_AT / "ar-dark.png").convert("RGB"), seen)


def _unlike(drawn: Image.Image, seen: Image.Image) -> str:
    """How two pictures differ; empty when they look alike."""
    if drawn.width != seen.width or abs(drawn.height - seen.height) > _TALLER * seen.height:
        return f"{drawn.size} in place of {seen.size}"
    size = (seen.width // _SMALLER, seen.height // _SMALLER)
    small = [image.convert("L").resize(size, Image.Resampling.BOX) for image in (drawn, seen)]
    apart = ImageStat.Stat(ImageChops.difference(*small))
    most, mean = apart.extrema[0][1], apart.mean[0]
    return f"up to {most} and {mean:.1f} of 255 on average" if most > _MOST or mean > _MEAN else ""
