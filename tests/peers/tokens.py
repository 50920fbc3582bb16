"""Ids of random texts: the embedded models' tokenizers against transformers, of any version that is installed.

    python tests/peers/tokens.py --count 2000 --seed 1

Needs transformers, sentencepiece and protobuf. Texts mix Japanese, Latin, emoji, whitespace, control characters, combining
marks and anything else of Unicode, `--specials` special tokens too. Prints the shortest that differ, and ends with 1 where
one does.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"
import transformers  # noqa: E402
from transformers import CLIPTokenizerFast, T5Tokenizer  # noqa: E402

ROOT = Path(__file__).parents[2]
MODELS = ROOT / "resources" / "demo-models"
WORDS = [
    *"猫 サラリーマン 油絵 もふもふの犬 𠮷野家 葛󠄀城 東京タワー ｶﾞｷﾞｸﾞ か\u3099 ﾊﾟﾝ ㍻ ㈱ ①② ｆｕｌｌ　ｗｉｄｔｈ ーー 、。「」 々 〜～ ヽ゛ ﷽".split(),
    *"cat a painting CAT's don't ÉCOLE e\u0301cole Straße İstanbul ΑΣ ΣΑΣ ﬁne 1234 3.14 x² ½ Ⅻ <b> &amp; -- ... !!! #1 @you".split(),
    *"👩🏽‍🚀 🐈‍⬛ 🇯🇵 👨‍👩‍👧‍👦 ❤️ ☕ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 한국어 中文 العربية עברית ไทย हिन्दी".split(),
]
SPECIALS = [
    *"<s> </s> [PAD] [CLS] <unk> <|startoftext|> <|endoftext|> ▁ </w> [MASK]".split(),
]
SPACES = [
    " ",
    "  ",
    "\u3000",
    "\t",
    "\n",
    "\r\n",
    "\u00a0",
    "\u200b",
    "\u2009",
    "\ufeff",
    "\u2028",
    "\x0b",
    "\x0c",
    "\x85",
    "",
    "",
]
CONTROLS = [
    chr(code)
    for code in (*range(1, 32), 0x7F, *range(0x80, 0xA0), 0xAD, 0x200D, 0x202E, 0xFE0F, 0xFFFD, 0xFFFE, 0x10FFFF, 0)
]
RANGES = [
    (0x20, 0x7E),
    (0xA0, 0x24F),
    (0x300, 0x36F),
    (0x3040, 0x30FF),
    (0x4E00, 0x9FFF),
    (0xFF00, 0xFFEF),
    (0x1F300, 0x1FAFF),
    (0x20000, 0x2FA1F),
    (0x21, 0xD7FF),
    (0xE000, 0xFFFD),
    (0x10000, 0x10FFFF),
]


def random_text(draw: random.Random, words: list[str]) -> str:
    def part() -> str:
        kind = draw.random()
        if kind < 0.5:
            return draw.choice(words)
        if kind < 0.65:
            return draw.choice(CONTROLS)
        low, high = draw.choice(RANGES)
        drawn = [chr(draw.randint(low, high)) for _ in range(draw.randint(1, 6))]
        # What is no character yet may be a letter to one side already: they know different versions of Unicode.
        return "".join(letter for letter in drawn if unicodedata.category(letter) != "Cn")

    text = "".join(draw.choice(SPACES) + part() for _ in range(draw.choice([1, 2, 3, 5, 8, 40])))
    return text + draw.choice(SPACES)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--specials", action="store_true", help="special tokens among the words")
    parser.add_argument(
        "--only",
        choices=("en", "ja"),
        help="one tokenizer; the Japanese one's reference is the slow class, last in 4.57",
    )
    options = parser.parse_args()
    draw = random.Random(options.seed)
    words = WORDS + (SPECIALS if options.specials else [])
    texts = [random_text(draw, words) for _ in range(options.count)]
    texts = [text for text in texts if not any("\ud800" <= letter <= "\udfff" for letter in text)]
    with tempfile.TemporaryDirectory() as folder:
        answer = subprocess.run(
            ["node", str(ROOT / "tests/peers/tokenize-texts.ts"), folder],
            input=json.dumps(texts),
            capture_output=True,
            text=True,
            check=True,
            encoding="utf-8",
        )
        ours = json.loads(answer.stdout)
        for file in (MODELS / "en" / "tokenizer").iterdir():
            (Path(folder) / file.name).write_bytes(file.read_bytes())
        theirs = {}
        if options.only != "ja":
            theirs["en"] = CLIPTokenizerFast.from_pretrained(folder)
        if options.only != "en":
            theirs["ja"] = T5Tokenizer.from_pretrained(str(MODELS / "ja-stage1" / "tokenizer"))
            # The class does not take it from the configuration; rinna's code sets it by hand.
            theirs["ja"].do_lower_case = True
    different = 0
    for name, tokenizer in theirs.items():
        wrong = []
        for text, mine in zip(texts, ours[name], strict=True):
            expected = tokenizer(text, padding="max_length", max_length=77, truncation=True).input_ids
            if mine != expected:
                wrong.append((text, mine, expected))
        kind = type(tokenizer).__mro__[1].__name__
        print(
            f"{name}: transformers {transformers.__version__} {type(tokenizer).__name__} ({kind}), {len(texts)} texts, {len(wrong)} differ"
        )
        for text, mine, expected in sorted(wrong, key=lambda row: len(row[0]))[:8]:
            at = next(i for i in range(77) if mine[i] != expected[i])
            print(f"  {json.dumps(text)[:120]} from {at}: ours {mine[at : at + 8]}, theirs {expected[at : at + 8]}")
        different += len(wrong)
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
