"""CLIP's text model."""

import math

import torch
from torch import Tensor, nn

from .blocks import Block

PROMPT_LENGTH = 77


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
        # Written out for the reason given in unet.Attention.
        scores = (query * query.shape[-1] ** -0.5) @ key.transpose(-1, -2)
        later = torch.ones(scores.shape[-2:], dtype=torch.bool, device=scores.device).triu(1)
        mixed = scores.masked_fill(later, -math.inf).softmax(-1, dtype=query.dtype) @ value
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
