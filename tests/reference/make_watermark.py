"""Makes watermark.json: what ShieldMnt/invisible-watermark's `dwtDct` makes of pictures from a formula, and reads in ours.

    python make_watermark.py maxDct.py embedded.rgb > watermark.json   # OpenCV 5.0, PyWavelets 1.9, NumPy 2.4

`maxDct.py` is `imwatermark/maxDct.py` of commit 580b0fb, alone, since the package around it wants PyTorch. `embedded.rgb` is
the picture of 256 × 256 pixels after our own `embedWatermark(…, "Nishiki")`: raw bytes.
"""

import base64
import hashlib
import importlib.util
import json
import sys
import zlib

import cv2
import numpy as np

MESSAGE = b"Nishiki"


def picture(width: int, height: int) -> np.ndarray:
    """Waves of three colours with some texture, from integers only; RGB."""
    y, x, channel = np.meshgrid(np.arange(height), np.arange(width), np.arange(3), indexing="ij")
    wave = np.abs((x * (channel + 2) + y * (5 - channel)) % 510 - 255)
    texture = ((x * 7 + y * 13 + channel * 29) ^ (x * y)) % 17
    return np.clip(wave * 12 // 16 + texture + 20, 0, 255).astype(np.uint8)


def bits_of(message: bytes) -> list[int]:
    return [int(bit) for bit in np.unpackbits(np.frombuffer(message, np.uint8))]


def decode(embedder, rgb: np.ndarray) -> str:
    bits = embedder([], wmLen=8 * len(MESSAGE)).decode(cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR))
    return np.packbits(bits).tobytes().hex()


def main() -> None:
    module_file, embedded_file = sys.argv[1:]
    spec = importlib.util.spec_from_file_location("maxDct", module_file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    embedder = module.EmbedMaxDct

    height, width = 90, 101
    plain = picture(width, height)
    bgr = embedder(bits_of(MESSAGE), wmLen=8 * len(MESSAGE)).encode(cv2.cvtColor(plain, cv2.COLOR_RGB2BGR))
    by_package = cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB)
    ours = np.fromfile(embedded_file, np.uint8).reshape(256, 256, 3)
    result = {
        "plain": {"width": width, "height": height, "decoded": decode(embedder, plain)},
        "embeddedByPackage": {
            "width": width,
            "height": height,
            "rgbDeflated": base64.b64encode(zlib.compress(by_package.tobytes(), 9)).decode(),
            "decoded": decode(embedder, by_package),
        },
        "embeddedByUs": {
            "width": 256,
            "height": 256,
            "sha256": hashlib.sha256(ours.tobytes()).hexdigest(),
            "decoded": decode(embedder, ours),
        },
    }
    print(json.dumps(result, indent=2))


main()
