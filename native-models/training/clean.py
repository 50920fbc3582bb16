"""Mislabels pairs of a world on purpose, and finds them again by their score.

    python clean.py --pictures runs/japan --mislabel 0.12 --out runs/labels.json
    python train_scorer.py --pictures runs/japan --labels runs/labels.json --run runs/scorer
    python clean.py --pictures runs/japan --labels runs/labels.json --scorer runs/scorer/scorer.pt --out runs/kept.json

The first form gives a share of the pictures the caption of another picture, as a crawl of the web does. The last one
scores every pair with the scorer and drops the lowest, as Japanese Stable Diffusion's data were cleaned with
``japanese-cloob-vit-b-16``; it prints how many of the wrong pairs went, and how many right ones with them.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from captions import caption
from make_pictures import read_scenes
from train_scorer import Texts, labelled_scenes, open_scorer, open_small
from workers import write_text


def mislabel(count: int, share: float, random: np.random.Generator) -> list[int]:
    """For each picture, whose caption it carries: mostly its own."""
    caption_of = np.arange(count)
    wrong = random.choice(count, int(share * count), replace=False)
    caption_of[wrong] = np.roll(wrong, 1)
    return caption_of.tolist()


@torch.no_grad()
def score(options: argparse.Namespace) -> np.ndarray:
    """Cosine of every picture with three of its captions, the mean of them."""
    torch.set_num_threads(1)
    scorer, texts = open_scorer(options.scorer), Texts(options.japanese_tokenizer)
    scenes = labelled_scenes(options.pictures, options.labels)
    pictures = open_small(options.pictures)
    random = np.random.default_rng(options.seed)
    scores = np.zeros(len(scenes), np.float32)
    for i in range(0, len(scenes), 256):
        part = scenes[i : i + 256]
        seen = scorer.embed_pictures(pictures[i : i + 256].float())
        said = [scorer.embed_texts(texts.encode([caption("ja", scene, random) for scene in part])) for _ in range(3)]
        scores[i : i + 256] = torch.stack([(seen * text).sum(1) for text in said]).mean(0)
    return scores


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=Path, required=True)
    parser.add_argument("--mislabel", type=float, help="share of pairs to spoil")
    parser.add_argument("--labels", type=Path)
    parser.add_argument("--scorer", type=Path)
    parser.add_argument("--drop", type=float, default=0.15, help="share of pairs that the threshold drops")
    parser.add_argument("--japanese-tokenizer", type=Path, default=Path("runs/tokenizer/spiece.model"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if options.mislabel is not None:
        count = len(read_scenes(options.pictures))
        caption_of = mislabel(count, options.mislabel, np.random.default_rng(options.seed))
        write_text(options.out, json.dumps({"caption_of": caption_of, "kept": list(range(count))}))
        return
    caption_of = np.array(json.loads(options.labels.read_text())["caption_of"])
    scores = score(options)
    threshold = float(np.quantile(scores, options.drop))
    dropped = scores < threshold
    wrong = caption_of != np.arange(len(caption_of))
    kept = np.flatnonzero(~dropped)
    result = {"caption_of": caption_of.tolist(), "kept": kept.tolist(), "threshold": threshold}
    write_text(options.out, json.dumps(result))
    print(
        f"threshold {threshold:.3f}: of {wrong.sum()} wrong pairs {(wrong & dropped).sum()} dropped, "
        f"of {(~wrong).sum()} right ones {(~wrong & dropped).sum()}; "
        f"wrong before {wrong.mean():.1%}, after {wrong[kept].mean():.1%}"
    )


if __name__ == "__main__":
    main()
