"""The autoencoder between pictures and latents."""

import torch.nn.functional as F
from torch import Tensor, nn

from .blocks import LATENT_CHANNELS, Block, Downsample, ResnetBlock, Upsample


class PixelAttention(nn.Module):
    """One-headed self-attention over all positions, as in the middle of the VAE (all projections have biases)."""

    def __init__(self, channels: int, groups: int):
        super().__init__()
        self.group_norm = nn.GroupNorm(groups, channels, eps=1e-6)
        self.to_q = nn.Linear(channels, channels)
        self.to_k = nn.Linear(channels, channels)
        self.to_v = nn.Linear(channels, channels)
        self.to_out = nn.ModuleList([nn.Linear(channels, channels)])

    def forward(self, x: Tensor) -> Tensor:
        batch, channels, height, width = x.shape
        tokens = self.group_norm(x).flatten(2).transpose(1, 2)
        # Written out: PyTorch's own attention takes a third of the encoder's time on a CPU in bfloat16, this a sixth.
        scores = (self.to_q(tokens) * channels**-0.5) @ self.to_k(tokens).transpose(1, 2)
        mixed = scores.softmax(-1, dtype=scores.dtype) @ self.to_v(tokens)
        return x + self.to_out[0](mixed).transpose(1, 2).reshape(batch, channels, height, width)


def vae_middle(channels: int, groups: int) -> Block:
    block = Block()
    block.attentions = nn.ModuleList([PixelAttention(channels, groups)])
    block.resnets = nn.ModuleList([ResnetBlock(channels, channels, groups, 1e-6) for _ in range(2)])
    return block


def run_vae_middle(block: Block, x: Tensor) -> Tensor:
    return block.resnets[1](block.attentions[0](block.resnets[0](x)))


class Encoder(nn.Module):
    """Picture ``[n, 3, h, w]`` in −1…1 → mean and log variance ``[n, 8, h/8, w/8]`` before ``quant_conv``."""

    def __init__(self, widths: tuple[int, ...], resnets: int, groups: int):
        super().__init__()
        self.conv_in = nn.Conv2d(3, widths[0], 3, padding=1)
        self.down_blocks = nn.ModuleList()
        previous = widths[0]
        for level, width in enumerate(widths):
            block = Block()
            block.resnets = nn.ModuleList()
            for _ in range(resnets):
                block.resnets.append(ResnetBlock(previous, width, groups, 1e-6))
                previous = width
            if level < len(widths) - 1:
                block.downsamplers = nn.ModuleList([Downsample(width, pad_all_sides=False)])
            self.down_blocks.append(block)
        self.mid_block = vae_middle(widths[-1], groups)
        self.conv_norm_out = nn.GroupNorm(groups, widths[-1], eps=1e-6)
        self.conv_out = nn.Conv2d(widths[-1], 2 * LATENT_CHANNELS, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv_in(x)
        for block in self.down_blocks:
            for resnet in block.resnets:
                x = resnet(x)
            if hasattr(block, "downsamplers"):
                x = block.downsamplers[0](x)
        return self.conv_out(F.silu(self.conv_norm_out(run_vae_middle(self.mid_block, x))))


class Decoder(nn.Module):
    """Latents ``[n, 4, h/8, w/8]`` after ``post_quant_conv`` → picture ``[n, 3, h, w]``, about −1…1."""

    def __init__(self, widths: tuple[int, ...], resnets: int, groups: int):
        super().__init__()
        widths = widths[::-1]
        self.conv_in = nn.Conv2d(LATENT_CHANNELS, widths[0], 3, padding=1)
        self.mid_block = vae_middle(widths[0], groups)
        self.up_blocks = nn.ModuleList()
        previous = widths[0]
        for level, width in enumerate(widths):
            block = Block()
            block.resnets = nn.ModuleList()
            for _ in range(resnets + 1):
                block.resnets.append(ResnetBlock(previous, width, groups, 1e-6))
                previous = width
            if level < len(widths) - 1:
                block.upsamplers = nn.ModuleList([Upsample(width)])
            self.up_blocks.append(block)
        self.conv_norm_out = nn.GroupNorm(groups, widths[-1], eps=1e-6)
        self.conv_out = nn.Conv2d(widths[-1], 3, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        x = run_vae_middle(self.mid_block, self.conv_in(x))
        for block in self.up_blocks:
            for resnet in block.resnets:
                x = resnet(x)
            if hasattr(block, "upsamplers"):
                x = block.upsamplers[0](x)
        return self.conv_out(F.silu(self.conv_norm_out(x)))


class VAE(nn.Module):
    """Between pictures ``[n, 3, h, w]`` and latents ``[n, 4, h/8, w/8]``."""

    def __init__(self, widths: tuple[int, ...] = (16, 32, 64, 64), resnets: int = 1, groups: int = 4):
        super().__init__()
        self.widths, self.resnets, self.groups = widths, resnets, groups
        self.encoder = Encoder(widths, resnets, groups)
        self.decoder = Decoder(widths, resnets, groups)
        self.quant_conv = nn.Conv2d(2 * LATENT_CHANNELS, 2 * LATENT_CHANNELS, 1)
        self.post_quant_conv = nn.Conv2d(LATENT_CHANNELS, LATENT_CHANNELS, 1)

    def encode(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log variance of the latents."""
        mean, log_variance = self.quant_conv(self.encoder(pictures)).chunk(2, dim=1)
        return mean, log_variance.clamp(-30, 20)

    def decode(self, latents: Tensor) -> Tensor:
        return self.decoder(self.post_quant_conv(latents))
