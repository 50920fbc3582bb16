"""Pillow's resize on pictures from a formula: sizes, filters and the SHA-256 of the resulting bytes.

    python make_resize.py > resize.json        # Pillow 12.3.0, NumPy 2.4
"""

import hashlib
import json

import numpy as np
from PIL import Image

FILTERS = {"bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC, "lanczos": Image.LANCZOS}


def picture(width: int, height: int, channels: int) -> np.ndarray:
    y, x, channel = np.meshgrid(np.arange(height), np.arange(width), np.arange(channels), indexing="ij")
    return ((x * x * 7 + y * 13 * (channel + 1) + (x ^ y) * 5 + channel * 40) & 255).astype(np.uint8)


def cases():
    for width, height, channels in [(64, 48, 3), (7, 5, 3), (33, 90, 1), (300, 200, 3), (1, 9, 3)]:
        pixels = picture(width, height, channels)
        image = Image.fromarray(pixels if channels == 3 else pixels[:, :, 0])
        for name, resampling in FILTERS.items():
            for size in [(32, 24), (64, 30), (width, height * 2), (100, 101)]:
                data = np.asarray(image.resize(size, resampling)).tobytes()
                yield [width, height, channels, name, *size, hashlib.sha256(data).hexdigest()]


print("[\n" + ",\n".join(json.dumps(case) for case in cases()) + "\n]")
