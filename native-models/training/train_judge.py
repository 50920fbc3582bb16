"""Trains the judge: a small picture classifier that says what a picture shows.

    python make_pictures.py --world west  --seed 1 --held-out-too --count 5000 --out runs/judge-west
    python make_pictures.py --world japan --seed 1 --held-out-too --count 7000 --out runs/judge-japan
    python train_judge.py --pictures runs/judge-west runs/judge-japan --run runs/judge --seconds 300

It learns from drawn pictures that no model was trained on, and is what ``evaluate.py`` measures samples with.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from make_pictures import add_favour, read_scenes
from pictures.canvas import COLOURS, MEDIA, TIMES
from pictures.catalogue import SUBJECTS
from pictures.effects import QUALITIES
from pictures.scene import Scene
from presets import add_preset
from train_vae import to_tensor
from workers import Progress, learning_rate_factor, run_workers, share, write_state

SUBJECT_KEYS = tuple(SUBJECTS)
QUESTIONS: dict[str, tuple[str, ...]] = {
    "subject": SUBJECT_KEYS,
    "medium": MEDIA,
    "time": TIMES,
    "culture": ("west", "japan"),
    "quality": ("none", *QUALITIES),
    "colour": ("none", *COLOURS),
}
UNASKED = -100
"""The class index that cross entropy leaves out."""


def answers(scene: Scene) -> list[int]:
    """The right class of each question; ``UNASKED`` where a picture cannot show it. Of two subjects none is the first."""
    alone = scene.second == "none"
    two_versions = SUBJECTS[scene.subject].has_two_versions
    return [
        SUBJECT_KEYS.index(scene.subject) if alone else UNASKED,
        MEDIA.index(scene.medium),
        TIMES.index(scene.time) if scene.quality not in ("drizzle", "thunder") else UNASKED,
        int(scene.japanese) if two_versions and alone else UNASKED,
        QUESTIONS["quality"].index(scene.quality),
        QUESTIONS["colour"].index(scene.colour) if scene.colour != "none" and alone else UNASKED,
    ]


def shown(scene: Scene) -> list[float]:
    """1 for each subject that the picture shows, 0 for the others."""
    return [float(key in (scene.subject, scene.second)) for key in SUBJECT_KEYS]


SHOWN_WEIGHT = 20.0
"""A mean over all subjects, of which one or two are shown, beside losses that are one answer's each."""
SIDE = 128
"""Pixels that the judge looks at each way; larger pictures are reduced to it, as it asks what is shown, not how finely."""


class Judge(nn.Module):
    """Pictures ``[n, 3, size, size]`` in −1…1 → logits for each of ``QUESTIONS``, and for each subject that of being shown."""

    def __init__(self, widths: tuple[int, ...] = (24, 48, 96, 160)):
        super().__init__()
        layers: list[nn.Module] = []
        previous = 3
        for width in widths:
            layers += [nn.Conv2d(previous, width, 3, 2, 1), nn.GroupNorm(8, width), nn.SiLU(),
                       nn.Conv2d(width, width, 3, 1, 1), nn.GroupNorm(8, width), nn.SiLU()]  # fmt: skip
            previous = width
        self.features = nn.Sequential(*layers)
        self.heads = nn.ModuleList([nn.Linear(2 * previous * 4, len(classes)) for classes in QUESTIONS.values()])
        self.shown = nn.Linear(2 * previous * 4, len(SUBJECT_KEYS))

    def forward(self, pictures: Tensor) -> tuple[list[Tensor], Tensor]:
        features = self.features(F.avg_pool2d(pictures, pictures.shape[-1] // SIDE))
        pooled = torch.cat([F.adaptive_avg_pool2d(features, 2).flatten(1), F.adaptive_max_pool2d(features, 2).flatten(1)], 1)
        return [head(pooled) for head in self.heads], self.shown(pooled)


def weather(pictures: Tensor, random: np.random.Generator) -> Tensor:
    """What samples may suffer and drawings never do: softness, a cast of colour, noise. Never more than a person minds."""
    if random.random() < 0.5:
        size = int(random.integers(64, 120))
        pictures = F.interpolate(
            F.interpolate(pictures, size=size, mode="bilinear", antialias=True), size=pictures.shape[-1], mode="bilinear"
        )
    cast = torch.from_numpy(random.normal(0, 0.04, (len(pictures), 3, 1, 1))).float()
    return pictures * float(random.uniform(0.92, 1.08)) + cast + 0.03 * torch.randn_like(pictures)


def train(rank: int, options: argparse.Namespace, judge: Judge, progress: Progress) -> None:
    torch.set_num_threads(1)
    torch.manual_seed(options.seed + rank)
    random = np.random.default_rng([options.seed, rank])
    arrays, scenes = open_labelled(options.pictures)
    labels = [[answers(scene) for scene in part] for part in scenes]
    each = options.held_out // len(arrays)
    chances = [chances_of_pictures(rows[: len(rows) - each], dict(options.favour)) for rows in labels]
    optimiser = torch.optim.AdamW(judge.parameters(), options.learning_rate, weight_decay=0.01)
    reported, step = time.time(), 0
    while step == 0 or progress.fraction < 1:
        for group in optimiser.param_groups:
            group["lr"] = options.learning_rate * learning_rate_factor(progress.fraction, step, decay_from=0.5)
        places = random.integers(len(arrays), size=options.batch)
        chosen = [(a, random.choice(len(chances[a]), p=chances[a])) for a in places]
        pictures = weather(to_tensor(np.stack([arrays[a][i] for a, i in chosen])), random)
        wanted = torch.tensor([labels[a][i] for a, i in chosen])
        subjects = torch.tensor([shown(scenes[a][i]) for a, i in chosen])
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=options.bfloat16):
            logits, seen = judge(pictures)
        loss = SHOWN_WEIGHT * F.binary_cross_entropy_with_logits(seen.float(), subjects)
        loss += sum(
            F.cross_entropy(out.float(), wanted[:, q], ignore_index=UNASKED)
            for q, out in enumerate(logits)
            if (wanted[:, q] != UNASKED).any()
        )
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        step += 1
        progress.add(options.batch)
        if rank == 0 and (time.time() - reported > options.report_every or progress.fraction >= 1):
            reported = time.time()
            right = measure(judge, arrays, scenes, options.held_out)
            write_state(options.run / "judge.pt", {"judge": judge.state_dict(), "held_out": right})
            print(f"samples {progress.samples.value} loss {loss.item():.3f} {right}", flush=True)


def chances_of_pictures(labels: list[list[int]], favoured: dict[str, float]) -> np.ndarray:
    """How likely each picture of an array is, where some qualities are favoured over the rest."""
    q = list(QUESTIONS).index("quality")
    weights = np.array([favoured.get(QUESTIONS["quality"][row[q]], 1.0) for row in labels])
    return weights / weights.sum()


def open_labelled(folders: list[Path]) -> tuple[list[np.ndarray], list[list[Scene]]]:
    """The arrays of all folders, and what each picture of each shows."""
    arrays = [np.load(path, mmap_mode="r") for folder in folders for path in sorted(folder.glob("pictures-*.npy"))]
    scenes = [scene for folder in folders for scene in read_scenes(folder)]
    parts, start = [], 0
    for array in arrays:
        parts.append(scenes[start : start + len(array)])
        start += len(array)
    return arrays, parts


@torch.no_grad()
def measure(judge: Judge, arrays: list[np.ndarray], scenes: list[list[Scene]], held_out: int) -> dict[str, float]:
    """Share of right answers on the pictures at the end of each array; of each quality, too (``quality: fluffy``), and of
    the pictures of two subjects those in which it sees both.

    Few drawings have a quality: a judge that never sees wool loses only two per cent of the mean by it.
    """
    each = held_out // len(arrays)
    pictures = np.concatenate([array[-each:] for array in arrays])
    asked = [scene for part in scenes for scene in part[-each:]]
    wanted = torch.tensor([answers(scene) for scene in asked])
    right = classify(judge, pictures) == wanted
    shares = {question: share_of(right[:, q], wanted[:, q] != UNASKED) for q, question in enumerate(QUESTIONS)}
    q = list(QUESTIONS).index("quality")
    for answer, quality in enumerate(QUESTIONS["quality"]):
        if (wanted[:, q] == answer).any():
            shares[f"quality: {quality}"] = share_of(right[:, q], wanted[:, q] == answer)
    pairs = torch.tensor([scene.second != "none" for scene in asked])
    if pairs.any():
        shares["both"] = share_of(sees_both(judge, pictures, asked), pairs)
    return shares


@torch.no_grad()
def sees_both(judge: Judge, pictures: np.ndarray, scenes: list[Scene]) -> Tensor:
    """Whether the two subjects that a judge finds likeliest in a picture are those of its scene ``[n]``."""
    likeliest = torch.cat([judge(to_tensor(pictures[i : i + 32]))[1].topk(2).indices for i in range(0, len(pictures), 32)])
    names = [{SUBJECT_KEYS[i] for i in pair} for pair in likeliest.tolist()]
    return torch.tensor([found == {scene.subject, scene.second} for found, scene in zip(names, scenes, strict=True)])


def share_of(right: Tensor, asked: Tensor) -> float:
    return round(float(right[asked].float().mean()), 4)


@torch.no_grad()
def classify(judge: Judge, pictures: np.ndarray) -> Tensor:
    """Bytes ``[n, size, size, 3]`` → class indices ``[n, questions]``."""
    parts = []
    for i in range(0, len(pictures), 32):
        logits, _ = judge(to_tensor(pictures[i : i + 32]))
        parts.append(torch.stack([answer.argmax(1) for answer in logits], 1))
    return torch.cat(parts)


def open_judge(path: Path) -> Judge:
    judge = Judge()
    judge.load_state_dict(torch.load(path, weights_only=True)["judge"])
    return judge.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=Path, nargs="+", required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--init", type=Path, help="judge.pt to train on from")
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--held-out", type=int, default=512, help="pictures that only measure it")
    parser.add_argument("--learning-rate", type=float, default=1e-3)
    add_favour(parser)
    parser.add_argument("--report-every", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    add_preset(parser)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    options.run.mkdir(parents=True, exist_ok=True)
    judge = open_judge(options.init) if options.init else Judge()
    share(judge)
    run_workers(options.workers, train, options, judge, Progress(0, 0.0, options.seconds))


if __name__ == "__main__":
    main()
