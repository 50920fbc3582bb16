"""Makes brownian.json: Brownian motion as torchsde's BrownianTree has it, once more on NumPy's seeds and PyTorch's normals.

    python tests/reference/make_brownian.py    # torch 2.13, numpy 2.4

What is taken over of torchsde 0.2.6 is its definition: words of `SeedSequence(seed, spawn_key=(part, depth), pool_size=24)` begin
a generator for the middle of each part, parts are halved at places rounded to millionths, and all is float32.
"""

import json
import math
from pathlib import Path

import numpy as np
import torch

LENGTH = 20


class Part:
    def __init__(self, seed, start, end, key=0, depth=0, increment=None):
        self.seed, self.start, self.end, self.key, self.depth = seed, round(start, 6), round(end, 6), key, depth
        self.increment = self.normals(()) * math.sqrt(end - start) if increment is None else increment

    def normals(self, spawn_key):
        word = np.random.SeedSequence(self.seed, spawn_key=spawn_key, pool_size=24).generate_state(4)[0]
        return torch.randn(LENGTH, generator=torch.Generator().manual_seed(int(word)))

    def halves(self):
        middle = round(0.5 * (self.end + self.start), 6)
        left, right, whole = middle - self.start, self.end - middle, self.end - self.start
        noise = self.normals((self.key, self.depth))
        first = left * self.increment * (1 / whole) + math.sqrt(left * right * (1 / whole)) * noise
        below = Part(self.seed, self.start, middle, 2 * self.key, self.depth + 1, first)
        return below, Part(self.seed, middle, self.end, 2 * self.key + 1, self.depth + 1, self.increment - first)

    def between(self, start, end):
        if start <= self.start and end >= self.end:
            return self.increment
        if end <= self.start or start >= self.end:
            return torch.zeros(LENGTH)
        below, above = self.halves()
        return below.between(start, end) + above.between(start, end)


def noise(tree, start, end):
    low, high = (round(min(max(place, tree.start), tree.end), 6) for place in sorted((start, end)))
    return -tree.between(low, high) / math.sqrt(abs(end - start))


betas = np.linspace(0.00085**0.5, 0.012**0.5, 1000) ** 2
kept = np.cumprod(1 - betas)
lowest, highest = (float(np.float32(math.sqrt((1 - k) / k))) for k in (kept[0], kept[-1]))
ramp = np.linspace(0, 1, 6)
karras = [float(np.float32(s)) for s in (highest ** (1 / 7) + ramp * (lowest ** (1 / 7) - highest ** (1 / 7))) ** 7]
# Overlapping intervals, as steps of second order ask for them; the last is far narrower than its distance from the ends.
asked = [pair for a, b in zip(karras, karras[1:]) for pair in ((a, (a * b) ** 0.5), (a, b))] + [(7.500003, 7.5)]

golden = {
    "made_with": f"python tests/reference/make_brownian.py (torch {torch.__version__}, numpy {np.__version__})",
    "lowest": lowest,
    "highest": highest,
    "length": LENGTH,
    "seed_words": [
        {
            "entropy": str(entropy),
            "spawn_key": [str(part) for part in key],
            "pool_size": size,
            "word": int(np.random.SeedSequence(entropy, spawn_key=key, pool_size=size).generate_state(1)[0]),
        }
        for entropy, key, size in [
            (0, (), 4),
            (42, (), 24),
            (2**40 + 5, (5, 3), 24),
            (2**64 - 1, (2**33 + 1, 34), 24),
            (7, (0, 0), 4),
        ]
    ],
    "noise": [
        {
            "seed": str(seed),
            "from": start,
            "to": end,
            "values": [float(f"{z:.7g}") for z in noise(Part(seed, lowest, highest), start, end)],
        }
        for seed in (0, 1234567890123)
        for start, end in asked
    ],
}
Path(__file__).with_name("brownian.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
