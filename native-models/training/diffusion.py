"""Noise schedule, training loss and the sampler of the test sheets, as Stable Diffusion v1 has them."""

from collections.abc import Iterator

import torch
from torch import Tensor

from networks.text_encoder import TextEncoder
from networks.unet import UNet

TRAINING_STEPS = 1000
BETAS = torch.linspace(0.00085**0.5, 0.012**0.5, TRAINING_STEPS) ** 2
ALPHAS_CUMPROD = (1 - BETAS).cumprod(0)
PICTURE_SIZE = 256
"""Width and height of the models' pictures and of the drawings."""
LATENT_SHAPE = (1, 4, PICTURE_SIZE // 8, PICTURE_SIZE // 8)


def add_noise(latents: Tensor, noise: Tensor, timesteps: Tensor) -> Tensor:
    alpha = ALPHAS_CUMPROD.to(timesteps.device)[timesteps].view(-1, 1, 1, 1)
    return alpha.sqrt() * latents + (1 - alpha).sqrt() * noise


def draw_timesteps(count: int, noisier: float = 1.0) -> Tensor:
    """Training steps ``[count]``; how often each comes grows with its ``noisier - 1``th power, so that 1 draws evenly."""
    return (TRAINING_STEPS * torch.rand(count) ** (1 / noisier)).long().clamp(max=TRAINING_STEPS - 1)


def noise_loss(
    predicted: Tensor, noise: Tensor, timesteps: Tensor, least: float = 0.0, most: float = 5.0
) -> tuple[Tensor, Tensor]:
    """Squared error of the noise, weighted, and the plain one for the log.

    Weighted, it is the squared error of the clean latents times their signal-to-noise ratio, which is held between
    ``least`` and ``most``: above, min-SNR weights (Hang et al., 2023, arXiv:2303.09556), below, the truncated ones of
    Salimans and Ho (2022, arXiv:2202.00512).
    """
    error = (predicted - noise).square().mean((1, 2, 3))
    alpha = ALPHAS_CUMPROD.to(timesteps.device)[timesteps]
    signal_to_noise = alpha / (1 - alpha)
    return (error * signal_to_noise.clamp(least, most) / signal_to_noise).mean(), error.detach().mean()


def draw_noise(seed: int) -> Tensor:
    """The studio's starting noise for a 256-px picture."""
    return torch.randn(LATENT_SHAPE, generator=torch.Generator("cpu").manual_seed(seed))


@torch.no_grad()
def sample(
    unet: UNet, text: TextEncoder, ids: Tensor, empty: Tensor, seeds: list[int], guidance: float, steps: int = 20
) -> Tensor:
    """DDIM with "leading" timesteps and ``steps_offset`` 1, as the studio runs it: latents ``[n, 4, 32, 32]``.

    ``ids`` is ``[n, 77]``, ``empty`` the ids of the empty prompt ``[77]``.
    """
    prompts = torch.cat([text(empty[None]).expand(len(ids), -1, -1), text(ids)])
    latents = torch.cat([draw_noise(seed) for seed in seeds])
    for timestep, previous in timestep_pairs(steps):
        predicted = unet(torch.cat([latents, latents]), torch.full((2 * len(ids),), timestep), prompts).float()
        unconditional, conditional = predicted.chunk(2)
        noise = unconditional + guidance * (conditional - unconditional)
        alpha = ALPHAS_CUMPROD[timestep]
        # SD v1's `set_alpha_to_one: false`: the last step ends at the first training step, not at zero noise.
        alpha_previous = ALPHAS_CUMPROD[max(previous, 0)]
        clean = (latents - (1 - alpha).sqrt() * noise) / alpha.sqrt()
        latents = alpha_previous.sqrt() * clean + (1 - alpha_previous).sqrt() * noise
    return latents


def timestep_pairs(steps: int) -> Iterator[tuple[int, int]]:
    stride = TRAINING_STEPS // steps
    for i in reversed(range(steps)):
        yield i * stride + 1, (i - 1) * stride + 1
