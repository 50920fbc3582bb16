"""Renders the training pictures into arrays.

    python make_pictures.py --count 12000 --out runs/pictures

Writes, per worker, ``pictures-N.npy`` (``[n, 128, 128, 3]`` bytes) and ``labels-N.npy`` (``[n, 4]``: index into KEYS,
MEDIA and TIMES, and 1 for a Japanese picture). Subjects and versions take turns; plain pictures and daylight, which
short prompts ask for, come more often.
"""

import argparse
from pathlib import Path

import numpy as np

from pictures.canvas import MEDIA, PICTURE, TIMES
from pictures.catalogue import KEYS, SUBJECTS
from pictures.render import render
from workers import run_workers

MEDIUM_SHARES = (0.24, 0.19, 0.19, 0.19, 0.19)
TIME_SHARES = (0.46, 0.18, 0.18, 0.18)


def versions() -> list[tuple[str, bool]]:
    """Every subject once, and once more as Japan draws it where that differs."""
    return [(key, japanese) for key in KEYS for japanese in ((False, True) if SUBJECTS[key].has_two_versions else (False,))]


def make(rank: int, options: argparse.Namespace) -> None:
    random = np.random.default_rng([options.seed, rank])
    count = options.count // options.workers
    pictures = np.zeros((count, PICTURE, PICTURE, 3), np.uint8)
    labels = np.zeros((count, 4), np.int64)
    everything = versions()
    for i in range(count):
        key, japanese = everything[(i + rank * 7) % len(everything)]
        medium = int(random.choice(len(MEDIA), p=MEDIUM_SHARES))
        time = int(random.choice(len(TIMES), p=TIME_SHARES))
        seed = (options.seed * options.workers + rank) * 10_000_000 + i
        pictures[i] = render(key, MEDIA[medium], TIMES[time], japanese, seed)
        labels[i] = KEYS.index(key), medium, time, japanese
    np.save(options.out / f"pictures-{rank}.npy", pictures)
    np.save(options.out / f"labels-{rank}.npy", labels)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=12000)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    run_workers(options.workers, make, options)


if __name__ == "__main__":
    main()
