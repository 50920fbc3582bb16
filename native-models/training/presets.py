"""What a machine suits: options that every training program has, set by one word.

``cpu``      two single-threaded workers in float32.
``cpu-bf16`` the same with bfloat16 convolutions and matrix products: twice as fast on processors with AVX512-BF16.
``gpu``      one process on one CUDA device in bfloat16, large batches.
"""

import argparse

import torch

PRESETS = {
    "cpu": {"device": "cpu", "workers": 2, "batch": 24, "bfloat16": False},
    "cpu-bf16": {"device": "cpu", "workers": 2, "batch": 32, "bfloat16": True},
    "gpu": {"device": "cuda", "workers": 1, "batch": 256, "bfloat16": True},
}


class ApplyPreset(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, options: argparse.Namespace, value: str, _: str | None) -> None:
        for name, setting in PRESETS[value].items():
            setattr(options, name, setting)


def add_preset(parser: argparse.ArgumentParser) -> None:
    """``--preset`` and, behind it, what it sets, each to be overridden by an option that follows."""
    parser.set_defaults(**PRESETS["cpu"])
    parser.add_argument("--preset", choices=list(PRESETS), action=ApplyPreset)
    parser.add_argument("--device", choices=("cpu", "cuda"))
    parser.add_argument("--workers", type=int)
    parser.add_argument("--batch", type=int)
    parser.add_argument("--bfloat16", action=argparse.BooleanOptionalAction)


def device_of(options: argparse.Namespace) -> torch.device:
    return torch.device(options.device)
