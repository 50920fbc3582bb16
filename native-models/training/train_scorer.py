"""Trains the scorer: two towers that say how well a Japanese caption fits a picture.

    python train_scorer.py --pictures runs/japan --labels runs/labels.json --run runs/scorer --seconds 240

As CLOOB was for Japanese Stable Diffusion, it is trained on the very pairs it will clean: ``--labels`` (``clean.py
--mislabel``) gives some pictures the caption of another.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from captions import caption
from make_pictures import read_scenes
from networks.scorer import DEVIATION, IMAGE, MEAN, Scorer, cloob_loss
from pictures.scene import Scene
from presets import add_preset
from tokenizers import JapaneseTokenizer
from workers import Progress, learning_rate_factor, run_workers, share, write_state

LENGTH = 40
"""Ids of a caption while training; captions are shorter, and padding is not attended to."""


class Texts:
    """Ids as the scorer reads them: ``[CLS]`` and the pieces, no ``</s>``, padded."""

    def __init__(self, model: Path):
        self.pieces = JapaneseTokenizer(model).pieces
        self.start, self.padding = self.pieces.piece_to_id("[CLS]"), self.pieces.piece_to_id("[PAD]")

    def encode(self, texts: list[str], length: int = LENGTH) -> Tensor:
        rows = [[self.start, *self.pieces.encode(text.lower())][:length] for text in texts]
        return torch.tensor([row + [self.padding] * (length - len(row)) for row in rows])


def shrink(pictures: np.ndarray) -> Tensor:
    """Bytes ``[n, size, size, 3]`` → ``[n, 3, 64, 64]`` as CLIP normalises; a mean of squares is close to Pillow's resize."""
    tensor = torch.from_numpy(np.ascontiguousarray(pictures)).permute(0, 3, 1, 2).float() / 255
    tensor = F.avg_pool2d(tensor, tensor.shape[-1] // IMAGE)
    mean, deviation = (torch.tensor(values)[:, None, None] for values in (MEAN, DEVIATION))
    return (tensor - mean) / deviation


def open_small(folder: Path) -> Tensor:
    arrays = [np.load(path, mmap_mode="r") for path in sorted(folder.glob("pictures-*.npy"))]
    return torch.cat([shrink(array[i : i + 64]) for array in arrays for i in range(0, len(array), 64)]).half()


def labelled_scenes(folder: Path, labels: Path | None) -> list[Scene]:
    scenes = read_scenes(folder)
    if labels is None:
        return scenes
    return [scenes[i] for i in json.loads(labels.read_text())["caption_of"]]


def train(rank: int, options: argparse.Namespace, scorer: Scorer, progress: Progress) -> None:
    torch.set_num_threads(1)
    torch.manual_seed(options.seed + rank)
    random = np.random.default_rng([options.seed, rank])
    pictures = torch.load(options.run / "small.pt", mmap=True)
    scenes = labelled_scenes(options.pictures, options.labels)
    texts = Texts(options.japanese_tokenizer)
    optimiser = torch.optim.AdamW(scorer.parameters(), options.learning_rate, weight_decay=0.01)
    reported, step, losses = time.time(), 0, []
    while step == 0 or progress.fraction < 1:
        for group in optimiser.param_groups:
            group["lr"] = options.learning_rate * learning_rate_factor(progress.fraction, step, decay_from=0.5)
        chosen = random.choice(len(scenes), options.batch, replace=False)
        ids = texts.encode([caption("ja", scenes[i], random) for i in chosen])
        batch = pictures[chosen].float()
        batch = batch.flip(-1) if random.random() < 0.5 else batch
        loss = cloob_loss(scorer.embed_pictures(batch), scorer.embed_texts(ids))
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(scorer.parameters(), 1.0)
        optimiser.step()
        step += 1
        losses.append(loss.item())
        progress.add(options.batch)
        if rank == 0 and time.time() - reported > options.report_every:
            reported = time.time()
            print(f"samples {progress.samples.value} loss {np.mean(losses[-50:]):.4f}", flush=True)
    if rank == 0:
        write_state(options.run / "scorer.pt", {"scorer": scorer.state_dict(), "vocabulary": scorer.vocabulary,
                                                "padding": scorer.padding})  # fmt: skip
        print(f"done: samples {progress.samples.value} loss {np.mean(losses[-50:]):.4f}", flush=True)


def open_scorer(path: Path) -> Scorer:
    state = torch.load(path, weights_only=True)
    scorer = Scorer(state["vocabulary"], state["padding"])
    scorer.load_state_dict(state["scorer"])
    return scorer.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=Path, required=True)
    parser.add_argument("--labels", type=Path)
    parser.add_argument("--japanese-tokenizer", type=Path, default=Path("runs/tokenizer/spiece.model"))
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=240)
    parser.add_argument("--learning-rate", type=float, default=1e-3)
    parser.add_argument("--report-every", type=float, default=30)
    parser.add_argument("--seed", type=int, default=0)
    add_preset(parser)
    parser.set_defaults(batch=128)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    options.run.mkdir(parents=True, exist_ok=True)
    torch.save(open_small(options.pictures), options.run / "small.pt")
    texts = Texts(options.japanese_tokenizer)
    scorer = Scorer(texts.pieces.vocab_size(), texts.padding)
    share(scorer)
    run_workers(options.workers, train, options, scorer, Progress(0, 0.0, options.seconds))


if __name__ == "__main__":
    main()
