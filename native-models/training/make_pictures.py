"""Renders the training pictures of one world into arrays.

    python make_pictures.py --world west --count 12000 --out runs/west
    python make_pictures.py --world japan --count 6000 --out runs/japan

Writes, per worker, ``pictures-N.npy`` (``[n, size, size, 3]`` bytes) and ``scenes-N.json`` (what each shows). Equal
options give equal files.
"""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

import numpy as np

from diffusion import PICTURE_SIZE
from pictures.effects import QUALITIES
from pictures.render import render
from pictures.scene import Scene
from workers import run_workers
from worlds import Shares, draw_scenes


def make(rank: int, options: argparse.Namespace) -> None:
    random = np.random.default_rng([options.seed, options.world == "japan", rank])
    count = options.count // options.workers
    shares = Shares(options.quality_share, dict(options.favour), options.colour_share, options.pair_share)
    scenes = draw_scenes(options.world, count, random, options.held_out_too, shares)
    # Written to a file as they come: a run of twenty thousand at full size is four gigabytes.
    shape = (len(scenes), options.size, options.size, 3)
    pictures = np.lib.format.open_memmap(options.out / f"pictures-{rank}.npy", "w+", np.uint8, shape)
    for i, scene in enumerate(scenes):
        pictures[i] = reduce(render(scene, int(random.integers(2**62))), options.size)
    pictures.flush()
    (options.out / f"scenes-{rank}.json").write_text(json.dumps([asdict(scene) for scene in scenes]))


def reduce(picture: np.ndarray, size: int) -> np.ndarray:
    """Each pixel the mean of a square of the drawing's."""
    by = len(picture) // size
    return (picture.reshape(size, by, size, by, 3).mean((1, 3)) + 0.5).astype(np.uint8)


def add_favour(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--favour", type=read_favour, nargs="+", default=[], help="qualities that come more often: fluffy=3 …"
    )


def read_favour(text: str) -> tuple[str, float]:
    """``fluffy=3``: this quality, three times as often as one that is not named."""
    name, _, weight = text.partition("=")
    if name not in QUALITIES:
        raise argparse.ArgumentTypeError(f"there is no quality {name}; there are {', '.join(QUALITIES)}")
    if not float(weight) > 0:
        raise argparse.ArgumentTypeError(f"{text}: a weight is a number above 0")
    return name, float(weight)


def read_scenes(folder: Path) -> list[Scene]:
    """What the pictures of a folder show, in the order of its arrays."""
    return [scene for path in sorted(folder.glob("scenes-*.json")) for scene in read_scenes_of(path)]


def read_scenes_of(path: Path) -> list[Scene]:
    return [Scene(**scene) for scene in json.loads(path.read_text())]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--world", choices=("west", "japan"), required=True)
    parser.add_argument("--count", type=int, default=12000)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--size", type=int, default=PICTURE_SIZE, help="a drawing has 256 pixels each way, or a part of it")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--quality-share", type=float, default=Shares.qualities, help="of Japanese scenes with an onomatopoeia"
    )
    parser.add_argument("--colour-share", type=float, default=Shares.colours, help="of subjects that take one")
    parser.add_argument("--pair-share", type=float, default=Shares.pairs, help="of subjects that stand free")
    add_favour(parser)
    parser.add_argument("--held-out-too", action="store_true", help="for the judge, which must know them")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    run_workers(options.workers, make, options)


if __name__ == "__main__":
    main()
