"""Draws pictures from checkpoints or exported folders, with the noise and steps the studio uses."""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file

from consistency import sample_quickly
from diffusion import sample
from networks.text_encoder import TextEncoder
from networks.unet import UNet
from networks.vae import VAE
from tokenizers import JapaneseTokenizer, Tokenizer, open_tokenizer
from train_vae import load_weights, to_bytes

BATCH = 20


@dataclass
class Model:
    unet: UNet
    text: TextEncoder
    tokenizer: Tokenizer
    vae: VAE
    latent_scale: float
    bfloat16: bool = False
    quick: bool = False
    """A latent consistency model: four steps and no guidance, whatever is asked for."""

    @torch.no_grad()
    def draw(self, prompts: list[str], seeds: list[int], guidance: float, steps: int = 20) -> np.ndarray:
        """``[n, 256, 256, 3]`` bytes, one per prompt and seed."""
        empty = torch.tensor(self.tokenizer.encode(""))
        parts = []
        for i in range(0, len(prompts), BATCH):
            ids = torch.tensor([self.tokenizer.encode(prompt) for prompt in prompts[i : i + BATCH]])
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.bfloat16):
                if self.quick:
                    latents = sample_quickly(self.unet, self.text, ids, seeds[i : i + BATCH])
                else:
                    latents = sample(self.unet, self.text, ids, empty, seeds[i : i + BATCH], guidance, steps)
                decoded = self.vae.decode(latents / self.latent_scale).float()
            parts.append(to_bytes(decoded))
        return np.concatenate(parts)


def open_state(options: argparse.Namespace) -> Model:
    """A checkpoint of train_unet.py with a checkpoint of train_vae.py."""
    state = torch.load(options.state, weights_only=True)
    unet, text, vae = UNet(tuple(state["widths"])), TextEncoder(state["vocabulary"]), VAE()
    unet.load_state_dict(state["unet"])
    text.load_state_dict(state["text"])
    vae.load_state_dict(load_weights(options.vae))
    tokenizer = open_tokenizer(options.language, options.japanese_tokenizer)
    return Model(unet, text, tokenizer, vae, 1 / float(np.load(options.latents)["deviation"]))


def open_folder(folder: Path) -> Model:
    """An exported model, through the very files that the studio reads."""
    overlay = json.loads((folder / "nishiki.json").read_text(encoding="utf-8"))
    borrowed = overlay["components"]

    def component(name: str) -> Path:
        return folder / borrowed.get(name, name)

    def config(name: str) -> dict:
        return json.loads((component(name) / "config.json").read_text(encoding="utf-8"))

    def weights(name: str, file: str) -> dict[str, torch.Tensor]:
        return {key: value.float() for key, value in load_file(component(name) / file).items()}

    described = config("unet")
    attends = tuple(kind.startswith("CrossAttn") for kind in described["down_block_types"])
    unet = UNet(tuple(described["block_out_channels"]), attends)
    text, vae = TextEncoder(config("text_encoder")["vocab_size"]), VAE()
    unet.load_state_dict(weights("unet", "diffusion_pytorch_model.safetensors"))
    text.load_state_dict(weights("text_encoder", "model.safetensors"))
    vae.load_state_dict(weights("vae", "diffusion_pytorch_model.safetensors"))
    spiece = component("tokenizer") / "spiece.model"
    tokenizer = JapaneseTokenizer(spiece) if spiece.exists() else open_tokenizer("en", spiece)
    quick = overlay["defaults"].get("sampler") == "lcm"
    return Model(unet, text, tokenizer, vae, config("vae")["scaling_factor"], quick=quick)


def open_checkpoint(state: Path, folder: Path) -> Model:
    """A checkpoint that was trained on from ``folder``'s kind of model: tokenizer, VAE and layout are the folder's."""
    model = open_folder(folder)
    trained = torch.load(state, weights_only=True)
    model.unet.load_state_dict(trained["unet"])
    model.text.load_state_dict(trained["text"])
    return model


def add_state_options(parser: argparse.ArgumentParser) -> None:
    """What ``open_state`` needs."""
    parser.add_argument("--state", type=Path)
    parser.add_argument("--vae", type=Path)
    parser.add_argument("--latents", type=Path)
    parser.add_argument("--japanese-tokenizer", type=Path, default=Path("runs/tokenizer/spiece.model"))
    parser.add_argument("--language", choices=("en", "ja"), default="en")
