"""Weights and inputs that are a formula, as tests/native-models/graphs/formula-weights.ts writes it out: none are stored."""

import math

import numpy as np
import torch


def fnv(text: str) -> int:
    value = 2166136261
    for byte in text.encode():
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    return value


def mix(x: np.ndarray) -> np.ndarray:
    x = x ^ (x >> np.uint32(16))
    x = x * np.uint32(0x7FEB352D)
    x = x ^ (x >> np.uint32(15))
    x = x * np.uint32(0x846CA68B)
    return x ^ (x >> np.uint32(16))


def uniform(key: str, shape) -> np.ndarray:
    """Float64 in −1…1, one for each place of the tensor `key`."""
    index = np.arange(math.prod(shape), dtype=np.uint32)
    value = mix(mix(index + np.uint32(fnv(key))) ^ np.uint32(fnv(key + "#")))
    return ((value >> np.uint32(8)).astype(np.int64) - 8388608).reshape(shape) / 8388608


def weight(key: str, shape) -> torch.Tensor:
    if key.endswith(".bias"):
        offset, scale = 0.0, 0.02
    elif "token_embedding" in key:
        offset, scale = 0.0, 1.0
    elif "position_embedding" in key:
        offset, scale = 0.0, 0.5
    elif len(shape) == 1:
        offset, scale = 1.0, 0.02
    else:
        offset, scale = 0.0, math.sqrt(3 / math.prod(shape[1:]))
    return torch.from_numpy((offset + uniform(key, shape) * scale).astype(np.float32))


def noise(key: str, shape) -> torch.Tensor:
    return torch.from_numpy((uniform(key, shape) * math.sqrt(3)).astype(np.float32))


def with_formula(network: torch.nn.Module) -> torch.nn.Module:
    state = network.state_dict()
    network.load_state_dict({key: weight(key, tuple(value.shape)) for key, value in state.items()})
    return network.eval()


def rounded(tensor: torch.Tensor, every: int = 1) -> list[float]:
    return [float(f"{value:.7g}") for value in tensor.flatten()[::every].tolist()]
