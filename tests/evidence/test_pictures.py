"""A picture that is broken in any way is refused, so that the tablet does not send it for ever."""

import io
import random

import pytest
from PIL import Image

from homeroom.errors import Refused
from homeroom.evidence import media_files
from homeroom.people import photos


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_broken_picture_is_read_or_refused_but_never_a_crash(form, monkeypatch):
    monkeypatch.setattr(media_files, "_store", lambda *kept: kept)
    chance, out, refused = random.Random(5), io.BytesIO(), 0
    Image.effect_noise((64, 48), 50).convert("RGB").save(out, form)
    for _try in range(400):
        data = bytearray(out.getvalue())
        for _byte in range(chance.choice((1, 2, 8))):
            data[chance.randrange(chance.choice((60, len(data))))] = chance.randrange(256)
        for keep in (media_files.keep_picture, lambda stream: photos._square(stream.read())):
            try:
                keep(io.BytesIO(data))
            except Refused:
                refused += 1

    assert refused
