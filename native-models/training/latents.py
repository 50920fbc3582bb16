"""The encoded pictures of a world with captions for them: what the denoiser is trained on."""

import json
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from captions import Language, caption
from pictures.scene import Scene
from tokenizers import Tokenizer

DROPPED_CAPTIONS = 0.10
"""Share of pictures trained without caption: what guidance steers away from."""
STRANGE_WORDS = 0.06
"""Share of captions with random pieces among their words, so that words never learnt do little harm."""
PERSON_WEIGHT = 2.0
"""Faces need more practice than roofs and mountains."""


class LatentPictures:
    """Latents of one world, each with the scene that its captions are written from.

    The caption of a picture may be that of another scene (``captioned``): mislabelled pairs, and what a filter leaves of
    them (``kept``), come in this way.
    """

    def __init__(self, path: Path, labels: Path | None = None):
        data = np.load(path)
        self.latents = torch.from_numpy(data["latents"])
        self.scenes = [Scene(**scene) for scene in json.loads(str(data["scenes"]))]
        self.kept = np.arange(len(self.scenes))
        if labels is not None:
            chosen = json.loads(labels.read_text())
            self.scenes = [self.scenes[i] for i in chosen["caption_of"]]
            self.kept = np.array(chosen["kept"])
        from pictures.catalogue import SUBJECTS

        weights = np.array([PERSON_WEIGHT if SUBJECTS[self.scenes[i].subject].kind == "person" else 1.0
                            for i in self.kept])  # fmt: skip
        self.shares = weights / weights.sum()

    def draw(
        self, count: int, language: Language, tokenizer: Tokenizer, random: np.random.Generator
    ) -> tuple[Tensor, Tensor]:
        """Latents ``[count, 4, 16, 16]`` and ids ``[count, 77]``."""
        chosen = random.choice(self.kept, count, p=self.shares)
        ids = [self.encode_caption(int(i), language, tokenizer, random) for i in chosen]
        return self.latents[chosen].float(), torch.tensor(ids)

    def encode_caption(
        self, i: int, language: Language, tokenizer: Tokenizer, random: np.random.Generator
    ) -> list[int]:
        if random.random() < DROPPED_CAPTIONS:
            return tokenizer.encode("")
        ids = tokenizer.encode(caption(language, self.scenes[i], random))
        return with_strange_words(ids, tokenizer.vocabulary, random)


def with_strange_words(ids: list[int], vocabulary: int, random: np.random.Generator) -> list[int]:
    if random.random() >= STRANGE_WORDS:
        return ids
    ids = list(ids)
    for _ in range(random.integers(1, 4)):
        place = int(random.integers(1, max(2, len(set(ids)))))
        ids.insert(place, int(random.integers(7, vocabulary - 2)))
    return ids[:77]
