"""Distils a denoiser into one that needs four steps and no guidance: a latent consistency model.

    python distil.py --latents runs/japan.npz --init runs/ja-stage2/state.pt --run runs/ja-quick

Luo, Tan, Huang, Li & Zhao, 2023 (arXiv:2310.04378), algorithm 1: from a noised training latent the teacher goes one DDIM
step of 20 training steps back, guided; the student's clean latent from before that step has to be the same as its clean
latent from after it. Two things are simpler here: the guidance scale is fixed, so that the student needs no embedding of
it, and the target is the student itself without gradient instead of its moving average (Song & Dhariwal, 2023,
arXiv:2310.14189, found the average to be harmful). Text encoder and VAE stay the teacher's.

Pictures come of it by ``LCMScheduler`` (``consistency.py``) with guidance off.
"""

import argparse
from pathlib import Path

import torch
from torch import Tensor, nn

from consistency import ORIGINAL_STEPS, STRIDE, clean_latents, consistent, signal_and_noise
from diffusion import add_noise
from latents import LatentPictures
from make_pictures import add_favour
from networks.blocks import count_parameters
from networks.text_encoder import TextEncoder
from networks.unet import UNet
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

HUBER = 0.001


def pseudo_huber(error: Tensor) -> Tensor:
    """Between absolute and squared error: outliers, which distillation has many of, count little."""
    return ((error.square() + HUBER**2).sqrt() - HUBER).mean()


@torch.no_grad()
def guided_step(
    teacher: UNet, latents: Tensor, timesteps: Tensor, earlier: Tensor, prompts: Tensor, empty: Tensor, guidance: float
) -> Tensor:
    """Where the teacher's DDIM goes from ``timesteps`` to ``earlier``."""
    both = teacher(torch.cat([latents, latents]), timesteps.repeat(2), torch.cat([empty.expand_as(prompts), prompts]))
    unconditional, conditional = both.float().chunk(2)
    noise = unconditional + guidance * (conditional - unconditional)
    signal, deviation = signal_and_noise(earlier)
    return signal * clean_latents(latents, noise, timesteps) + deviation * noise


@torch.no_grad()
def change_as_before(student: UNet, teacher: dict[str, Tensor], taught: dict[str, Tensor]) -> None:
    """Adds what an earlier student differed by from its teacher: few steps are learnt much alike from teachers that
    differ in what they draw (LCM-LoRA's "acceleration vector"; Luo, Tan, Patil et al., 2023, arXiv:2311.05556)."""
    for name, weight in student.named_parameters():
        weight += taught[name] - teacher[name]


def train(
    rank: int, options: argparse.Namespace, student: UNet, teacher: UNet, text: TextEncoder, progress: Progress
) -> None:
    random = begin_worker(rank, options.seed, progress)
    pictures = LatentPictures(options.latents, options.labels, rank, options.workers, dict(options.favour))
    tokenizer = open_tokenizer(options.language, options.japanese_tokenizer)
    device = device_of(options)
    weights = list(student.parameters())
    optimiser = torch.optim.AdamW(weights, options.learning_rate, betas=(0.9, 0.99), weight_decay=0, fused=True)
    average = MovingAverage(weights, options.average) if rank == 0 else None
    with torch.no_grad():
        empty = text(torch.tensor([tokenizer.encode("")], device=device))
    reports = Reports(progress, options.report_every, options.save_every)
    step = 0

    while step == 0 or progress.fraction < 1:
        for group in optimiser.param_groups:
            group["lr"] = options.learning_rate * learning_rate_factor(progress.fraction, step, decay_from=0.5)
        latents, ids = (part.to(device) for part in pictures.draw(options.batch, options.language, tokenizer, random))
        timesteps = STRIDE * torch.randint(1, ORIGINAL_STEPS + 1, (options.batch,), device=device) - 1
        earlier = (timesteps - STRIDE).clamp(min=0)
        noised = add_noise(latents, torch.randn_like(latents), timesteps)
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=options.bfloat16):
            with torch.no_grad():
                prompts = text(ids)
            stepped = guided_step(teacher, noised, timesteps, earlier, prompts, empty, options.guidance)
            predicted = student(noised, timesteps, prompts).float()
            with torch.no_grad():
                aimed = student(stepped, earlier, prompts).float()
        loss = pseudo_huber(consistent(noised, predicted, timesteps) - consistent(stepped, aimed, earlier))
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(weights, 1.0)
        optimiser.step()

        step += 1
        progress.add(options.batch)
        if average is None:
            continue
        average.update()
        if reports.note(float(loss.detach())):
            save(options, student, text, average, progress)
    if average is not None:
        save(options, student, text, average, progress)
        reports.done()


def save(
    options: argparse.Namespace, student: UNet, text: TextEncoder, average: MovingAverage, progress: Progress
) -> None:
    averaged = {name: value for (name, _), value in zip(student.named_parameters(), average.averages, strict=True)}
    write_state(
        options.run / "state.pt",
        {
            "stage": "quick",
            "unet": averaged,
            "text": text.state_dict(),
            "raw": {"unet": student.state_dict()},
            "widths": student.widths,
            "vocabulary": text.vocabulary,
            "samples": progress.samples.value,
            "seconds": progress.seconds,
        },
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--latents", type=Path, nargs="+", required=True)
    parser.add_argument("--labels", type=Path, help="which of the pictures are used: clean.py")
    parser.add_argument("--language", choices=("en", "ja"), default="ja")
    parser.add_argument("--init", type=Path, required=True, help="state.pt of the teacher")
    parser.add_argument("--student", type=Path, help="state.pt of what the student starts as, if not as the teacher")
    parser.add_argument(
        "--as-before",
        type=Path,
        nargs=2,
        metavar=("TEACHER", "STUDENT"),
        help="states of an earlier distillation: this student starts with what that one had changed",
    )
    parser.add_argument("--run", type=Path, required=True, help="folder for checkpoints; resumed when it has one")
    parser.add_argument("--japanese-tokenizer", type=Path, default=Path("runs/tokenizer/spiece.model"))
    parser.add_argument("--guidance", type=float, default=4.0, help="what the teacher is guided by")
    parser.add_argument("--seconds", type=float, default=2400, help="wall-clock budget over all restarts")
    parser.add_argument("--learning-rate", type=float, default=2e-4)
    parser.add_argument("--average", type=float, default=0.995, help="decay of the weights' moving average per step")
    add_favour(parser)
    parser.add_argument("--report-every", type=float, default=60)
    parser.add_argument("--save-every", type=float, default=120)
    parser.add_argument("--seed", type=int, default=0)
    add_preset(parser)
    options = parser.parse_args()

    torch.manual_seed(options.seed)
    state = torch.load(options.init, weights_only=True)
    widths = tuple(state["widths"])
    student, teacher, text = UNet(widths), UNet(widths), TextEncoder(state["vocabulary"])
    teacher.load_state_dict(state["unet"])
    text.load_state_dict(state["text"])
    student.load_state_dict(torch.load(options.student or options.init, weights_only=True)["unet"])
    if options.as_before:
        change_as_before(student, *(torch.load(path, weights_only=True)["unet"] for path in options.as_before))
    samples, seconds = 0, 0.0
    checkpoint = options.run / "state.pt"
    if checkpoint.exists():
        begun = torch.load(checkpoint, weights_only=True)
        student.load_state_dict(begun["raw"]["unet"])
        samples, seconds = begun["samples"], begun["seconds"]
    teacher.requires_grad_(False)
    text.requires_grad_(False)
    options.run.mkdir(parents=True, exist_ok=True)
    print(f"student {count_parameters(student):,} parameters", flush=True)
    for network in (student, teacher, text):
        network.to(device_of(options))
    if options.workers > 1:
        share(student, teacher, text)
    run_workers(options.workers, train, options, student, teacher, text, Progress(samples, seconds, options.seconds))


if __name__ == "__main__":
    main()
