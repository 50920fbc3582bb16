"""The encoded pictures of a world with captions for them: what the denoiser is trained on."""

import json
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from captions import Language, caption
from pictures.catalogue import SUBJECTS
from pictures.scene import Scene
from tokenizers import Tokenizer

DROPPED_CAPTIONS = 0.10
"""Share of pictures trained without caption: what guidance steers away from."""
STRANGE_WORDS = 0.06
"""Share of captions with random pieces among their words, so that words never learnt do little harm."""
PERSON_TURNS = 2
"""How often a pass shows a person's picture: faces need more practice than roofs and mountains."""


class LatentPictures:
    """Latents of one world, each with the scene that its captions are written from.

    The caption of a picture may be that of another scene: mislabelled pairs, and what a filter leaves of
    them (``kept``), come in this way. Pictures are shown in passes, so that a run sees as many of them as it has samples:
    drawn with replacement, one in three of the first pass would never be seen. ``favoured`` qualities come so many times in a
    pass (rounded, once at least). Of ``workers`` that train together each passes over pictures of its own.
    """

    def __init__(
        self,
        paths: list[Path],
        labels: Path | None = None,
        worker: int = 0,
        workers: int = 1,
        favoured: dict[str, float] | None = None,
    ):
        files = [np.load(path) for path in paths]
        self.latents = torch.from_numpy(np.concatenate([data["latents"] for data in files]))
        self.scenes = [Scene(**scene) for data in files for scene in json.loads(str(data["scenes"]))]
        kept = np.arange(len(self.scenes))
        if labels is not None:
            chosen = json.loads(labels.read_text())
            self.scenes = [self.scenes[i] for i in chosen["caption_of"]]
            kept = np.array(chosen["kept"])
        turns = [turns_of(self.scenes[i], favoured or {}) for i in kept]
        self.turns = np.repeat(kept, turns)[worker::workers]
        self.ahead: list[int] = []

    def draw(
        self, count: int, language: Language, tokenizer: Tokenizer, random: np.random.Generator
    ) -> tuple[Tensor, Tensor]:
        """Latents ``[count, 4, 32, 32]`` and ids ``[count, 77]``."""
        chosen = self.choose(count, random)
        ids = [self.encode_caption(i, language, tokenizer, random) for i in chosen]
        return self.latents[chosen].float(), torch.tensor(ids)

    def choose(self, count: int, random: np.random.Generator) -> list[int]:
        """The next pictures of this pass, and of another one where it ends."""
        while len(self.ahead) < count:
            self.ahead += random.permutation(self.turns).tolist()
        chosen, self.ahead = self.ahead[:count], self.ahead[count:]
        return chosen

    def encode_caption(
        self, i: int, language: Language, tokenizer: Tokenizer, random: np.random.Generator
    ) -> list[int]:
        if random.random() < DROPPED_CAPTIONS:
            return tokenizer.encode("")
        ids = tokenizer.encode(caption(language, self.scenes[i], random))
        return with_strange_words(ids, tokenizer.vocabulary, random)


def turns_of(scene: Scene, favoured: dict[str, float]) -> int:
    """How often a pass shows a picture of this scene."""
    person = PERSON_TURNS if SUBJECTS[scene.subject].kind == "person" else 1
    return person * max(1, round(favoured.get(scene.quality, 1)))


def with_strange_words(ids: list[int], vocabulary: int, random: np.random.Generator) -> list[int]:
    if random.random() >= STRANGE_WORDS:
        return ids
    ids = list(ids)
    for _ in range(random.integers(1, 4)):
        place = int(random.integers(1, max(2, len(set(ids)))))
        ids.insert(place, int(random.integers(7, vocabulary - 2)))
    return ids[:77]
