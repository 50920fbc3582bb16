"""Training with several single-threaded processes on one set of weights in shared memory ("Hogwild").

Every worker draws its own batches, keeps its own optimiser moments and writes its steps straight into the shared
weights, without locks (Niu et al., 2011, arXiv:1106.5730). On a machine whose cores are shared with other work this
wastes no time at barriers, which is where one process with several threads loses a third of it. The price: two runs
are never equal bit for bit.
"""

import math
import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import torch
import torch.multiprocessing as processes
from torch import Tensor, nn

SPAWN = processes.get_context("spawn")


class Progress:
    """Samples and seconds of a run, over all workers and over all its restarts.

    ``budget`` counts seconds, unless ``sample_budget`` says how many samples the run is to see: runs that are compared
    with each other see equally many, however busy the machine was.
    """

    def __init__(self, samples: int, seconds_before: float, budget: float, sample_budget: int | None = None):
        self.samples = SPAWN.Value("q", samples)
        self.seconds_before = seconds_before
        self.budget = budget
        self.sample_budget = sample_budget
        self.started = time.time()

    @property
    def seconds(self) -> float:
        return self.seconds_before + time.time() - self.started

    @property
    def fraction(self) -> float:
        """How much of the budget is used, 0…1 and beyond."""
        if self.sample_budget is not None:
            return self.samples.value / self.sample_budget
        return self.seconds / self.budget

    def add(self, samples: int) -> None:
        with self.samples.get_lock():
            self.samples.value += samples


class MovingAverage:
    """Exponential moving average of weights; starts short so that early pictures are not those of the first step."""

    def __init__(self, weights: Iterable[Tensor], decay: float):
        self.weights = list(weights)
        self.decay = decay
        self.averages = [weight.detach().clone() for weight in self.weights]
        self.steps = 0

    @torch.no_grad()
    def update(self) -> None:
        self.steps += 1
        decay = min(self.decay, (1 + self.steps) / (10 + self.steps))
        for average, weight in zip(self.averages, self.weights, strict=True):
            average.lerp_(weight, 1 - decay)


class Reports:
    """What the first worker of a run tells: the mean loss now and then, and when a checkpoint is due."""

    def __init__(self, progress: Progress, report_every: float, save_every: float):
        self.progress = progress
        self.report_every, self.save_every = report_every, save_every
        self.losses: list[float] = []
        self.reported = self.saved = time.time()

    def mean_loss(self, count: int = 300) -> float:
        return float(np.mean(self.losses[-count:])) if self.losses else math.nan

    def note(self, loss: float) -> bool:
        """Keeps a step's loss; true when a checkpoint is due."""
        self.losses.append(loss)
        now = time.time()
        if now - self.reported > self.report_every:
            self.reported = now
            print(
                f"samples {self.progress.samples.value} seconds {self.progress.seconds:.0f} "
                f"loss {self.mean_loss(150):.4f}",
                flush=True,
            )
        if now - self.saved <= self.save_every:
            return False
        self.saved = now
        return True

    def done(self) -> None:
        print(f"done: samples {self.progress.samples.value} loss {self.mean_loss():.4f}", flush=True)


def begin_worker(rank: int, seed: int, progress: Progress) -> np.random.Generator:
    """One thread, and random numbers of this worker's own, which go on anew where a run is resumed."""
    torch.set_num_threads(1)
    torch.manual_seed(seed + 1000 * rank + progress.samples.value)
    return np.random.default_rng([seed, rank, progress.samples.value])


def run_workers(count: int, work: Callable[..., None], *arguments: object) -> None:
    """Calls ``work(rank, *arguments)`` in ``count`` processes and waits; one that fails stops the others."""
    if count == 1:
        work(0, *arguments)
        return
    processes.spawn(work, args=arguments, nprocs=count, join=True)


def share(*modules: nn.Module) -> None:
    for module in modules:
        module.share_memory()


def write_state(path: Path, state: dict[str, object]) -> None:
    """Saves beside the target and renames, so that a killed run never leaves half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    torch.save(state, partial)
    os.replace(partial, path)


def learning_rate_factor(fraction: float, step: int, warm_up: int = 50, decay_from: float = 0.6) -> float:
    """Linear warm-up by steps, constant, then linear decay to 3 % over the last part of the budget."""
    warm = min(1.0, (step + 1) / warm_up)
    if fraction < decay_from:
        return warm
    return warm * max(0.03, (1 - fraction) / (1 - decay_from))


def write_text(path: Path, text: str) -> None:
    """As ``write_state``, for JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_text(text, encoding="utf-8")
    os.replace(partial, path)
