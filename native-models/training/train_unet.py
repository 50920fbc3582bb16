"""Trains text encoder and UNet, in the three stages of Japanese Stable Diffusion.

    python train_unet.py --stage en        --latents runs/west.npz  --run runs/en
    python train_unet.py --stage ja-stage1 --latents runs/west.npz  --run runs/ja-stage1 --init runs/en/state.pt
    python train_unet.py --stage ja-stage2 --latents runs/japan.npz --run runs/ja-stage2 --init runs/ja-stage1/state.pt

``en``         text encoder and UNet together, western pictures, English captions.
``ja-stage1``  the UNet of ``en`` frozen; a new text encoder learns to steer it with Japanese captions of the same
               western pictures.
``ja-stage2``  both together on Japanese pictures with Japanese captions (``--labels``: those that the filter kept).
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from captions import Language
from diffusion import add_noise, draw_timesteps, noise_loss
from latents import LatentPictures
from make_pictures import add_favour
from networks.blocks import count_parameters
from networks.text_encoder import TextEncoder
from networks.unet import WIDTHS, UNet
from presets import add_preset, device_of
from tokenizers import open_tokenizer
from workers import (
    MovingAverage,
    Progress,
    Reports,
    begin_worker,
    learning_rate_factor,
    run_workers,
    share,
    write_state,
)


@dataclass(frozen=True)
class Stage:
    language: Language
    trains_unet: bool
    keeps_text_encoder: bool


STAGES = {
    "en": Stage("en", trains_unet=True, keeps_text_encoder=True),
    "ja-stage1": Stage("ja", trains_unet=False, keeps_text_encoder=False),
    "ja-stage2": Stage("ja", trains_unet=True, keeps_text_encoder=True),
}


def train(
    rank: int, options: argparse.Namespace, stage: Stage, unet: UNet, text: TextEncoder, progress: Progress
) -> None:
    random = begin_worker(rank, options.seed, progress)
    pictures = LatentPictures(options.latents, options.labels, rank, options.workers, dict(options.favour))
    tokenizer = open_tokenizer(stage.language, options.japanese_tokenizer)
    device = device_of(options)

    unet.requires_grad_(stage.trains_unet)
    groups = [{"params": list(text.parameters()), "rate": options.text_learning_rate}]
    if stage.trains_unet:
        groups.append({"params": list(unet.parameters()), "rate": options.learning_rate})
    weights = [weight for group in groups for weight in group["params"]]
    optimiser = torch.optim.AdamW(groups, options.learning_rate, betas=(0.9, 0.99), weight_decay=0, fused=True)
    average = MovingAverage(weights, options.average) if rank == 0 else None
    reports = Reports(progress, options.report_every, options.save_every)
    step = 0

    while step == 0 or progress.fraction < 1:
        for group in optimiser.param_groups:
            group["lr"] = group["rate"] * learning_rate_factor(progress.fraction, step, decay_from=options.decay_from)
        latents, ids = (part.to(device) for part in pictures.draw(options.batch, stage.language, tokenizer, random))
        timesteps = draw_timesteps(options.batch, options.noisier).to(device)
        noise = torch.randn_like(latents)
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=options.bfloat16):
            predicted = unet(add_noise(latents, noise, timesteps), timesteps, text(ids)).float()
        loss, plain = noise_loss(predicted, noise, timesteps, options.least)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(weights, 1.0)
        optimiser.step()

        step += 1
        progress.add(options.batch)
        if average is None:
            continue
        average.update()
        if reports.note(float(plain)):
            save(options, unet, text, average, reports)
    if average is not None:
        save(options, unet, text, average, reports)
        reports.done()


def save(
    options: argparse.Namespace,
    unet: UNet,
    text: TextEncoder,
    average: MovingAverage,
    reports: Reports,
) -> None:
    """``unet`` and ``text`` are the averaged weights, which are what pictures are made with; ``raw`` resumes."""
    averaged = {id(weight): value for weight, value in zip(average.weights, average.averages, strict=True)}

    def collect(module: nn.Module) -> dict[str, Tensor]:
        return {name: averaged.get(id(weight), weight.detach()) for name, weight in module.named_parameters()}

    write_state(
        options.run / "state.pt",
        {
            "stage": options.stage,
            "unet": collect(unet),
            "text": collect(text),
            "raw": {"unet": unet.state_dict(), "text": text.state_dict()},
            "widths": unet.widths,
            "vocabulary": text.vocabulary,
            "samples": reports.progress.samples.value,
            "seconds": reports.progress.seconds,
            "loss": reports.mean_loss(),
        },
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stage", choices=list(STAGES), required=True)
    parser.add_argument("--latents", type=Path, nargs="+", required=True)
    parser.add_argument("--labels", type=Path, help="which captions the pictures carry and which pairs are kept: clean.py")
    parser.add_argument("--run", type=Path, required=True, help="folder for checkpoints; resumed when it has one")
    parser.add_argument("--init", type=Path, help="state.pt of the stage before, or of this one to train on")
    parser.add_argument("--init-text", type=Path, help="safetensors of a text encoder to start from")
    parser.add_argument("--japanese-tokenizer", type=Path, default=Path("runs/tokenizer/spiece.model"))
    parser.add_argument("--widths", type=int, nargs="+", default=WIDTHS)
    parser.add_argument("--seconds", type=float, default=2400, help="wall-clock budget over all restarts")
    parser.add_argument("--samples", type=int, help="budget in samples instead of seconds, for runs to be compared")
    parser.add_argument("--learning-rate", type=float, default=1e-3)
    parser.add_argument("--text-learning-rate", type=float, default=1e-3)
    parser.add_argument("--decay-from", type=float, default=0.6, help="part of the budget before the rate decays")
    parser.add_argument("--average", type=float, default=0.998, help="decay of the weights' moving average per step")
    parser.add_argument(
        "--noisier", type=float, default=1.0, help="above 1: more of the steps at high noise, where colours are decided"
    )
    parser.add_argument(
        "--least",
        type=float,
        default=0.0,
        help="least signal-to-noise ratio to weight with: above 0, what is decided at high noise (colours) counts for more",
    )
    add_favour(parser)
    parser.add_argument("--report-every", type=float, default=60)
    parser.add_argument("--save-every", type=float, default=120)
    parser.add_argument("--seed", type=int, default=0)
    add_preset(parser)
    options = parser.parse_args()

    stage = STAGES[options.stage]
    torch.manual_seed(options.seed)
    tokenizer = open_tokenizer(stage.language, options.japanese_tokenizer)
    unet = UNet(tuple(options.widths))
    text = TextEncoder(tokenizer.vocabulary)
    samples, seconds = 0, 0.0
    checkpoint = options.run / "state.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        unet.load_state_dict(state["raw"]["unet"])
        text.load_state_dict(state["raw"]["text"])
        samples, seconds = state["samples"], state["seconds"]
    elif options.init:
        state = torch.load(options.init, weights_only=True)
        unet.load_state_dict(state["unet"])
        if stage.keeps_text_encoder:
            text.load_state_dict(state["text"])
    if options.init_text and not checkpoint.exists():
        from safetensors.torch import load_file

        text.load_state_dict({key: value.float() for key, value in load_file(options.init_text).items()})
    options.run.mkdir(parents=True, exist_ok=True)
    print(f"{options.stage}: UNet {count_parameters(unet):,}, text encoder {count_parameters(text):,}", flush=True)
    unet.to(device_of(options))
    text.to(device_of(options))
    if options.workers > 1:
        share(unet, text)
    progress = Progress(samples, seconds, options.seconds, options.samples)
    run_workers(options.workers, train, options, stage, unet, text, progress)


if __name__ == "__main__":
    main()
