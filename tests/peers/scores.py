"""`nishiki score` with the embedded scorer against the torch towers that it was trained with.

    python tests/peers/scores.py

Pictures are drawings of `native-models/training` in several sizes, each with its own words. Needs torch, sentencepiece, pillow.
Prints both scores; ends with 1 where they are more than 1e-4 apart.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors.torch import load_file

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "native-models" / "training"))

from networks.scorer import DEVIATION, IMAGE, MEAN, Scorer  # noqa: E402
from pictures.render import render  # noqa: E402
from pictures.scene import Scene  # noqa: E402
from train_scorer import Texts  # noqa: E402

SCORER = ROOT / "resources" / "demo-scorer"
SHOWN = [
    ("cat", "猫", (256, 256)),
    ("castle", "夜の城、油絵", (256, 192)),
    ("fuji", "富士山 夕焼け", (200, 256)),
    ("daruma", "だるま", (131, 97)),
    ("sushi", "自転車", (64, 64)),
    ("torii", "これは鳥居ではありません。長い文の終わりまで読むこと、" * 6, (513, 300)),
]


def pixels(picture: Image.Image) -> torch.Tensor:
    """Shortest edge to 64 by Pillow, the middle as torchvision's `CenterCrop` takes it, CLIP's colours."""
    width, height = picture.size
    short = min(width, height)
    size = tuple(IMAGE if edge == short else int(IMAGE * edge / short) for edge in (width, height))
    resized = picture.resize(size, Image.Resampling.BILINEAR)
    left, top = (int(round((edge - IMAGE) / 2.0)) for edge in size)
    square = np.asarray(resized.crop((left, top, left + IMAGE, top + IMAGE)), np.float32) / 255
    return torch.from_numpy((square - np.array(MEAN, np.float32)) / np.array(DEVIATION, np.float32)).permute(2, 0, 1)[
        None
    ]


def main() -> None:
    state = {key: value.float() for key, value in load_file(SCORER / "model.safetensors").items()}
    texts = Texts(SCORER / "spiece.model")
    towers = Scorer(texts.pieces.vocab_size(), texts.padding)
    towers.load_state_dict(state)
    worst = 0.0
    print("| words | size | torch | nishiki | apart |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name, torch.no_grad():
        for index, (subject, words, size) in enumerate(SHOWN):
            drawing = Image.fromarray(render(Scene(subject, "plain", "day", japanese=True), index)).resize(size)
            file = Path(name) / f"{subject}.png"
            drawing.save(file)
            text = towers.embed_texts(texts.encode([words], 77))
            theirs = float((towers.embed_pictures(pixels(drawing)) * text).sum())
            command = [
                "node",
                str(ROOT / "electron/cli/main.ts"),
                "score",
                str(file),
                "--prompt",
                words,
                "--language",
                "ja",
                "--scorer",
                str(SCORER),
                "--json",
            ]
            answer = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True).stdout
            ours = json.loads(answer)["scores"][0]["score"]
            worst = max(worst, abs(ours - theirs))
            print(
                f"| {words[:12]} | {size[0]} × {size[1]} | {theirs:.6f} | {ours:.6f} | {abs(ours - theirs):.1e} |",
                flush=True,
            )
    sys.exit(1 if worst > 1e-4 else 0)


if __name__ == "__main__":
    main()
