"""Makes noise-levels.json: the noise levels of webui's and ComfyUI's spacings, once more in NumPy and SciPy.

    python tests/reference/make_noise_levels.py    # numpy 2.4, scipy 1.17

On Stable Diffusion 1's training schedule, in float64. Formulas: k-diffusion's `get_sigmas_polyexponential`; arXiv 2404.14507
(theorem 3.1 and the table for Stable Diffusion 1.5); ComfyUI's `beta_scheduler`.
"""

import json
from pathlib import Path

import numpy as np
import scipy
from scipy import stats

STEPS = (2, 5, 10, 11, 20, 33)

betas = np.linspace(0.00085**0.5, 0.012**0.5, 1000) ** 2
kept = np.cumprod(1 - betas)
training = np.sqrt((1 - kept) / kept)
low, high = training[0], training[-1]
ALIGNED = np.array([14.615, 6.475, 3.861, 2.697, 1.886, 1.396, 0.963, 0.652, 0.399, 0.152, 0.029])


def polyexponential(n: int) -> np.ndarray:
    return np.exp(np.linspace(1, 0, n) * (np.log(high) - np.log(low)) + np.log(low))


def kl_optimal(n: int) -> np.ndarray:
    share = np.arange(n) / (n - 1)
    return np.tan(share * np.arctan(low) + (1 - share) * np.arctan(high))


def align_your_steps(n: int) -> np.ndarray:
    rising = np.log(ALIGNED[::-1])
    levels = np.exp(np.interp(np.linspace(0, 1, n + 1), np.linspace(0, 1, len(rising)), rising))[::-1]
    return levels[:-1]


def beta_timesteps(n: int) -> np.ndarray:
    shares = 1 - np.linspace(0, 1, n, endpoint=False)
    return training[np.rint(stats.beta.ppf(shares, 0.6, 0.6) * 999).astype(int)]


spacings = {
    "polyexponential": polyexponential,
    "kl-optimal": kl_optimal,
    "align-your-steps": align_your_steps,
    "beta-timesteps": beta_timesteps,
}
golden = {
    "made_with": f"python tests/reference/make_noise_levels.py (numpy {np.__version__}, scipy {scipy.__version__})",
    "levels": {
        name: {str(n): [float(f"{level:.9g}") for level in levels(n)] for n in STEPS}
        for name, levels in spacings.items()
    },
}
Path(__file__).with_name("noise-levels.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
