"""Encodes the pictures with a trained VAE, once, so that the UNet never sees a pixel.

    python encode_latents.py --pictures runs/pictures --vae runs/vae/state.pt --out runs/latents.npz

Writes ``latents`` ``[n, 4, 16, 16]`` (float16 means, divided by their standard deviation), ``labels`` ``[n, 4]`` and
``deviation``, the number that ``export.py`` folds into the VAE so that 0.18215 is its scaling factor.
"""

import argparse
from pathlib import Path

import numpy as np
import torch

from networks import VAE
from train_vae import load_weights, to_tensor
from workers import run_workers


@torch.no_grad()
def encode(vae: VAE, pictures: np.ndarray) -> np.ndarray:
    parts = [vae.encode(to_tensor(pictures[i : i + 32]))[0].numpy() for i in range(0, len(pictures), 32)]
    return np.concatenate(parts)


def encode_file(rank: int, paths: list[Path], options: argparse.Namespace) -> None:
    torch.set_num_threads(1)
    vae = VAE().to(memory_format=torch.channels_last)
    vae.load_state_dict(load_weights(options.vae))
    pictures = np.load(paths[rank], mmap_mode="r")[: options.limit]
    np.save(partial_path(options.out, rank), encode(vae, pictures))


def partial_path(out: Path, rank: int) -> Path:
    return out.with_name(f"{out.stem}-part{rank}.npy")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=Path, required=True)
    parser.add_argument("--vae", type=Path, required=True)
    parser.add_argument("--limit", type=int, help="pictures per array, for trying things out")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    paths = sorted(options.pictures.glob("pictures-*.npy"))
    run_workers(len(paths), encode_file, paths, options)
    parts = [partial_path(options.out, rank) for rank in range(len(paths))]
    latents = np.concatenate([np.load(part) for part in parts])
    labels = [np.load(path.with_name(path.name.replace("pictures", "labels")))[: options.limit] for path in paths]
    deviation = float(latents.std())
    scaled = (latents / deviation).astype(np.float16)
    np.savez(options.out, latents=scaled, labels=np.concatenate(labels), deviation=deviation)
    for part in parts:
        part.unlink()
    print(f"{len(latents)} latents, deviation {deviation:.4f}, channel means {latents.mean((0, 2, 3)) / deviation}")


if __name__ == "__main__":
    main()
