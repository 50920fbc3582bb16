"""Latent consistency models: what their networks mean, and the sampler of few steps, as ``LCMScheduler`` has them."""

import torch
from torch import Tensor

from diffusion import ALPHAS_CUMPROD, LATENT_SHAPE, TRAINING_STEPS, add_noise
from networks.text_encoder import TextEncoder
from networks.unet import UNet

ORIGINAL_STEPS = 50
"""DDIM steps of the sampler that is distilled: timesteps 19, 39, … 999."""
STRIDE = TRAINING_STEPS // ORIGINAL_STEPS
SIGMA_DATA = 0.5
TIMESTEP_SCALING = 10.0


def signal_and_noise(timesteps: Tensor) -> tuple[Tensor, Tensor]:
    alpha = ALPHAS_CUMPROD.to(timesteps.device)[timesteps].view(-1, 1, 1, 1)
    return alpha.sqrt(), (1 - alpha).sqrt()


def clean_latents(latents: Tensor, noise: Tensor, timesteps: Tensor) -> Tensor:
    signal, deviation = signal_and_noise(timesteps)
    return (latents - deviation * noise) / signal


def consistent(latents: Tensor, noise: Tensor, timesteps: Tensor) -> Tensor:
    """The clean latents that a prediction of the noise means, under the boundary condition at timestep 0."""
    scaled = TIMESTEP_SCALING * timesteps.view(-1, 1, 1, 1)
    skip = SIGMA_DATA**2 / (scaled**2 + SIGMA_DATA**2)
    out = scaled / (scaled**2 + SIGMA_DATA**2) ** 0.5
    return skip * latents + out * clean_latents(latents, noise, timesteps)


@torch.no_grad()
def sample_quickly(unet: UNet, text: TextEncoder, ids: Tensor, seeds: list[int], steps: int = 4) -> Tensor:
    """``LCMScheduler``'s steps, guidance off: latents ``[n, 4, 32, 32]`` from ids ``[n, 77]``."""
    timesteps = [TRAINING_STEPS - 1 - STRIDE * (ORIGINAL_STEPS * i // steps) for i in range(steps)]
    generators = [torch.Generator("cpu").manual_seed(seed) for seed in seeds]
    prompts = text(ids)
    latents = torch.cat([torch.randn(LATENT_SHAPE, generator=generator) for generator in generators])
    for i, timestep in enumerate(timesteps):
        at = torch.full((len(ids),), timestep)
        clean = consistent(latents, unet(latents, at, prompts).float(), at)
        if i == len(timesteps) - 1:
            return clean
        noise = torch.cat([torch.randn(LATENT_SHAPE, generator=generator) for generator in generators])
        latents = add_noise(clean, noise, torch.full_like(at, timesteps[i + 1]))
    raise ValueError(f"{steps} steps: at least one is needed")
