"""Hidden messages: Nishiki's and the package's (ShieldMnt/invisible-watermark, `dwtDct`), each read by both.

    python tests/peers/watermark.py maxDct.py --count 14

`maxDct.py` is the package's `imwatermark/maxDct.py`, alone, since the package around it wants PyTorch. Needs OpenCV,
PyWavelets, NumPy, Pillow. The pictures are four drawings each of `native-models/training`, 512 × 512. Prints how many of a
message's bits are lost; ends with 1 where Nishiki's lose one or the two readers do not agree.
"""

import argparse
import importlib.util
import io
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import cv2
import numpy as np
import pywt
from PIL import Image

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "native-models" / "training"))

from pictures.render import render  # noqa: E402
from worlds import draw_scenes  # noqa: E402

MESSAGE = b"StableDiffusionV1"
BITS = np.unpackbits(np.frombuffer(MESSAGE, np.uint8))


def drawings(count: int) -> list[np.ndarray]:
    random = np.random.default_rng(5)
    worlds = [draw_scenes(world, 2 * count, random) for world in ("west", "japan")]
    scenes = [scene for pair in zip(*worlds, strict=True) for scene in pair]
    tiles = [render(scene, int(random.integers(2**62))) for scene in scenes[: 4 * count]]
    return [
        np.concatenate([np.concatenate(tiles[i : i + 2], 1), np.concatenate(tiles[i + 2 : i + 4], 1)])
        for i in range(0, 4 * count, 4)
    ]


def nishiki(*words: object) -> str:
    command = ["node", str(ROOT / "electron/cli/main.ts"), "watermark", *(str(word) for word in words)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True).stdout


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("module", type=Path)
    parser.add_argument("--count", type=int, default=14)
    options = parser.parse_args()
    spec = importlib.util.spec_from_file_location("maxDct", options.module)
    package = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(package)

    def read(rgb: np.ndarray) -> np.ndarray:
        return package.EmbedMaxDct([], wmLen=len(BITS)).decode(cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR)).astype(np.uint8)

    def embed(rgb: np.ndarray) -> np.ndarray:
        bgr = package.EmbedMaxDct(BITS, wmLen=len(BITS)).encode(cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR))
        return cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB)

    def as_jpeg(rgb: np.ndarray) -> np.ndarray:
        file = io.BytesIO()
        Image.fromarray(rgb).save(file, "jpeg", quality=90)
        return np.asarray(Image.open(file))

    print(f"OpenCV {cv2.__version__}, PyWavelets {pywt.__version__}, {len(BITS)} bits\n")
    columns = [
        "picture",
        "package's, PNG",
        "package's, JPEG 90",
        "Nishiki's, PNG",
        "Nishiki's, JPEG 90",
        "dB",
        "readers agree",
    ]
    print(f"| {' | '.join(columns)} |\n{'|---' * len(columns)}|")
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for index, rgb in enumerate(drawings(options.count)):
            theirs = embed(rgb)
            plain, marked, other = (folder / f"{index}-{part}.png" for part in ("plain", "marked", "other"))
            Image.fromarray(rgb).save(plain)
            nishiki("embed", plain, MESSAGE.decode(), "--out", marked)
            ours = np.asarray(Image.open(marked).convert("RGB"))
            Image.fromarray(theirs).save(other)
            agree = all(
                json.loads(nishiki("read", file, "--bytes", len(MESSAGE), "--json"))["hex"]
                == np.packbits(read(pixels)).tobytes().hex()
                for file, pixels in ((marked, ours), (other, theirs))
            )
            lost = [int((read(each) != BITS).sum()) for each in (theirs, as_jpeg(theirs), ours, as_jpeg(ours))]
            noise = 10 * np.log10(255**2 / np.square(ours.astype(float) - rgb).mean())
            failed += sum(lost[2:]) + (not agree)
            print(
                f"| {index + 1} | {lost[0]} | {lost[1]} | {lost[2]} | {lost[3]} | {noise:.1f} | {'yes' if agree else 'no'} |",
                flush=True,
            )
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
