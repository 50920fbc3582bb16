"""Encodes the pictures with a trained VAE, once, so that the UNet never sees a pixel.

    python encode_latents.py --pictures runs/west --vae runs/vae/state.pt --out runs/west.npz
    python encode_latents.py --pictures runs/japan --vae runs/vae/state.pt --scale-of runs/west.npz --out runs/japan.npz

Writes ``latents`` ``[n, 4, 32, 32]`` (float16 means, divided by their standard deviation in the first world),
``scenes`` (JSON) and ``deviation``, the number that ``export.py`` folds into the VAE so that 0.18215 is its scaling
factor.
"""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch

from make_pictures import read_scenes_of
from networks.vae import VAE
from pictures.scene import Scene
from train_vae import load_weights, to_tensor
from workers import run_workers


@torch.no_grad()
def encode(vae: VAE, pictures: np.ndarray, bfloat16: bool) -> np.ndarray:
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bfloat16):
        parts = [vae.encode(to_tensor(pictures[i : i + 8]))[0].float().numpy() for i in range(0, len(pictures), 8)]
    return np.concatenate(parts)


def encode_file(rank: int, paths: list[Path], options: argparse.Namespace) -> None:
    torch.set_num_threads(1)
    vae = VAE().to(memory_format=torch.channels_last)
    vae.load_state_dict(load_weights(options.vae))
    np.save(partial_path(options.out, rank), encode(vae, np.load(paths[rank], mmap_mode="r")[: options.limit], options.bfloat16))


def limited_scenes(options: argparse.Namespace) -> list[Scene]:
    scenes: list[Scene] = []
    for path in sorted(options.pictures.glob("scenes-*.json")):
        scenes += read_scenes_of(path)[: options.limit]
    return scenes


def partial_path(out: Path, rank: int) -> Path:
    return out.with_name(f"{out.stem}-part{rank}.npy")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=Path, required=True)
    parser.add_argument("--vae", type=Path, required=True)
    scale = parser.add_mutually_exclusive_group()
    scale.add_argument("--scale-of", type=Path, help="latents of another world whose scale these share")
    scale.add_argument("--deviation", type=float, help="that of the VAE's means: 5.49 for an exported one (restore.py)")
    parser.add_argument("--bfloat16", action="store_true")
    parser.add_argument("--limit", type=int, help="pictures per array")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    paths = sorted(options.pictures.glob("pictures-*.npy"))
    run_workers(len(paths), encode_file, paths, options)
    parts = [partial_path(options.out, rank) for rank in range(len(paths))]
    latents = np.concatenate([np.load(part) for part in parts])
    if options.scale_of:
        deviation = float(np.load(options.scale_of)["deviation"])
    else:
        deviation = options.deviation or float(latents.std())
    scenes = json.dumps([asdict(scene) for scene in limited_scenes(options)])
    np.savez(options.out, latents=(latents / deviation).astype(np.float16), scenes=scenes, deviation=deviation)
    for part in parts:
        part.unlink()
    print(f"{len(latents)} latents, deviation {deviation:.4f}, channel means {latents.mean((0, 2, 3)) / deviation}")


if __name__ == "__main__":
    main()
