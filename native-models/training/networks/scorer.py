"""The two towers of CLOOB (Fürst et al., 2021, arXiv:2110.11316), small: pictures and captions into one space.

Names and forms are those of rinna's ``japanese-clip``: a ViT without pooler, a BERT without pooler, two projections
without bias. ``state_dict()`` is what the studio's scorer reads.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .blocks import Block

IMAGE, PATCH = 64, 8
WIDTH, VISION_LAYERS, TEXT_LAYERS, HEADS = 96, 3, 2, 4
MEAN, DEVIATION = (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)
INVERSE_TEMPERATURE, HOPFIELD_SCALE = 30.0, 15.0


class SelfAttention(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        query, key, value = (
            project(x).unflatten(-1, (HEADS, -1)).transpose(1, 2) for project in (self.query, self.key, self.value)
        )
        return F.scaled_dot_product_attention(query, key, value, mask).transpose(1, 2).flatten(2)


class Layer(nn.Module):
    """A transformer layer; ``norm_first`` as in ViT, last as in BERT, whose norms have other names and places."""

    def __init__(self, width: int, norm_first: bool):
        super().__init__()
        self.norm_first = norm_first
        self.attention = Block()
        attend = SelfAttention(width)
        self.attention.add_module("attention" if norm_first else "self", attend)
        self.attention.output = Block()
        self.attention.output.dense = nn.Linear(width, width)
        self.intermediate = Block()
        self.intermediate.dense = nn.Linear(width, 4 * width)
        self.output = Block()
        self.output.dense = nn.Linear(4 * width, width)
        if norm_first:
            self.layernorm_before, self.layernorm_after = nn.LayerNorm(width, 1e-6), nn.LayerNorm(width, 1e-6)
        else:
            self.attention.output.LayerNorm, self.output.LayerNorm = nn.LayerNorm(width, 1e-6), nn.LayerNorm(width, 1e-6)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        attend = self.attention.get_submodule("attention" if self.norm_first else "self")
        if self.norm_first:
            x = x + self.attention.output.dense(attend(self.layernorm_before(x), mask))
            return x + self.output.dense(F.gelu(self.intermediate.dense(self.layernorm_after(x))))
        x = self.attention.output.LayerNorm(x + self.attention.output.dense(attend(x, mask)))
        return self.output.LayerNorm(x + self.output.dense(F.gelu(self.intermediate.dense(x))))


class Scorer(nn.Module):
    def __init__(self, vocabulary: int, padding: int, length: int = 77):
        super().__init__()
        self.vocabulary, self.padding = vocabulary, padding
        vision, text = Block(), Block()
        vision.embeddings = Block()
        vision.embeddings.cls_token = nn.Parameter(torch.zeros(1, 1, WIDTH))
        vision.embeddings.position_embeddings = nn.Parameter(0.02 * torch.randn(1, (IMAGE // PATCH) ** 2 + 1, WIDTH))
        vision.embeddings.patch_embeddings = Block()
        vision.embeddings.patch_embeddings.projection = nn.Conv2d(3, WIDTH, PATCH, PATCH)
        vision.encoder = Block()
        vision.encoder.layer = nn.ModuleList([Layer(WIDTH, norm_first=True) for _ in range(VISION_LAYERS)])
        vision.layernorm = nn.LayerNorm(WIDTH, 1e-6)
        text.embeddings = Block()
        text.embeddings.word_embeddings = nn.Embedding(vocabulary, WIDTH)
        text.embeddings.position_embeddings = nn.Embedding(length, WIDTH)
        text.embeddings.token_type_embeddings = nn.Embedding(2, WIDTH)
        text.embeddings.LayerNorm = nn.LayerNorm(WIDTH, 1e-6)
        text.encoder = Block()
        text.encoder.layer = nn.ModuleList([Layer(WIDTH, norm_first=False) for _ in range(TEXT_LAYERS)])
        self.vision_model, self.text_model = vision, text
        self.visual_projection = nn.Linear(WIDTH, WIDTH, bias=False)
        self.text_projection = nn.Linear(WIDTH, WIDTH, bias=False)

    def embed_pictures(self, pictures: Tensor) -> Tensor:
        """``[n, 3, 64, 64]``, normalised as CLIP's pictures are → unit features ``[n, 96]``."""
        model = self.vision_model
        patches = model.embeddings.patch_embeddings.projection(pictures).flatten(2).transpose(1, 2)
        x = torch.cat([model.embeddings.cls_token.expand(len(patches), -1, -1), patches], 1)
        x = x + model.embeddings.position_embeddings
        for layer in model.encoder.layer:
            x = layer(x)
        return F.normalize(self.visual_projection(model.layernorm(x)[:, 0]), dim=-1)

    def embed_texts(self, ids: Tensor) -> Tensor:
        """``[n, length]``, padded → unit features ``[n, 96]``; padding is not attended to."""
        model = self.text_model
        x = model.embeddings.word_embeddings(ids) + model.embeddings.position_embeddings.weight[: ids.shape[1]]
        x = model.embeddings.LayerNorm(x + model.embeddings.token_type_embeddings.weight[0])
        mask = (ids != self.padding)[:, None, None, :]
        for layer in model.encoder.layer:
            x = layer(x, mask)
        return F.normalize(self.text_projection(x[:, 0]), dim=-1)


def cloob_loss(pictures: Tensor, texts: Tensor) -> Tensor:
    """InfoLOOB on Hopfield-retrieved features, both ways (equations 6–9 of the paper)."""
    return (
        info_loob(retrieve(pictures, pictures), retrieve(texts, pictures))
        + info_loob(retrieve(texts, texts), retrieve(pictures, texts))
    ) / 2


def retrieve(queries: Tensor, stored: Tensor) -> Tensor:
    return F.normalize((HOPFIELD_SCALE * queries @ stored.T).softmax(-1) @ stored, dim=-1)


def info_loob(anchors: Tensor, others: Tensor) -> Tensor:
    """Like InfoNCE, but a pair does not stand in its own denominator ("leave one out")."""
    logits = INVERSE_TEMPERATURE * anchors @ others.T
    same = torch.eye(len(logits), dtype=torch.bool, device=logits.device)
    return (logits.masked_fill(same, -torch.inf).logsumexp(1) - logits.diagonal()).mean() / INVERSE_TEMPERATURE
