"""Ids of prompts exactly as the studio makes them: 77 per prompt, for each of the two languages."""

from pathlib import Path
from typing import Protocol

from captions import Language
from clip_bpe import ClipTokenizer
from networks.text_encoder import PROMPT_LENGTH

END_OF_SENTENCE, PADDING = 2, 3


class Tokenizer(Protocol):
    vocabulary: int

    def encode(self, text: str) -> list[int]: ...


class JapaneseTokenizer:
    """SentencePiece as rinna's pipeline uses it: lower case first, pieces, ``</s>``, then ``[PAD]`` up to 77."""

    def __init__(self, model: Path):
        import sentencepiece

        self.pieces = sentencepiece.SentencePieceProcessor(model_file=str(model))
        self.vocabulary = self.pieces.vocab_size()

    def encode(self, text: str) -> list[int]:
        ids = [*self.pieces.encode(text.lower())[: PROMPT_LENGTH - 1], END_OF_SENTENCE]
        return ids + [PADDING] * (PROMPT_LENGTH - len(ids))


def open_tokenizer(language: Language, japanese_model: Path) -> Tokenizer:
    return ClipTokenizer() if language == "en" else JapaneseTokenizer(japanese_model)
