"""The denoiser."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .blocks import LATENT_CHANNELS, Block, Downsample, ResnetBlock, Upsample

WIDTHS = (48, 48, 96, 128, 128)
"""Of the levels, from the outside; the outermost works on 32 × 32 positions."""


class Attention(nn.Module):
    """Multi-head attention of ``x`` over ``context`` (itself when none is given); only ``to_out`` has a bias."""

    def __init__(self, width: int, context_width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.to_q = nn.Linear(width, width, bias=False)
        self.to_k = nn.Linear(context_width, width, bias=False)
        self.to_v = nn.Linear(context_width, width, bias=False)
        self.to_out = nn.ModuleList([nn.Linear(width, width)])

    def forward(self, x: Tensor, context: Tensor | None = None) -> Tensor:
        context = x if context is None else context
        query, key, value = (
            project.unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for project in (self.to_q(x), self.to_k(context), self.to_v(context))
        )
        # Written out: for the few hundred tokens here, autograd through PyTorch's fused kernel takes three times as long
        # on a CPU in bfloat16.
        scores = (query * query.shape[-1] ** -0.5) @ key.transpose(-1, -2)
        mixed = scores.softmax(-1, dtype=query.dtype) @ value
        return self.to_out[0](mixed.transpose(1, 2).flatten(2))


class GatedProjection(nn.Module):
    """GEGLU: value × exact (erf) GELU of the gate."""

    def __init__(self, width: int, inner: int):
        super().__init__()
        self.proj = nn.Linear(width, 2 * inner)

    def forward(self, x: Tensor) -> Tensor:
        value, gate = self.proj(x).chunk(2, dim=-1)
        return value * F.gelu(gate)


class FeedForward(nn.Module):
    """``net.1`` is the dropout of the original: kept as a place holder so that ``net.2`` keeps its name."""

    def __init__(self, width: int):
        super().__init__()
        self.net = nn.ModuleList([GatedProjection(width, 4 * width), nn.Identity(), nn.Linear(4 * width, width)])

    def forward(self, x: Tensor) -> Tensor:
        return self.net[2](self.net[0](x))


class TransformerBlock(nn.Module):
    def __init__(self, width: int, context_width: int, heads: int):
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.attn1 = Attention(width, width, heads)
        self.norm2 = nn.LayerNorm(width)
        self.attn2 = Attention(width, context_width, heads)
        self.norm3 = nn.LayerNorm(width)
        self.ff = FeedForward(width)

    def forward(self, x: Tensor, context: Tensor) -> Tensor:
        x = x + self.attn1(self.norm1(x))
        x = x + self.attn2(self.norm2(x), context)
        return x + self.ff(self.norm3(x))


class Transformer(nn.Module):
    """Lets every position of a feature map read the prompt."""

    def __init__(self, channels: int, context_width: int, heads: int, groups: int):
        super().__init__()
        self.norm = nn.GroupNorm(groups, channels, eps=1e-6)
        self.proj_in = nn.Conv2d(channels, channels, 1)
        self.transformer_blocks = nn.ModuleList([TransformerBlock(channels, context_width, heads)])
        self.proj_out = nn.Conv2d(channels, channels, 1)

    def forward(self, x: Tensor, context: Tensor) -> Tensor:
        batch, channels, height, width = x.shape
        tokens = self.proj_in(self.norm(x)).flatten(2).transpose(1, 2)
        tokens = self.transformer_blocks[0](tokens, context)
        return x + self.proj_out(tokens.transpose(1, 2).reshape(batch, channels, height, width))


class TimestepEmbedding(nn.Module):
    def __init__(self, inputs: int, outputs: int):
        super().__init__()
        self.linear_1 = nn.Linear(inputs, outputs)
        self.linear_2 = nn.Linear(outputs, outputs)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear_2(F.silu(self.linear_1(x)))


class UNet(nn.Module):
    """Noisy latents ``[n, 4, h, w]``, timesteps ``[n]`` and prompt embeddings ``[n, 77, context]`` → predicted noise.

    ``attends`` says which levels read the prompt (``CrossAttnDownBlock2D``). SD v1's last one does not; here the first,
    where attention over 32 × 32 positions would cost more than all the rest, does not either. The middle always does.
    ``heads`` is what SD v1's configs call ``attention_head_dim``: the *number* of heads at every level.
    """

    def __init__(
        self,
        widths: tuple[int, ...] = WIDTHS,
        attends: tuple[bool, ...] = (False, True, True, True, False),
        resnets: int = 1,
        context_width: int = 64,
        heads: int = 2,
        groups: int = 16,
    ):
        super().__init__()
        self.widths, self.attends, self.resnets, self.groups = widths, attends, resnets, groups
        self.context_width, self.heads = context_width, heads
        time_width = 4 * widths[0]

        def resnet(inputs: int, outputs: int) -> ResnetBlock:
            return ResnetBlock(inputs, outputs, groups, 1e-5, time_width)

        def transformer(channels: int) -> Transformer:
            return Transformer(channels, context_width, heads, groups)

        self.conv_in = nn.Conv2d(LATENT_CHANNELS, widths[0], 3, padding=1)
        self.time_embedding = TimestepEmbedding(widths[0], time_width)

        last = len(widths) - 1
        skips = [widths[0]]
        previous = widths[0]
        self.down_blocks = nn.ModuleList()
        for level, width in enumerate(widths):
            block = Block()
            if attends[level]:
                block.attentions = nn.ModuleList([transformer(width) for _ in range(resnets)])
            block.resnets = nn.ModuleList()
            for _ in range(resnets):
                block.resnets.append(resnet(previous, width))
                previous = width
                skips.append(width)
            if level < last:
                block.downsamplers = nn.ModuleList([Downsample(width, pad_all_sides=True)])
                skips.append(width)
            self.down_blocks.append(block)

        self.mid_block = Block()
        self.mid_block.attentions = nn.ModuleList([transformer(previous)])
        self.mid_block.resnets = nn.ModuleList([resnet(previous, previous) for _ in range(2)])

        self.up_blocks = nn.ModuleList()
        for level, width in reversed(list(enumerate(widths))):
            block = Block()
            if attends[level]:
                block.attentions = nn.ModuleList([transformer(width) for _ in range(resnets + 1)])
            block.resnets = nn.ModuleList()
            for _ in range(resnets + 1):
                block.resnets.append(resnet(previous + skips.pop(), width))
                previous = width
            if level > 0:
                block.upsamplers = nn.ModuleList([Upsample(width)])
            self.up_blocks.append(block)

        self.conv_norm_out = nn.GroupNorm(groups, widths[0], eps=1e-5)
        self.conv_out = nn.Conv2d(widths[0], LATENT_CHANNELS, 3, padding=1)
        nn.init.zeros_(self.conv_out.weight)
        nn.init.zeros_(self.conv_out.bias)

        half = widths[0] // 2
        frequencies = torch.exp(-math.log(10000) * torch.arange(half) / half)
        self.register_buffer("frequencies", frequencies, persistent=False)

    def forward(self, latents: Tensor, timesteps: Tensor, prompt: Tensor) -> Tensor:
        angles = timesteps[:, None].float() * self.frequencies[None]
        # [cos, sin] with freq_shift 0: SD v1's `flip_sin_to_cos`.
        time = F.silu(self.time_embedding(torch.cat([angles.cos(), angles.sin()], dim=1)))

        x = self.conv_in(latents)
        skips = [x]
        for block in self.down_blocks:
            for index, resnet in enumerate(block.resnets):
                x = resnet(x, time)
                if hasattr(block, "attentions"):
                    x = block.attentions[index](x, prompt)
                skips.append(x)
            if hasattr(block, "downsamplers"):
                x = block.downsamplers[0](x)
                skips.append(x)

        x = self.mid_block.resnets[0](x, time)
        x = self.mid_block.attentions[0](x, prompt)
        x = self.mid_block.resnets[1](x, time)

        for block in self.up_blocks:
            for index, resnet in enumerate(block.resnets):
                x = resnet(torch.cat([x, skips.pop()], dim=1), time)
                if hasattr(block, "attentions"):
                    x = block.attentions[index](x, prompt)
            if hasattr(block, "upsamplers"):
                x = block.upsamplers[0](x)
        return self.conv_out(F.silu(self.conv_norm_out(x)))
