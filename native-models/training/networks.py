"""The three networks of Stable Diffusion v1, small, under the parameter names that diffusers uses.

A module's attribute path *is* its key in the checkpoint (``down_blocks.0.resnets.0.conv1.weight``), so
``state_dict()`` is what a diffusers folder stores and nothing has to be renamed on export.

What each class matches (diffusers 0.40, transformers 4.26): ``ResnetBlock`` ↔ ResnetBlock2D, ``Transformer`` ↔
Transformer2DModel with convolutional projections, ``UNet`` ↔ UNet2DConditionModel, ``VAE`` ↔ AutoencoderKL,
``TextEncoder`` ↔ CLIPTextModel. Pictures and latents are ``[batch, channels, height, width]``; prompts are
``[batch, 77, width]``.
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

LATENT_CHANNELS = 4
PROMPT_LENGTH = 77

# ---------------------------------------------------------------------------------------------- shared blocks


class ResnetBlock(nn.Module):
    """Two normalised convolutions around a shortcut; ``time_width`` adds the timestep between them.

    GroupNorm's epsilon is 1e-5 in the UNet and 1e-6 in the VAE.
    """

    def __init__(self, inputs: int, outputs: int, groups: int, eps: float, time_width: int | None = None):
        super().__init__()
        self.norm1 = nn.GroupNorm(groups, inputs, eps=eps)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1)
        if time_width is not None:
            self.time_emb_proj = nn.Linear(time_width, outputs)
        self.norm2 = nn.GroupNorm(groups, outputs, eps=eps)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1)
        self.conv_shortcut = nn.Conv2d(inputs, outputs, 1) if inputs != outputs else None

    def forward(self, x: Tensor, time: Tensor | None = None) -> Tensor:
        hidden = self.conv1(F.silu(self.norm1(x)))
        if time is not None:
            hidden = hidden + self.time_emb_proj(time)[:, :, None, None]
        hidden = self.conv2(F.silu(self.norm2(hidden)))
        return hidden + (x if self.conv_shortcut is None else self.conv_shortcut(x))


class Downsample(nn.Module):
    """Halves height and width. The UNet pads all four sides, the VAE only right and bottom."""

    def __init__(self, channels: int, pad_all_sides: bool):
        super().__init__()
        self.pad_all_sides = pad_all_sides
        self.conv = nn.Conv2d(channels, channels, 3, stride=2, padding=1 if pad_all_sides else 0)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(x if self.pad_all_sides else F.pad(x, (0, 1, 0, 1)))


class Upsample(nn.Module):
    """Doubles height and width by repeating pixels, then smooths."""

    def __init__(self, channels: int):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(F.interpolate(x, scale_factor=2.0, mode="nearest"))


class Block(nn.Module):
    """A level of the UNet or VAE: only a name space for ``resnets``, ``attentions`` and the samplers."""


# --------------------------------------------------------------------------------------------------------- VAE


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
        mixed = F.scaled_dot_product_attention(self.to_q(tokens), self.to_k(tokens), self.to_v(tokens))
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


# -------------------------------------------------------------------------------------------------------- UNet


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
        mixed = F.scaled_dot_product_attention(query, key, value)
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

    ``heads`` is what SD v1's configs call ``attention_head_dim``: the *number* of heads at every level.
    """

    def __init__(
        self,
        widths: tuple[int, ...] = (48, 96, 128, 128),
        resnets: int = 1,
        context_width: int = 64,
        heads: int = 2,
        groups: int = 16,
    ):
        super().__init__()
        self.widths, self.resnets, self.groups = widths, resnets, groups
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
            if level < last:
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
            if level < last:
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


# ------------------------------------------------------------------------------------------------ text encoder


class TextAttention(nn.Module):
    """Causal self-attention of CLIP's text model: every projection has a bias, padding is *not* masked."""

    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.k_proj = nn.Linear(width, width)
        self.v_proj = nn.Linear(width, width)
        self.q_proj = nn.Linear(width, width)
        self.out_proj = nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        query, key, value = (
            project(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for project in (self.q_proj, self.k_proj, self.v_proj)
        )
        mixed = F.scaled_dot_product_attention(query, key, value, is_causal=True)
        return self.out_proj(mixed.transpose(1, 2).flatten(2))


class TextMLP(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.fc1 = nn.Linear(width, 4 * width)
        self.fc2 = nn.Linear(4 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        x = self.fc1(x)
        return self.fc2(x * torch.sigmoid(1.702 * x))  # quick_gelu


class TextLayer(nn.Module):
    def __init__(self, width: int, heads: int):
        super().__init__()
        self.self_attn = TextAttention(width, heads)
        self.layer_norm1 = nn.LayerNorm(width)
        self.mlp = TextMLP(width)
        self.layer_norm2 = nn.LayerNorm(width)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.self_attn(self.layer_norm1(x))
        return x + self.mlp(self.layer_norm2(x))


class TextEncoder(nn.Module):
    """Token ids ``[n, 77]`` → ``last_hidden_state`` ``[n, 77, width]`` after the final layer norm."""

    def __init__(self, vocabulary: int, width: int = 64, layers: int = 3, heads: int = 4):
        super().__init__()
        self.vocabulary, self.width, self.layers, self.heads = vocabulary, width, layers, heads
        model = Block()
        model.embeddings = Block()
        model.embeddings.token_embedding = nn.Embedding(vocabulary, width)
        model.embeddings.position_embedding = nn.Embedding(PROMPT_LENGTH, width)
        model.encoder = Block()
        model.encoder.layers = nn.ModuleList([TextLayer(width, heads) for _ in range(layers)])
        model.final_layer_norm = nn.LayerNorm(width)
        self.text_model = model
        # Large enough that words differ from the first step on; CLIP's own 0.02 makes a small encoder slow to start.
        nn.init.normal_(model.embeddings.token_embedding.weight, std=0.3)
        nn.init.normal_(model.embeddings.position_embedding.weight, std=0.05)

    def forward(self, ids: Tensor) -> Tensor:
        model = self.text_model
        x = model.embeddings.token_embedding(ids) + model.embeddings.position_embedding.weight[: ids.shape[1]]
        for layer in model.encoder.layers:
            x = layer(x)
        return model.final_layer_norm(x)


def count_parameters(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())
