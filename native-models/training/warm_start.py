"""Cuts a wider UNet down to the widths trained here, so that training continues instead of starting again.

The UNet of a preliminary study had widths (48, 96, 160, 160) and a prompt width of 128. Its two lower levels lose two
of every ten channels, evenly, so that every normalisation group and attention head keeps its neighbours; projections
of the prompt have to be learnt anew. What is lost comes back within a few thousand samples.
"""

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor

from networks import UNet


def kept_channels(wide: int, narrow: int) -> Tensor:
    """Which indices of an axis of ``wide`` channels stay. 256 → 224 is 160 channels joined with 96 that all stay."""
    if wide == narrow:
        return torch.arange(wide)
    thinned = wide if wide * 8 == narrow * 10 else 160
    index = torch.arange(wide)
    kept = index[(index >= thinned) | (index % 10 < 8)]
    if len(kept) != narrow:
        raise ValueError(f"no rule to cut {wide} channels down to {narrow}")
    return kept


def shrink(wide: dict[str, Tensor], unet: UNet) -> dict[str, Tensor]:
    """``unet``'s state with everything that ``wide`` knows; new prompt projections keep their initial values."""
    state = unet.state_dict()
    for key, target in state.items():
        source = wide[key].float()
        if ".attn2.to_k." in key or ".attn2.to_v." in key:
            continue
        for axis in range(min(2, source.dim())):
            source = source.index_select(axis, kept_channels(source.shape[axis], target.shape[axis]))
        state[key] = source
    return state


def load_warm_start(path: Path, unet: UNet) -> None:
    unet.load_state_dict(shrink(load_file(path), unet))
