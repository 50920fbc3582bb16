"""Writes differences.json: measures between small pictures, computed by numpy and scipy.

Run with: python tests/reference/make_differences.py (numpy 2.4.6, scipy 1.17.1)
"""
import json
from pathlib import Path

import numpy as np
from scipy.ndimage import gaussian_filter

LUMA = np.array([0.299, 0.587, 0.114])


def picture(seed: int, width: int, height: int) -> np.ndarray:
    """The picture that the test makes too: a linear congruential generator, the high byte of each state."""
    state = seed
    values = []
    for _ in range(width * height * 3):
        state = (state * 1_664_525 + 1_013_904_223) % 2**32
        values.append(state >> 24)
    return np.array(values, dtype=np.float64).reshape(height, width, 3)


def ssim(a: np.ndarray, b: np.ndarray) -> float:
    def mean(x: np.ndarray) -> np.ndarray:
        return gaussian_filter(x, 1.5, truncate=3.5, mode="reflect")

    x, y = a @ LUMA, b @ LUMA
    ux, uy = mean(x), mean(y)
    vx, vy, vxy = mean(x * x) - ux * ux, mean(y * y) - uy * uy, mean(x * y) - ux * uy
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    s = ((2 * ux * uy + c1) * (2 * vxy + c2)) / ((ux**2 + uy**2 + c1) * (vx + vy + c2))
    return float(s[5:-5, 5:-5].mean())


def main() -> None:
    cases = []
    for width, height, seeds, mix in [(32, 24, (1, 2), 1.0), (40, 40, (3, 4), 0.25), (11, 11, (5, 6), 0.5)]:
        a = picture(seeds[0], width, height)
        b = np.floor(a * (1 - mix) + picture(seeds[1], width, height) * mix)
        mse = ((a - b) ** 2).mean()
        cases.append(
            {
                "width": width,
                "height": height,
                "seeds": seeds,
                "mix": mix,
                "meanAbsolute": float(np.abs(a - b).mean()),
                "psnr": float(10 * np.log10(255**2 / mse)),
                "ssim": ssim(a, b),
            }
        )
    Path(__file__).with_name("differences.json").write_text(json.dumps(cases, indent=2) + "\n")


main()
