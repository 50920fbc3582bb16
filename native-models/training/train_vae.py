"""Trains the autoencoder between 256-px pictures and 32 × 32 latents.

    python train_vae.py --pictures runs/pictures --run runs/vae --seconds 1800
    python train_vae.py --pictures runs/pictures --run runs/vae-decoder --init runs/vae/state.pt \\
        --frozen-encoder --adversarial 0.03 --seconds 900

The first form trains both halves. The second keeps the encoder, so that latents made with it (and a UNet trained on
them) stay valid, and sharpens the decoder with a small patch discriminator.
"""

import argparse
import math
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor, nn

from diffusion import PICTURE_SIZE
from networks.vae import VAE
from workers import MovingAverage, Progress, learning_rate_factor, run_workers, share, write_state

HELD_OUT = 16
"""Pictures at the end of every array that are only for measuring."""


class PatchDiscriminator(nn.Module):
    """Judges overlapping patches of about 30 px; small on purpose, so that the decoder can keep up with it."""

    def __init__(self, width: int = 24):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(3, width, 4, 2, 1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(width, 2 * width, 4, 2, 1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(2 * width, 4 * width, 3, 1, 1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(4 * width, 1, 3, 1, 1),
        )

    def forward(self, pictures: Tensor) -> Tensor:
        return self.layers(pictures)


def to_tensor(pictures: np.ndarray) -> Tensor:
    """``[n, h, w, 3]`` bytes → ``[n, 3, h, w]`` in −1…1, channels last in memory."""
    tensor = torch.from_numpy(np.array(pictures)).permute(0, 3, 1, 2).float() / 127.5 - 1
    return tensor.contiguous(memory_format=torch.channels_last)


def to_bytes(pictures: Tensor) -> np.ndarray:
    """``[n, 3, h, w]`` in −1…1 → ``[n, h, w, 3]`` bytes, as the studio rounds them."""
    return ((pictures.clamp(-1, 1) + 1) * 127.5).round().byte().permute(0, 2, 3, 1).numpy()


def reconstruction_loss(decoded: Tensor, pictures: Tensor) -> Tensor:
    """L1 + 2·L2 + ½·edges + colour.

    The edge term compares neighbouring pixels' differences: drawings live by their outlines. The colour term compares
    8-px averages, because a decoder that gets every outline right still turns pink into beige at little cost in L1.
    """
    error = decoded - pictures
    edges = error.diff(dim=2).abs().mean() + error.diff(dim=3).abs().mean()
    colour = F.avg_pool2d(error, 8).abs().mean()
    return error.abs().mean() + 2 * error.square().mean() + 0.5 * edges + colour


def open_pictures(folder: Path) -> list[np.ndarray]:
    arrays = [np.load(path, mmap_mode="r") for path in sorted(folder.glob("pictures-*.npy"))]
    if not arrays:
        raise SystemExit(f"{folder} holds no pictures-*.npy: run make_pictures.py first")
    return arrays


def draw_crops(arrays: list[np.ndarray], random: np.random.Generator, count: int, size: int) -> Tensor:
    crops = np.empty((count, size, size, 3), np.uint8)
    for crop in crops:
        array = arrays[random.integers(len(arrays))]
        picture = array[random.integers(len(array) - HELD_OUT)]
        y, x = random.integers(0, picture.shape[0] - size + 1, 2)
        crop[:] = picture[y : y + size, x : x + size]
        if random.random() < 0.5:
            crop[:] = crop[:, ::-1].copy()
    return to_tensor(crops)


@torch.no_grad()
def measure(vae: VAE, pictures: Tensor) -> tuple[float, Tensor]:
    """Mean PSNR in dB, and the reconstructions."""
    decoded = torch.cat([vae.decode(vae.encode(part)[0]) for part in pictures.split(16)]).clamp(-1, 1)
    per_picture = 10 * torch.log10(4 / (decoded - pictures).square().mean((1, 2, 3)))
    return float(per_picture.mean()), decoded


def save_sheet(path: Path, pictures: Tensor, decoded: Tensor) -> None:
    pairs = np.concatenate([to_bytes(pictures), to_bytes(decoded)], axis=2)
    rows = [np.concatenate(list(pairs[i : i + 4]), axis=1) for i in range(0, len(pairs) - 3, 4)]
    Image.fromarray(np.concatenate(rows, axis=0)).save(path)


def train(rank: int, options: argparse.Namespace, vae: VAE, judge: PatchDiscriminator, progress: Progress) -> None:
    torch.set_num_threads(1)
    torch.manual_seed(options.seed + rank + int(time.time()))
    random = np.random.default_rng([options.seed, rank, int(time.time())])
    arrays = open_pictures(options.pictures)
    held_out = to_tensor(np.concatenate([array[-HELD_OUT:] for array in arrays])[:32])

    if options.frozen_encoder:
        vae.encoder.requires_grad_(False)
        vae.quant_conv.requires_grad_(False)
    weights = [weight for weight in vae.parameters() if weight.requires_grad]
    optimiser = torch.optim.AdamW(weights, options.learning_rate, betas=(0.9, 0.98), weight_decay=0, fused=True)
    judge_optimiser = torch.optim.AdamW(judge.parameters(), 5e-4, betas=(0.5, 0.95), weight_decay=0)
    average = MovingAverage(weights, 0.99) if rank == 0 else None
    mean_square = 0.0
    reported = saved = time.time()
    step = 0

    while step == 0 or progress.fraction < 1:
        factor = learning_rate_factor(progress.fraction, step, decay_from=0.4)
        for group in optimiser.param_groups:
            group["lr"] = options.learning_rate * factor
        # Whole pictures towards the end: the middle's attention must see as many positions as it will in use.
        size, count = (64, 16) if progress.fraction < 0.75 else (PICTURE_SIZE, 4)
        pictures = draw_crops(arrays, random, count, min(size, arrays[0].shape[1]))

        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=options.bfloat16):
            with torch.set_grad_enabled(not options.frozen_encoder):
                mean, log_variance = (part.float() for part in vae.encode(pictures))
                latents = mean + torch.randn_like(mean) * (0.5 * log_variance).exp()
            decoded = vae.decode(latents).float()
        loss = reconstruction_loss(decoded, pictures)
        if not options.frozen_encoder:
            divergence = 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).mean()
            loss = loss + 2e-4 * divergence
        if options.adversarial:
            judge.requires_grad_(True)
            verdicts = F.relu(1 - judge(pictures)).mean() + F.relu(1 + judge(decoded.detach())).mean()
            judge_optimiser.zero_grad()
            verdicts.backward()
            judge_optimiser.step()
            judge.requires_grad_(False)
            trust = min(1.0, step / 150)  # the judge learns before anyone listens to it
            loss = loss - trust * options.adversarial * judge(decoded).mean()
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(weights, 1.0)
        optimiser.step()

        step += 1
        progress.add(count)
        mean_square += 0.05 * (float((decoded.detach() - pictures).square().mean()) - mean_square)
        if average is None:
            continue
        average.update()
        if time.time() - reported > options.report_every or progress.fraction >= 1:
            reported = time.time()
            snapshot = build_average(vae, average)
            psnr, reconstructions = measure(snapshot, held_out)
            print(
                f"samples {progress.samples.value} seconds {progress.seconds:.0f} "
                f"training PSNR {10 * math.log10(4 / max(mean_square, 1e-9)):.2f} held-out PSNR {psnr:.2f} "
                f"latent std {float(mean.detach().std()):.2f}",
                flush=True,
            )
            if time.time() - saved > 60 or progress.fraction >= 1:
                saved = time.time()
                save(options.run, snapshot, judge, progress, psnr)
                save_sheet(options.run / "reconstructions.png", held_out, reconstructions)


def build_average(vae: VAE, average: MovingAverage) -> VAE:
    snapshot = VAE(vae.widths, vae.resnets, vae.groups).to(memory_format=torch.channels_last)
    snapshot.load_state_dict(vae.state_dict())
    targets = [
        mine for mine, theirs in zip(snapshot.parameters(), vae.parameters(), strict=True) if theirs.requires_grad
    ]
    with torch.no_grad():
        for target, value in zip(targets, average.averages, strict=True):
            target.copy_(value)
    return snapshot


def save(run: Path, vae: VAE, judge: PatchDiscriminator, progress: Progress, psnr: float) -> None:
    state = {
        "vae": vae.state_dict(),
        "judge": judge.state_dict(),
        "widths": vae.widths,
        "samples": progress.samples.value,
        "seconds": progress.seconds,
        "psnr": psnr,
    }
    write_state(run / "state.pt", state)


def load_weights(path: Path) -> dict[str, Tensor]:
    """VAE weights of a ``state.pt`` of this program or of a safetensors file."""
    if path.suffix == ".safetensors":
        from safetensors.torch import load_file

        return {key: value.float() for key, value in load_file(path).items()}
    return torch.load(path, weights_only=True)["vae"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=Path, required=True, help="folder of make_pictures.py")
    parser.add_argument("--run", type=Path, required=True, help="folder for checkpoints; resumed when it has one")
    parser.add_argument("--init", type=Path, help="weights to start from: state.pt or safetensors")
    parser.add_argument("--seconds", type=float, default=1800, help="wall-clock budget over all restarts")
    parser.add_argument("--learning-rate", type=float, default=1e-3)
    parser.add_argument("--frozen-encoder", action="store_true")
    parser.add_argument("--adversarial", type=float, default=0.0, help="weight of the patch discriminator")
    parser.add_argument("--bfloat16", action="store_true", help="twice as fast on processors with AVX512-BF16 or AMX")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--report-every", type=float, default=60, help="seconds between reports")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()

    torch.manual_seed(options.seed)
    vae = VAE().to(memory_format=torch.channels_last)
    judge = PatchDiscriminator()
    samples, seconds = 0, 0.0
    checkpoint = options.run / "state.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        vae.load_state_dict(state["vae"])
        judge.load_state_dict(state["judge"])
        samples, seconds = state["samples"], state["seconds"]
    elif options.init:
        vae.load_state_dict(load_weights(options.init))
    options.run.mkdir(parents=True, exist_ok=True)
    share(vae, judge)
    progress = Progress(samples, seconds, options.seconds)
    run_workers(options.workers, train, options, vae, judge, progress)


if __name__ == "__main__":
    main()
