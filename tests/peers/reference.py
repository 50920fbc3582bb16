"""A plain text-to-image pipeline of other makers' parts, to hold `nishiki generate` up against.

Tokenizers and text encoder are transformers', LoRAs PEFT's, samplers those that ONNX Runtime ships in
`onnxruntime.transformers.models.stable_diffusion` (after diffusers'); UNet and VAE are the torch networks of
`native-models/training`, which the embedded models were trained with.
"""

import json
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"
ROOT = Path(__file__).parents[2]
MODELS = ROOT / "resources" / "demo-models"

import numpy as np  # noqa: E402
import torch  # noqa: E402
from onnxruntime.transformers.models.stable_diffusion.diffusion_schedulers import (  # noqa: E402
    DDIMScheduler,
    EulerAncestralDiscreteScheduler,
    LCMScheduler,
    UniPCMultistepScheduler,
)
from safetensors.torch import load_file  # noqa: E402
from transformers import CLIPTextModel, CLIPTokenizerFast, T5Tokenizer  # noqa: E402

# After transformers: the folder has a module `tokenizers` of its own.
sys.path.insert(0, str(ROOT / "native-models" / "training"))
from networks.unet import UNet  # noqa: E402
from networks.vae import VAE  # noqa: E402

BETAS = {"beta_start": 0.00085, "beta_end": 0.012, "device": "cpu"}


class Euler:
    """Euler's steps along dx/dσ from "linspace" timesteps, written out: k-diffusion's `sample_euler` without churn."""

    def __init__(self):
        alphas = (1 - torch.linspace(0.00085**0.5, 0.012**0.5, 1000) ** 2).cumprod(0).numpy().astype(np.float64)
        self.all_sigmas = ((1 - alphas) / alphas) ** 0.5

    def set_timesteps(self, steps: int) -> None:
        timesteps = np.linspace(0, 999, steps)[::-1].copy()
        self.sigmas = torch.tensor([*np.interp(timesteps, np.arange(1000), self.all_sigmas), 0.0], dtype=torch.float32)
        self.timesteps = torch.tensor(timesteps, dtype=torch.float32)
        self.init_noise_sigma = self.sigmas.max()

    def configure(self) -> None:
        pass

    def scale_model_input(self, sample, index, _timestep):
        return sample / (self.sigmas[index] ** 2 + 1) ** 0.5

    def step(self, noise, sample, index, _timestep, **_):
        return sample + noise * (self.sigmas[index + 1] - self.sigmas[index])


def scheduler_of(name: str):
    if name == "ddim":
        return DDIMScheduler(**BETAS)
    if name == "euler":
        return Euler()
    if name == "euler-ancestral":
        return EulerAncestralDiscreteScheduler(**BETAS, timestep_spacing="linspace")
    if name == "unipc":
        return UniPCMultistepScheduler(**BETAS)
    return LCMScheduler(**BETAS)


@dataclass
class Peer:
    text: CLIPTextModel
    unet: UNet
    vae: VAE
    tokenizer: object
    scale: float = 0.18215
    words: dict[str, torch.Tensor] = field(default_factory=dict)

    def embed(self, prompt: str, clip_skip: int = 0) -> torch.Tensor:
        ids = self.tokenizer(
            prompt, padding="max_length", max_length=77, truncation=True, return_tensors="pt"
        ).input_ids
        out = self.text(ids, output_hidden_states=True)
        if clip_skip == 0:
            return out.last_hidden_state
        norm = next(part for name, part in self.text.named_modules() if name.endswith("final_layer_norm"))
        return norm(out.hidden_states[-1 - clip_skip])

    def learn(self, word: str, vectors: torch.Tensor) -> None:
        """Textual inversion as diffusers loads it: a token for each vector, of which a prompt then holds all."""
        names = [word, *(f"{word}_{i}" for i in range(1, len(vectors)))]
        self.tokenizer.add_tokens(names)
        self.text.resize_token_embeddings(len(self.tokenizer), mean_resizing=False)
        table = self.text.get_input_embeddings().weight.data
        for name, vector in zip(names, vectors, strict=True):
            table[self.tokenizer.convert_tokens_to_ids(name)] = vector
        self.words[word] = " ".join(names)

    def draw(
        self,
        prompt: str,
        seed: int,
        *,
        sampler="ddim",
        steps=20,
        guidance=4.0,
        negative="",
        clip_skip=0,
        image=None,
        strength=1.0,
        mask=None,
    ) -> np.ndarray:
        """`[height, width, 3]` bytes; `image` likewise, `mask` `[height, width]` bytes."""
        for word, written in self.words.items():
            prompt = prompt.replace(word, written)
        with torch.no_grad():
            return self._draw(prompt, seed, sampler, steps, guidance, negative, clip_skip, image, strength, mask)

    def _draw(self, prompt, seed, sampler, steps, guidance, negative, clip_skip, image, strength, mask):
        generator = torch.Generator("cpu").manual_seed(seed)
        embeddings = self.embed(prompt, clip_skip)
        if guidance > 1:
            embeddings = torch.cat([self.embed(negative, clip_skip), embeddings])
        scheduler = scheduler_of(sampler)
        scheduler.set_timesteps(steps)
        scheduler.configure()
        first = steps - min(int(steps * strength), steps)
        shape = (1, 4, 32, 32)
        original = None
        if image is not None:
            planes = torch.from_numpy(image.astype(np.float32) / 255).permute(2, 0, 1)[None] * 2 - 1
            mean, log_variance = self.vae.encode(planes)
            original = (mean + (log_variance / 2).exp() * torch.randn(shape, generator=generator)) * self.scale
        noise = torch.randn(shape, generator=generator)
        if original is None:
            latents = noise * scheduler.init_noise_sigma
        else:
            latents = scheduler.add_noise(original, noise, first, None)
        share = None
        if mask is not None:
            share = torch.from_numpy(mask.astype(np.float32) / 255)[None, None, 4::8, 4::8]
        for i in range(first, steps):
            timestep = scheduler.timesteps[i]
            scaled = scheduler.scale_model_input(latents, i, timestep)
            batch = torch.cat([scaled] * len(embeddings))
            predicted = self.unet(batch, timestep.repeat(len(embeddings)), embeddings)
            if guidance > 1:
                without, with_prompt = predicted.chunk(2)
                predicted = without + guidance * (with_prompt - without)
            if sampler in ("ddim", "euler"):
                latents = scheduler.step(predicted, latents, i, timestep)
            elif sampler == "euler-ancestral":
                latents = scheduler.step(predicted, latents, i, timestep, generator=generator)
            elif sampler == "unipc":
                latents = scheduler.step(predicted, timestep, latents)
            else:
                latents = scheduler.step(predicted, timestep, latents, generator=generator)[0]
            if share is not None:
                # As `StableDiffusionInpaintPipelineLegacy`: what is kept has the noise of the step that was taken.
                latents = (1 - share) * scheduler.add_noise(original, noise, i, None) + share * latents
        if share is not None:
            latents = (1 - share) * original + share * latents
        decoded = self.vae.decode(latents / self.scale)[0]
        return ((decoded / 2 + 0.5).clamp(0, 1).permute(1, 2, 0).numpy() * 255).round().astype(np.uint8)


def open_peer(name: str, clip_vocabulary: Path) -> Peer:
    """An embedded model. `clip_vocabulary` is a folder with `vocab.json` and `merges.txt`."""
    folder = MODELS / name
    borrowed = json.loads((folder / "nishiki.json").read_text(encoding="utf-8"))["components"]

    def place(component: str) -> Path:
        return folder / borrowed.get(component, component)

    def weights(component: str) -> dict[str, torch.Tensor]:
        tensors = load_file(place(component) / "diffusion_pytorch_model.safetensors")
        return {key: value.float() for key, value in tensors.items()}

    config = json.loads((place("unet") / "config.json").read_text())
    attends = tuple(kind.startswith("CrossAttn") for kind in config["down_block_types"])
    unet, vae = UNet(tuple(config["block_out_channels"]), attends), VAE()
    unet.load_state_dict(weights("unet"))
    vae.load_state_dict(weights("vae"))
    text = CLIPTextModel.from_pretrained(place("text_encoder"), dtype=torch.float32)
    if (place("tokenizer") / "spiece.model").exists():
        tokenizer = T5Tokenizer.from_pretrained(str(place("tokenizer")))
    else:
        for file in place("tokenizer").iterdir():
            (clip_vocabulary / file.name).write_bytes(file.read_bytes())
        tokenizer = CLIPTokenizerFast.from_pretrained(str(clip_vocabulary))
    return Peer(text.eval(), unet.eval(), vae.eval(), tokenizer)
