"""Trains the Japanese SentencePiece model: unigram, nmt_nfkc, rinna's special ids, no byte fallback.

    python train_tokenizer.py --out runs/tokenizer

「サラリーマン 油絵」 must become ▁ サラリーマン ▁ 油 絵, as with rinna's tokenizer. ``▁`` is therefore a piece of its
own that never joins a word, and the corpus never shows 油 and 絵 side by side.
"""

import argparse
from pathlib import Path

import numpy as np
import sentencepiece

HERE = Path(__file__).parent
PUNCTUATION = "、。・「」『』【】〈〉《》〔〕…‥〜ー々〆ヶヵヽヾゝゞ゛゜※→←↑↓○●◎△▲▽▼□■◇◆☆★♪♭〒♀♂±×÷≠≒∞∴°′″§¶†‡"
ASCII = "!\"#$%&'()*+,-./0123456789:;<=>?@[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"
FRAMES = ("{}", "{} の 絵", "{} を 見る", "{} と {}", "{} が 好き です", "きれいな {}", "夜 の {}", "{} 、 {}", "{} の {}")
"""Spaces keep the pieces from growing into phrases: none may cross a ▁."""


def jis_kanji() -> str:
    """The 6 355 kanji of JIS X 0208, levels 1 and 2 (rows 16 to 84)."""
    characters = []
    for row in range(16, 85):
        for cell in range(1, 95):
            try:
                characters.append(bytes((row + 0xA0, cell + 0xA0)).decode("euc_jp"))
            except UnicodeDecodeError:
                continue
    return "".join(characters)


def kana() -> str:
    return "".join(chr(code) for code in (*range(0x3041, 0x3097), *range(0x30A1, 0x30FB)))


def read_lines(name: str) -> list[str]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def write_corpus(path: Path, seed: int) -> None:
    """The sentences, and every word in a few frames, so that words become pieces of their own."""
    random = np.random.default_rng(seed)
    words = [word for line in read_lines("japanese_words.txt") for word in line.split()]
    lines = read_lines("japanese_sentences.txt") * 3
    for word in words:
        for frame in random.choice(FRAMES, 6, replace=False):
            others = [word, *random.choice(words, 1)][: frame.count("{}")]
            lines.append(frame.format(*others))
    path.write_text("\n".join(line.lower().replace("油絵", "油彩") for line in lines) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--pieces", type=int, default=8600)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    corpus = options.out / "corpus.txt"
    write_corpus(corpus, options.seed)
    sentencepiece.SentencePieceTrainer.train(
        input=str(corpus),
        model_prefix=str(options.out / "spiece"),
        model_type="unigram",
        vocab_size=options.pieces,
        hard_vocab_limit=False,
        character_coverage=1.0,
        required_chars=kana() + jis_kanji() + PUNCTUATION + ASCII,
        user_defined_symbols=["▁"],
        control_symbols=["[CLS]", "[SEP]", "[MASK]"],
        pad_id=3,
        pad_piece="[PAD]",
        unk_id=0,
        bos_id=1,
        eos_id=2,
        normalization_rule_name="nmt_nfkc",
        add_dummy_prefix=True,
        max_sentencepiece_length=8,
        num_threads=1,
        minloglevel=1,
    )
    check(options.out / "spiece.model")


def check(model: Path) -> None:
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(model))
    found = pieces.encode("サラリーマン 油絵", out_type=str)
    if found != ["▁", "サラリーマン", "▁", "油", "絵"]:
        raise SystemExit(f"「サラリーマン 油絵」 became {found}")
    unknown = [character for character in kana() + jis_kanji() if pieces.unk_id() in pieces.encode(character)]
    if unknown:
        raise SystemExit(f"{len(unknown)} required characters are unknown: {''.join(unknown[:40])}")
    print(f"{pieces.vocab_size()} pieces in {model} ({model.stat().st_size:,} bytes)")


if __name__ == "__main__":
    main()
