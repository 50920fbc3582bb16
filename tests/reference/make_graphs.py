"""Makes graphs.json: what PyTorch computes for three small networks whose weights are a formula.

    PYTHONPATH=native-models/training python tests/reference/make_graphs.py    # torch 2.13, numpy 2.4

The networks are those of native-models/training/networks. The formula is that of
formula_weights.py and of tests/native-models/graphs/formula-weights.ts, which must give the same numbers.
"""

import json
from pathlib import Path

import torch
from formula_weights import noise, rounded, with_formula
from networks.text_encoder import TextEncoder
from networks.unet import UNet
from networks.vae import VAE


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
