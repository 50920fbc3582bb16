"""Asks whether samples are copies: how far each lies from the training picture that is most like it.

    python nearest.py --model ../../resources/demo-models/ja-stage2 --vae runs/vae/state.pt \\
        --latents runs/japan.npz --out runs/nearest.png

Everything is compared as latents, root mean square. A copy is much nearer to one training picture than to the fifty
next: its ``ratio`` (distance to the nearest ÷ mean distance to the fifty nearest; the measure of Carlini et al. 2023,
"Extracting Training Data from Diffusion Models") goes towards 0. Fresh drawings of the same scenes, which no model had
anything to do with, say what is usual here; training pictures with a little noise, what a copy looks like. The sheet
shows the samples with the lowest ratios, each above its nearest training picture, both through the decoder.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from diffusion import sample
from drawing import Model, open_checkpoint, open_folder
from evaluate import Trial, seen_trials
from networks.vae import VAE
from pictures.render import render
from sample import join, save
from train_vae import load_weights, to_bytes, to_tensor

NEIGHBOURS = 50
COPY_NOISE = 0.2
"""Standard deviations of noise on the training pictures that stand for copies."""
SHOWN = 8


def distances(some: Tensor, training: Tensor) -> Tensor:
    """Root mean square between ``[n, 4, h, w]`` and ``[m, 4, h, w]``, as ``[n, m]``."""
    return torch.cdist(some.flatten(1), training.flatten(1)) / some[0].numel() ** 0.5


def nearest(some: Tensor, training: Tensor) -> tuple[Tensor, Tensor]:
    """``[n]`` ratios and ``[n]`` places of the nearest training pictures."""
    near, places = distances(some, training).topk(NEIGHBOURS, largest=False)
    return near[:, 0] / near.mean(1), places[:, 0]


@torch.no_grad()
def draw_latents(model: Model, trials: list[Trial], seed: int, guidance: float) -> Tensor:
    parts = []
    empty = torch.tensor(model.tokenizer.encode(""))
    for i in range(0, len(trials), 16):
        ids = torch.tensor([model.tokenizer.encode(trial.prompt) for trial in trials[i : i + 16]])
        seeds = [seed + i + j for j in range(len(ids))]
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=model.bfloat16):
            parts.append(sample(model.unet, model.text, ids, empty, seeds, guidance, 20).float())
    return torch.cat(parts)


@torch.no_grad()
def encode_fresh(vae: VAE, trials: list[Trial], seed: int, deviation: float) -> Tensor:
    pictures = np.stack([render(trial.scene, seed + i) for i, trial in enumerate(trials)])
    return torch.cat([vae.encode(to_tensor(pictures[i : i + 8]))[0] for i in range(0, len(pictures), 8)]) / deviation


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True, help="exported model, a Japanese one")
    parser.add_argument("--vae", type=Path, required=True, help="that the latents were encoded with")
    parser.add_argument("--state", type=Path, help="checkpoint of that kind of model, to be asked about instead")
    parser.add_argument("--latents", type=Path, nargs="+", required=True, help="all that the model was trained on")
    parser.add_argument("--labels", type=Path, help="which of the first latents it was trained on: as train_unet.py")
    parser.add_argument("--guidance", type=float, default=4.0)
    parser.add_argument("--seed", type=int, default=5000)
    parser.add_argument("--every", type=int, default=1, help="take every n-th trial")
    parser.add_argument("--bfloat16", action="store_true")
    parser.add_argument("--threads", type=int, default=2, help="one, where other programs want the cores too")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    model = open_checkpoint(options.state, options.model) if options.state else open_folder(options.model)
    model.bfloat16 = options.bfloat16
    files = [np.load(path) for path in options.latents]
    parts = [torch.from_numpy(file["latents"]).float() for file in files]
    if options.labels:
        parts[0] = parts[0][json.loads(options.labels.read_text())["kept"]]
    training = torch.cat(parts)
    vae = VAE().to(memory_format=torch.channels_last)
    vae.load_state_dict(load_weights(options.vae))

    trials = seen_trials("ja", True)[:: options.every]
    drawn = draw_latents(model, trials, options.seed, options.guidance)
    fresh = encode_fresh(vae, trials, options.seed, float(files[0]["deviation"]))
    torch.manual_seed(options.seed)
    known = training[torch.randperm(len(training))[: len(trials)]]
    copies = known + COPY_NOISE * torch.randn_like(known)
    print(f"{len(trials)} each, {len(training)} training pictures; ratios: lowest, 5 %, median")
    for name, latents in (("samples", drawn), ("fresh drawings", fresh), ("copies", copies)):
        ratios = nearest(latents, training)[0]
        low, five, median = (float(ratios.quantile(q)) for q in (0, 0.05, 0.5))
        print(f"{name:15} {low:.3f} {five:.3f} {median:.3f}", flush=True)

    ratios, places = nearest(drawn, training)
    shown = ratios.argsort()[:SHOWN]
    both = torch.cat([drawn[shown], training[places[shown]]])
    with torch.no_grad():
        save(options.out, join(to_bytes(model.vae.decode(both / model.latent_scale).float()), SHOWN))


if __name__ == "__main__":
    main()
