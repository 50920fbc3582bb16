"""Grows a denoiser to pictures of twice the size.

    python grow.py --model ../../resources/demo-models/en --out runs/en-grown.pt

What to draw for which words is learnt cheaply on small latents; this keeps it. The UNet gets one more level outside the
old ones, at twice the resolution and with the old outermost width, so that the timestep embedding stays as it is. At
first the new level only hands on: latents go blurred and halved into the old network, and its answer comes back doubled
(Karras et al., 2018, arXiv:1710.10196, grow generators likewise). Training on latents of the larger pictures does the
rest; ``train_unet.py --init`` takes the file.
"""

import argparse
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from networks.unet import UNet
from workers import write_state


@torch.no_grad()
def grow(small: dict[str, Tensor], large: UNet) -> None:
    """``small`` holds the weights of a UNet that is ``large`` without its outermost level."""
    levels = len(large.widths)
    state = large.state_dict()
    for name, value in small.items():
        state[move_inwards(name, levels)] = value
    large.load_state_dict(state)

    width = large.widths[0]
    down, up = large.down_blocks[0], large.up_blocks[levels - 1]
    hand_on(down.resnets[0].conv2)
    # A binomial blur before halving: the old network saw the smaller picture's latents, which are local means of these.
    blur = torch.tensor([0.25, 0.5, 0.25])
    keep_channels(down.downsamplers[0].conv, blur[:, None] * blur[None])
    centre = torch.zeros(3, 3)
    centre[1, 1] = 1
    keep_channels(large.up_blocks[levels - 2].upsamplers[0].conv, centre)
    for resnet in up.resnets:
        hand_on(resnet.conv2)
        resnet.conv_shortcut.weight.zero_()
        resnet.conv_shortcut.weight[:, :width, 0, 0] = torch.eye(width)
        resnet.conv_shortcut.bias.zero_()


def move_inwards(name: str, levels: int) -> str:
    """Down blocks count from the outside, up blocks from the inside: only the former get new numbers."""
    head, number, *rest = name.split(".")
    return ".".join([head, str(int(number) + 1), *rest]) if head == "down_blocks" else name


def hand_on(second: nn.Conv2d) -> None:
    """A resnet whose second convolution is zero returns its shortcut."""
    second.weight.zero_()
    second.bias.zero_()


def keep_channels(convolution: nn.Conv2d, kernel: Tensor) -> None:
    convolution.weight.zero_()
    for channel in range(convolution.out_channels):
        convolution.weight[channel, channel] = kernel
    convolution.bias.zero_()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True, help="exported folder with unet/ and text_encoder/")
    parser.add_argument("--out", type=Path, required=True, help="state.pt for train_unet.py --init")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()

    torch.manual_seed(options.seed)
    unet = UNet()
    small = load_file(options.model / "unet/diffusion_pytorch_model.safetensors")
    grow({name: value.float() for name, value in small.items()}, unet)
    text = load_file(options.model / "text_encoder/model.safetensors")
    state = {
        "unet": unet.state_dict(),
        "text": {name: value.float() for name, value in text.items()},
        "widths": unet.widths,
        "vocabulary": len(text["text_model.embeddings.token_embedding.weight"]),
    }
    write_state(options.out, state)


if __name__ == "__main__":
    main()
