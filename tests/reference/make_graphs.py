"""Makes graphs.json: what PyTorch computes for three small networks whose weights are a formula.

    PYTHONPATH=native-models/training python tests/reference/make_graphs.py    # torch 2.13, numpy 2.4

The networks are those of native-models/training/networks. The formula is written out in
tests/native-models/graphs/formula-weights.ts; both must give the same numbers, so no weights are stored.
"""

import json
import math
from pathlib import Path

import numpy as np
import torch
from networks.text_encoder import TextEncoder
from networks.unet import UNet
from networks.vae import VAE


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


def at_odd_size(unet: UNet, height: int, width: int) -> UNet:
    """Upsamples to the size of the skip that comes next, as diffusers' UNet does where a latent is no multiple of 8."""
    sizes = [(height, width)]
    for _ in unet.up_blocks[:-2]:
        sizes.append(tuple((side + 1) // 2 for side in sizes[-1]))
    for block, size in zip(unet.up_blocks[:-1], reversed(sizes), strict=True):
        upsample = block.upsamplers[0]
        upsample.forward = lambda x, conv=upsample.conv, size=size: conv(
            torch.nn.functional.interpolate(x, size=size, mode="nearest")
        )
    return unet


torch.set_num_threads(1)
with torch.no_grad():
    unet = with_formula(UNet((8, 12, 16, 16), (True, True, True, False), resnets=1, context_width=12, heads=2, groups=4))
    vae = with_formula(VAE((8, 8, 16, 16), resnets=1, groups=4))
    text = with_formula(TextEncoder(vocabulary=50, width=16, layers=2, heads=4))

    # As BK-SDM-Small is configured: with `mid_block_type` null diffusers' UNet goes up again at once.
    no_middle = with_formula(
        UNet((8, 12, 16, 16), (True, True, True, False), resnets=1, context_width=12, heads=2, groups=4)
    )
    no_middle.mid_block.resnets[0].forward = lambda x, time: x
    no_middle.mid_block.attentions[0].forward = lambda x, prompt: x
    no_middle.mid_block.resnets[1].forward = lambda x, time: x
    without_middle = no_middle(
        noise("input/sample", (2, 4, 8, 16)), torch.tensor([799.2, 3.0]), noise("input/prompt", (2, 77, 12))
    )
    noise_pred = unet(
        noise("input/sample", (2, 4, 8, 16)), torch.tensor([799.2, 3.0]), noise("input/prompt", (2, 77, 12))
    )
    odd = at_odd_size(unet, 9, 13)(
        noise("input/odd sample", (1, 4, 9, 13)), torch.tensor([501.0]), noise("input/odd prompt", (1, 77, 12))
    )
    image = vae.decode(noise("input/latents", (1, 4, 5, 4)))
    moments = torch.cat(vae.encode(noise("input/image", (1, 3, 32, 40))), dim=1)
    ids = torch.tensor([[(7 * place + 3) % 50 for place in range(77)]])
    hidden = text(ids)

golden = {
    "made_with": f"PYTHONPATH=native-models/training python tests/reference/make_graphs.py (torch {torch.__version__})",
    "unet": {"shape": list(noise_pred.shape), "values": rounded(noise_pred)},
    "unet_odd": {"shape": list(odd.shape), "values": rounded(odd)},
    "unet_without_middle": {"shape": list(without_middle.shape), "values": rounded(without_middle)},
    "vae_decoder": {"shape": list(image.shape), "every": 5, "values": rounded(image, 5)},
    "vae_encoder": {"shape": list(moments.shape), "values": rounded(moments)},
    "text_encoder": {"shape": list(hidden.shape), "every": 3, "values": rounded(hidden, 3)},
}
Path(__file__).with_name("graphs.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
