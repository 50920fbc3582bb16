"""Makes guided-unet.json: what PyTorch computes for a small UNet that takes guidance as an input, alone and in runs of LCM.

    PYTHONPATH=native-models/training python tests/reference/make_guided_unet.py    # torch 2.13, numpy 2.4

The network is that of native-models/training/networks with the one layer more that latent consistency models of
Stable Diffusion 1 have (`time_embedding.cond_proj`); embedding and sampler are written out below from the paper
(arXiv 2310.04378), with the constants that SimianLuo/LCM_Dreamshaper_v7 is run with.
"""

import json
import math
from pathlib import Path

import numpy as np
import torch
from formula_weights import noise, rounded, with_formula
from networks.unet import UNet
from torch import Tensor, nn

CONDITION = 16
TIMESTEPS, ORIGINAL_STEPS = 1000, 50
SIGMA_DATA, TIMESTEP_SCALING = 0.5, 10


class GuidedUNet(UNet):
    def __init__(self, widths: tuple[int, ...], **options):
        super().__init__(widths, **options)
        self.time_embedding.cond_proj = nn.Linear(CONDITION, widths[0], bias=False)

    def told(self, latents: Tensor, timesteps: Tensor, prompt: Tensor, guidance: list[float]) -> Tensor:
        plain = self.time_embedding.linear_1.forward
        more = self.time_embedding.cond_proj(embedded(guidance))
        self.time_embedding.linear_1.forward = lambda x: plain(x + more)
        try:
            return self(latents, timesteps, prompt)
        finally:
            self.time_embedding.linear_1.forward = plain


def embedded(guidance: list[float]) -> Tensor:
    """Sines, then cosines, of what guidance adds, in thousandths."""
    w = torch.tensor([scale - 1 for scale in guidance]) * 1000
    half = CONDITION // 2
    rate = torch.log(torch.tensor(10000.0)) / (half - 1)
    angles = w[:, None] * torch.exp(torch.arange(half, dtype=torch.float32) * -rate)[None]
    return torch.cat([angles.sin(), angles.cos()], dim=1)


def run(unet: GuidedUNet, guidance: float, steps: int, strength: float) -> Tensor:
    betas = np.linspace(0.00085**0.5, 0.012**0.5, TIMESTEPS) ** 2
    kept_share = np.cumprod(1 - betas)
    distilled = (np.arange(ORIGINAL_STEPS) + 1) * (TIMESTEPS // ORIGINAL_STEPS) - 1
    places = np.floor(np.linspace(0, ORIGINAL_STEPS, steps, endpoint=False)).astype(int)
    timesteps = distilled[::-1][places][steps - int(steps * strength) :]
    shape = (1, 4, 8, 8)
    sample = noise("input/initial", shape).double()
    if strength < 1:
        share = kept_share[timesteps[0]]
        sample = math.sqrt(share) * noise("input/original", shape).double() + math.sqrt(1 - share) * sample
    for i, t in enumerate(timesteps):
        prompt = noise("input/prompt", (1, 77, 12))
        predicted = unet.told(sample.float(), torch.tensor([float(t)]), prompt, [guidance]).double()
        share = kept_share[t]
        original = (sample - math.sqrt(1 - share) * predicted) / math.sqrt(share)
        scaled = t * TIMESTEP_SCALING
        skip = SIGMA_DATA**2 / (scaled**2 + SIGMA_DATA**2)
        out = scaled / math.sqrt(scaled**2 + SIGMA_DATA**2)
        sample = out * original + skip * sample
        if i < len(timesteps) - 1:
            share = kept_share[timesteps[i + 1]]
            fresh = noise(f"input/step {i}", shape).double()
            sample = math.sqrt(share) * sample + math.sqrt(1 - share) * fresh
    return sample


torch.set_num_threads(1)
with torch.no_grad():
    unet = with_formula(
        GuidedUNet((8, 12, 16, 16), attends=(True, True, True, False), resnets=1, context_width=12, heads=2, groups=4)
    )
    call = unet.told(
        noise("input/sample", (2, 4, 8, 16)),
        torch.tensor([799.0, 19.0]),
        noise("input/prompt", (2, 77, 12)),
        [8.5, 1.7],
    )
    golden = {
        "made_with": "PYTHONPATH=native-models/training python tests/reference/make_guided_unet.py "
        f"(torch {torch.__version__})",
        "embedding": {str(g): rounded(embedded([g])) for g in (1.0, 1.7, 8.5, 14.0)},
        "noise_pred": rounded(call),
        "from_noise": rounded(run(unet, 8.5, steps=4, strength=1)),
        "from_picture": rounded(run(unet, 8.5, steps=4, strength=0.5)),
    }
Path(__file__).with_name("guided-unet.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
