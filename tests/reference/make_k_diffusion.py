"""Makes k-diffusion.json: samplers that diffusers does not have as k-diffusion has them, once more in NumPy, in float64.

    python tests/reference/make_k_diffusion.py    # numpy 2.4

The algorithms are those of k-diffusion 0.1.1's `sample_dpmpp_2s_ancestral`, `sample_dpmpp_sde` and `sample_dpmpp_3m_sde` with what
they do unasked (eta 1, s_noise 1, r 1/2), on Karras levels of Stable Diffusion 1 and on those of even timesteps. The network is a
formula, and the noise of each stage a row of a bank.
"""

import json
from pathlib import Path

import numpy as np

LENGTH, STEPS = 6, 7

# Training levels as PyTorch has them: the lowest is a difference of nearly equal float32 numbers.
betas = np.linspace(0.00085**0.5, 0.012**0.5, 1000, dtype=np.float32) ** 2
kept = np.cumprod(1 - betas, dtype=np.float64).astype(np.float32)
training = np.sqrt((1 - kept) / kept).astype(np.float64)


def karras(n):
    low, high = training[0] ** (1 / 7), training[-1] ** (1 / 7)
    return np.append((high + np.linspace(0, 1, n) * (low - high)) ** 7, 0)


def even_timesteps(n):
    return np.append(np.interp(np.linspace(999, 0, n), np.arange(1000), training), 0)


def denoise(x, sigma):
    """What the formula takes for the clean sample; `knowingNetwork` in k-diffusion.test.ts."""
    scaled = x / np.sqrt(sigma**2 + 1)
    return 0.9 * np.sin(1.3 * scaled + 0.4) + 0.2 * scaled


def ancestral(start, end):
    up = min(end, (end**2 * (start**2 - end**2) / start**2) ** 0.5)
    return (end**2 - up**2) ** 0.5, up


class Noise:
    def __init__(self):
        self.used = 0

    def __call__(self):
        self.used += 1
        return BANK[self.used - 1]


def dpmpp_2s_ancestral(x, sigmas, noise):
    for sigma, after in zip(sigmas, sigmas[1:]):
        clean = denoise(x, sigma)
        down, up = ancestral(sigma, after)
        if down == 0:
            x = x + (x - clean) / sigma * (down - sigma)
            yield x
            continue
        t, t_next = -np.log(sigma), -np.log(down)
        h = t_next - t
        s = t + h / 2
        look = np.exp(-s) / np.exp(-t) * x - np.expm1(-h / 2) * clean
        yield look
        x = np.exp(-t_next) / np.exp(-t) * x - np.expm1(-h) * denoise(look, np.exp(-s)) + noise() * up
        yield x


def dpmpp_sde(x, sigmas, noise):
    for sigma, after in zip(sigmas, sigmas[1:]):
        clean = denoise(x, sigma)
        if after == 0:
            x = x + (x - clean) / sigma * (after - sigma)
            yield x
            continue
        t, t_next = -np.log(sigma), -np.log(after)
        s = t + (t_next - t) / 2
        down, up = ancestral(np.exp(-t), np.exp(-s))
        to = -np.log(down)
        look = np.exp(-to) / np.exp(-t) * x - np.expm1(t - to) * clean + noise() * up
        yield look
        down, up = ancestral(np.exp(-t), np.exp(-t_next))
        to = -np.log(down)
        x = np.exp(-to) / np.exp(-t) * x - np.expm1(t - to) * denoise(look, np.exp(-s)) + noise() * up
        yield x


def dpmpp_3m_sde(x, sigmas, noise):
    cleans, gains = [], []
    for sigma, after in zip(sigmas, sigmas[1:]):
        clean = denoise(x, sigma)
        if after == 0:
            yield clean
            return
        h = np.log(sigma) - np.log(after)
        twice = 2 * h
        x = np.exp(-twice) * x - np.expm1(-twice) * clean
        phi_2 = np.expm1(-twice) / twice + 1
        phi_3 = phi_2 / twice - 0.5
        if len(gains) >= 2:
            r0, r1 = gains[-1] / h, gains[-2] / h
            newer, older = (clean - cleans[-1]) / r0, (cleans[-1] - cleans[-2]) / r1
            first = newer + (newer - older) * r0 / (r0 + r1)
            second = (newer - older) / (r0 + r1)
            x = x + phi_2 * first - phi_3 * second
        elif gains:
            x = x + phi_2 * (clean - cleans[-1]) / (gains[-1] / h)
        x = x + noise() * after * np.sqrt(-np.expm1(-2 * h))
        cleans.append(clean)
        gains.append(h)
        yield x


def row(key):
    """Like enough to noise, and the same on any machine."""
    return np.array([np.round(1.7 * np.sin(1.0 + 12.9898 * key + 78.233 * k), 6) for k in range(LENGTH)])


BANK = [row(key) for key in range(1, 2 * STEPS)]
samplers = {
    "dpmpp-2s-ancestral": dpmpp_2s_ancestral,
    "dpmpp-sde": dpmpp_sde,
    "dpmpp-3m-sde": dpmpp_3m_sde,
}
golden = {
    "made_with": f"python tests/reference/make_k_diffusion.py (numpy {np.__version__})",
    "initial": row(0).tolist(),
    "bank": [values.tolist() for values in BANK],
    "runs": [
        {
            "scheduler": f"{name}-{spacing}",
            "steps": STEPS,
            "sigmas": [float(f"{s:.9g}") for s in sigmas],
            "samples": [
                [float(f"{v:.9g}") for v in x] for x in sampler(row(0) * sigmas[0], sigmas, Noise())
            ],
        }
        for name, sampler in samplers.items()
        for spacing, sigmas in (("karras", karras(STEPS)), ("linspace", even_timesteps(STEPS)))
    ],
}
Path(__file__).with_name("k-diffusion.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
